import { BinaryOperationNode, ExpressionWrapper, type OperationNodeSource, OperatorNode } from 'kysely'
import { operand } from '../core/compile/operand.js'
import { divide, round, type Scalar, sum, type Takes } from '../core/functions/index.js'
import type { Numeric } from '../core/functions/number-functions.js'
import { expressionOf } from './expression-of.js'

/**
 * The average of values by weight, rounded to four digits; NULL when the weights are 0 together. Both sums are exact for
 * integers and decimals and are divided once.
 *
 * ```ts
 * select((eb) => ['t.tag_id', weightedAvg(eb.ref('t.avg_rating'), eb.ref('t.relevance')).as('weighted_avg_rating')])
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case):
 * `round((cast(sum("t"."avg_rating" * "t"."relevance") as double) / nullif(cast(sum("t"."relevance") as double), 0)), 4)`
 *
 * @param value A NULL adds nothing to the sum of the values, but its weight counts: filter such rows out.
 * @param weight Two INTEGERs whose product exceeds 32 bits are an error on DuckDB: cast one of them to `bigint()`.
 */
export function weightedAvg<V extends OperationNodeSource, W extends OperationNodeSource>(
  value: Takes<V, Numeric>,
  weight: Takes<W, Numeric>,
): Scalar<number | null> {
  const product = new ExpressionWrapper<{}, never, Numeric>(
    BinaryOperationNode.create(
      operand(value.toOperationNode()),
      OperatorNode.create('*'),
      operand(weight.toOperationNode()),
    ),
  )
  return round(divide(sum(product), sum(expressionOf<Numeric>(weight))), 4)
}
