import { type Expression, type ExpressionBuilder, ExpressionWrapper, SelectQueryNode, type SqlBool } from 'kysely'
import { selectedNames } from '../core/compile/selected-names.js'
import { KerrosError } from '../core/errors/index.js'
import { columnOf } from './column-of.js'

/** The alias of the keys inside of the condition. */
const KEYS = 'touched_keys'

/**
 * The condition that columns are among the keys that a query returns:
 * `exists (select 1 from (KEYS) as "touched_keys" where "touched_keys"."user_id" = "r"."user_id")`.
 * Unlike `in`, it is one form for one column and for several, and NULLs do not spoil it.
 */
export function keyIsAmong(
  columns: readonly string[],
  keys: Expression<any>,
): (eb: ExpressionBuilder<any, any>) => Expression<SqlBool> {
  const node = keys.toOperationNode()
  const names = SelectQueryNode.is(node) ? selectedNames(node) : undefined
  if (names === undefined || names.length !== columns.length)
    throw new KerrosError(
      'E_INVALID_OPTION',
      `touched(…) compares ${columns.length} column(s) (${columns.join(', ')}) with a query that returns ${names?.length ?? 'unknown columns'}`,
      { hint: 'Select one column for each column of touched(…), in the same order, each by its name.' },
    )
  const subquery = new ExpressionWrapper<any, any, any>(node).as(KEYS)
  return (eb) =>
    eb.exists(
      columns.reduce(
        (query, column, i) => query.where(columnOf(KEYS, names[i]!), '=', eb.ref(column)),
        eb.selectFrom(subquery as never).select(eb.lit(1).as('found')) as any,
      ),
    )
}
