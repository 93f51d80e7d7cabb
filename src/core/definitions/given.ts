import type { RawBuilder } from 'kysely'
import type { Ref } from '../query/ref.js'

/** A row of which some columns are said; the others are NULL. */
export type GivenRow = { readonly [column: string]: unknown }

/**
 * Rows in another form: CSV as text or in a file, with the names of columns in its first line, or a query of the engine's, as a value or
 * in a file.
 */
export type OtherRows<Row> =
  | { readonly csv: string }
  | { readonly csvFile: string }
  | { readonly query: RawBuilder<Partial<Row>> }
  | { readonly queryFile: string }

/** Rows that stand in for a relation. Made by {@link given}. */
export interface Given {
  /** The relation that the rows stand in for. */
  readonly of: Ref<any>
  /** The rows; columns that are left out are NULL. None where they come in another form. */
  readonly rows: readonly GivenRow[]
  /** Where the rows are, when they are not listed. */
  readonly from?: OtherRows<any> | undefined
}

/**
 * Rows that stand in for a source, seed, model or snapshot while something that reads it is tested.
 *
 * ```ts
 * given(src_ratings, [{ user_id: 1, movie_id: 7, rating: 4.5 }])
 * given(src_ratings, { csv: 'user_id,movie_id,rating\n1,7,4.5' })
 * ```
 * @param of The relation; its columns and their types are what the rows are checked against, by tsc and at run time.
 * @param rows Columns that a row leaves out are NULL there. In place of a list: `{ csv: '…' }`, `{ csvFile: 'test/ratings.csv' }`, where
 *   an empty field is NULL, or `` { query: sql`select 1 as user_id` } `` or `{ queryFile: 'test/ratings.sql' }`, which run on
 *   DuckDB.
 */
export function given<Row>(of: Ref<Row>, rows: readonly Partial<NoInfer<Row>>[] | OtherRows<NoInfer<Row>>): Given {
  return Object.freeze(
    isOtherRows(rows) ? { of, rows: Object.freeze([]), from: rows } : { of, rows: rows as readonly GivenRow[] },
  )
}

function isOtherRows(rows: unknown): rows is OtherRows<any> {
  return typeof rows === 'object' && rows !== null && !Array.isArray(rows)
}
