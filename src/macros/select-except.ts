import type { AliasedExpression, SelectQueryBuilder } from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import { allExceptNode } from '../core/nodes/all-except.js'

/**
 * Selects all columns of one of the query's tables except some. For `$call`. The row type is exact.
 *
 * ```ts
 * db.selectFrom('m').$call(selectExcept('m', ['loaded_at']))
 * ```
 * The generated SQL of a model: the columns one by one, `select "m"."movie_id", "m"."title" from …`. A query that is run
 * by hand, or whose columns raw SQL hides, says `select "m".* exclude ("loaded_at") from …`, which both engines know.
 *
 * @param table The table, by the name that it has in the query: an input, a common table expression, an alias.
 * @param names The columns to leave out; at least one.
 * @throws KerrosError `E_INVALID_OPTION` when no column is named.
 */
export function selectExcept<DB, TB extends keyof DB, O, const T extends string, const N extends string>(
  table: T & NoInfer<TB>,
  names: readonly (N & ColumnName<NoInfer<DB>, T>)[],
): (
  qb: SelectQueryBuilder<DB, TB, O>,
) => SelectQueryBuilder<DB, TB, O & { [K in Exclude<keyof DB[T & keyof DB], N>]: DB[T & keyof DB][K] }> {
  const [first, ...others] = names
  if (first === undefined)
    throw new KerrosError('E_INVALID_OPTION', 'selectExcept leaves no column out', {
      hint: `Name at least one, or use selectAll('${table}').`,
    })
  const selection = { toOperationNode: () => allExceptNode(table, [first, ...others]) }
  // The compiler writes out several columns for this one selection, so it has no alias.
  return (qb) => qb.select(selection as unknown as AliasedExpression<unknown, string>) as never
}

type ColumnName<DB, T> = T extends keyof DB ? keyof DB[T] & string : never
