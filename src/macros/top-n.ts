import { keepFirstRows } from './keep-first-rows.js'
import type { OrderColumn, QueryColumn, SelectHelper } from './query-column.js'

/** Which rows {@link topN} keeps. */
export interface TopNOptions<C, A extends string> {
  /** How many rows of each partition stay; a whole number from 1. */
  readonly n: number
  /** The columns that make a partition; with none, the whole result is one. */
  readonly partitionBy: readonly C[]
  /** What comes first; at least one column. End it in a unique column, or which of equal rows stay is up to the engine. */
  readonly orderBy: readonly OrderColumn<C>[]
  /** Adds the row's number in its partition, from 1, as a column of this name. */
  readonly as?: A
}

/**
 * Keeps the first `n` rows of each partition. For `$call`, after `select`: columns are those of the query's tables, or
 * selected ones by their names, aggregates too. A name that is both means the selected one.
 *
 * ```ts
 * db.selectFrom('t')
 *   .select(['t.movie_id', 't.tag'])
 *   .$call(topN({ n: 5, partitionBy: ['t.movie_id'], orderBy: [['t.relevance', 'desc'], ['t.tag_id', 'asc']], as: 'tag_rank' }))
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case):
 * `select "t"."movie_id", "t"."tag", row_number() over(partition by "t"."movie_id" order by "t"."relevance" desc nulls last,
 * "t"."tag_id" asc nulls last) as "tag_rank" from … qualify row_number() over(…) <= 5`
 *
 * `qualify` comes after `group by` and before `order by`, so the rows that stay can be ordered and limited as usual. It
 * belongs to its own select: `first.$call(topN(…)).unionAll(second)` keeps all rows of the second one.
 *
 * @throws KerrosError `E_INVALID_OPTION` when `n` is not a whole number from 1 or an order is missing; `E_UNSUPPORTED` when
 *   a column is a window function itself, or the query is a union, intersect or except already.
 */
export function topN<DB, TB extends keyof DB, O, const A extends string = never>(
  options: TopNOptions<NoInfer<QueryColumn<DB, TB, O>>, A>,
): SelectHelper<DB, TB, O, [A] extends [never] ? O : O & { [K in A]: number }> {
  const { n, partitionBy, orderBy, as } = options
  return keepFirstRows({ helper: 'topN', n, partitionBy, orderBy, as })
}
