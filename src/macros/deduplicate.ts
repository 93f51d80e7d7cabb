import { KerrosError } from '../core/errors/index.js'
import { keepFirstRows } from './keep-first-rows.js'
import type { OrderColumn, QueryColumn, SelectHelper } from './query-column.js'

/** Which row of each key {@link deduplicate} keeps. */
export interface DeduplicateOptions<C> {
  /** The columns of the key; at least one. NULL is a key like any other. */
  readonly by: readonly C[]
  /** The row that comes first stays. End it in a unique column, or which of equal rows stays is up to the engine. */
  readonly orderBy: readonly OrderColumn<C>[]
}

/**
 * Keeps one row for each key. For `$call`; columns are named as in {@link topN}.
 *
 * ```ts
 * db.selectFrom('r')
 *   .select(['r.user_id', 'r.movie_id', 'r.rating'])
 *   .$call(deduplicate({ by: ['r.user_id', 'r.movie_id'], orderBy: [['r.loaded_at', 'desc']] }))
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case):
 * `select … from … qualify row_number() over(partition by "r"."user_id", "r"."movie_id" order by "r"."loaded_at" desc
 * nulls last) <= 1`
 *
 * @throws KerrosError `E_INVALID_OPTION` when there is no key; else as {@link topN} does.
 */
export function deduplicate<DB, TB extends keyof DB, O>(
  options: DeduplicateOptions<NoInfer<QueryColumn<DB, TB, O>>>,
): SelectHelper<DB, TB, O> {
  const { by, orderBy } = options
  if (by.length === 0)
    throw new KerrosError('E_INVALID_OPTION', 'deduplicate has no key, so it would keep one row of all', {
      hint: "Say which columns make the key: by: ['user_id', 'movie_id'].",
    })
  return keepFirstRows({ helper: 'deduplicate', n: 1, partitionBy: by, orderBy, as: undefined })
}
