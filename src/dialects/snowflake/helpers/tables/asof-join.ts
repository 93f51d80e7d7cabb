import {
  BinaryOperationNode,
  type JoinBuilder,
  type JoinCallbackExpression,
  type OperationNode,
  OperatorNode,
  type SelectQueryBuilder,
  type SelectQueryBuilderWithLeftJoin,
  type TableExpression,
} from 'kysely'
import { KerrosError } from '../../../../core/errors/index.js'
import { snowflakeMarker } from '../expressions/snowflake-call.js'

/** How the rows of two tables are matched. */
export interface AsofJoinOptions<DB, TB extends keyof DB, TE extends TableExpression<DB, TB>> {
  /** One comparison of a column of the left table with one of the right: the nearest row that meets it is joined. */
  readonly match: JoinCallbackExpression<DB, TB, TE>
  /** Columns that must be equal. */
  readonly on?: JoinCallbackExpression<DB, TB, TE>
}

/**
 * Joins the row of another table that is nearest in time; a row without a match stays, with NULLs. For `$call`.
 *
 * ```ts
 * db.selectFrom('trades as t').$call(
 *   asofJoin('quotes as q', {
 *     match: (join) => join.onRef('t.at', '>=', 'q.at'),
 *     on: (join) => join.onRef('t.symbol', '=', 'q.symbol'),
 *   }),
 * ).select(['t.symbol', 'q.price'])
 * ```
 * The generated SQL: `select "T"."SYMBOL", "Q"."PRICE" from "TRADES" as "T" asof join "QUOTES" as "Q" match_condition
 * ("T"."AT" >= "Q"."AT") on "T"."SYMBOL" = "Q"."SYMBOL"`.
 *
 * @throws KerrosError `E_INVALID_OPTION` when `match` is not one comparison with `>=`, `>`, `<=` or `<`.
 * @see https://docs.snowflake.com/en/sql-reference/constructs/asof-join
 */
export function asofJoin<DB, TB extends keyof DB, O, const TE extends TableExpression<DB, TB>>(
  table: TE,
  options: AsofJoinOptions<DB, TB, TE>,
): (qb: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilderWithLeftJoin<DB, TB, O, TE> {
  return (qb) =>
    qb.leftJoin(table, (join) => {
      const match = conditionOf(options.match(join as never))
      const on = options.on && conditionOf(options.on(join as never))
      if (!match || !isComparison(match))
        throw new KerrosError('E_INVALID_OPTION', 'match of asofJoin is not one comparison', {
          hint: "Compare two columns with >=, >, <= or <: match: (join) => join.onRef('t.at', '>=', 'q.at').",
        })
      return join.on(snowflakeMarker<boolean>('asof_join', match, ...(on ? [on] : [])))
    })
}

function conditionOf(join: JoinBuilder<any, any>): OperationNode | undefined {
  return join.toOperationNode().on?.on
}

const COMPARISONS: ReadonlySet<string> = new Set(['>=', '>', '<=', '<'])

function isComparison(node: OperationNode): boolean {
  return BinaryOperationNode.is(node) && OperatorNode.is(node.operator) && COMPARISONS.has(node.operator.operator)
}
