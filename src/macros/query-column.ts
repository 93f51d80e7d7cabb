import type { SelectQueryBuilder, StringReference } from 'kysely'

/** A column of the query's tables (`'r.user_id'`) or a column that the query has selected before, by its name. */
export type QueryColumn<DB, TB extends keyof DB, O> = StringReference<DB, TB> | (keyof O & string)

/** A column with its direction. NULL comes last in both. */
export type OrderColumn<C> = readonly [column: C, direction: 'asc' | 'desc']

/** A change of a query, for `$call`. */
export type SelectHelper<DB, TB extends keyof DB, O, P = O> = (
  qb: SelectQueryBuilder<DB, TB, O>,
) => SelectQueryBuilder<DB, TB, P>
