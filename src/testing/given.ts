import type { Ref } from '../core/query/ref.js'

/** Rows that stand in for a relation. Made by {@link given}. */
export interface Given {
  /** The relation that the rows stand in for. */
  readonly of: Ref<any>
  /** The rows; columns that are left out are NULL. */
  readonly rows: readonly { readonly [column: string]: unknown }[]
}

/**
 * Rows that stand in for a source, seed, model or snapshot while something that reads it is tested.
 *
 * ```ts
 * given(src_ratings, [{ user_id: 1, movie_id: 7, rating: 4.5 }])
 * ```
 * @param of The relation; its columns and their types are what the rows are checked against, by tsc and at run time.
 * @param rows Columns that a row leaves out are NULL there.
 */
export function given<Row>(of: Ref<Row>, rows: readonly Partial<NoInfer<Row>>[]): Given {
  return Object.freeze({ of, rows })
}
