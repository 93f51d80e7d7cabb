import {
  type ExpressionBuilder,
  ExpressionWrapper,
  expressionBuilder,
  type OperationNodeSource,
  type SelectQueryBuilder,
} from 'kysely'
import type { Takes, Truth } from '../../../../core/functions/call/function-call.js'
import { qualifyNode } from '../../../../core/nodes/qualify.js'

/**
 * Keeps the rows for which a condition over window functions is true. For `$call`; conditions of several calls are joined
 * by AND. Runs on DuckDB too.
 *
 * ```ts
 * db.selectFrom('ratings as r').select(['r.user_id', 'r.rating']).$call(
 *   qualify((eb) => eb(eb.fn.agg<number>('row_number').over((o) => o.partitionBy('r.user_id').orderBy('r.rated_at')), '=', 1)),
 * )
 * ```
 * The generated SQL: `select "R"."USER_ID", "R"."RATING" from "RATINGS" as "R" qualify row_number() over(partition by
 * "R"."USER_ID" order by "R"."RATED_AT") = ?`. It follows GROUP BY and HAVING, and precedes ORDER BY.
 *
 * @throws KerrosError `E_UNSUPPORTED` when the query is a union, intersect or except (when it is compiled).
 * @see https://docs.snowflake.com/en/sql-reference/constructs/qualify
 */
export function qualify<DB, TB extends keyof DB, O, C extends OperationNodeSource>(
  condition: (eb: ExpressionBuilder<DB, TB>) => Takes<C, Truth>,
): (qb: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O> {
  return (qb) => {
    const predicate = condition(expressionBuilder<DB, TB>()).toOperationNode()
    return qb.modifyEnd(new ExpressionWrapper(qualifyNode(predicate)))
  }
}
