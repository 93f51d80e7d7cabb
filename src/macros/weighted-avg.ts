import {
  BinaryOperationNode,
  ExpressionWrapper,
  type OperationNode,
  type OperationNodeSource,
  OperatorNode,
} from 'kysely'
import { divide, round, type Scalar, sum, type Takes } from '../core/functions/index.js'
import type { Numeric } from '../core/functions/number-functions.js'
import { constant } from '../core/nodes/immediate.js'
import { operand } from '../core/nodes/operand.js'
import { expressionOf } from './expression-of.js'

/**
 * The average of values by weight, rounded to four digits; NULL when the weights are 0 together. A row without a value or
 * without a weight does not count at all: 10 and NULL with weights of 1 and 1 give 10. Both sums are exact for integers and
 * decimals and are divided once.
 *
 * ```ts
 * select((eb) => ['t.tag_id', weightedAvg(eb.ref('t.avg_rating'), eb.ref('t.relevance')).as('weighted_avg_rating')])
 * ```
 * The generated SQL: DuckDB `round((cast(sum("t"."avg_rating" * "t"."relevance") as double) /
 * nullif(cast(sum("t"."relevance") filter(where "t"."avg_rating" is not null) as double), 0)), 4)`; Snowflake has
 * `iff("T"."AVG_RATING" is not null, "T"."RELEVANCE", null)` in the second sum instead of FILTER.
 *
 * @param weight Two INTEGERs whose product exceeds 32 bits are an error on DuckDB: cast one of them to `bigint()`.
 */
export function weightedAvg<V extends OperationNodeSource, W extends OperationNodeSource>(
  value: Takes<V, Numeric>,
  weight: Takes<W, Numeric>,
): Scalar<number | null> {
  const values = operand(value.toOperationNode())
  const product = binary<Numeric>(values, '*', operand(weight.toOperationNode()))
  const isKnown = binary<boolean>(values, 'is not', constant(null))
  return round(divide(sum(product), sum(expressionOf<Numeric>(weight)).filterWhere(isKnown)), 4)
}

function binary<T>(left: OperationNode, operator: '*' | 'is not', right: OperationNode): Scalar<T> {
  return new ExpressionWrapper(BinaryOperationNode.create(left, OperatorNode.create(operator), right))
}
