import type { Column, Columns, RowOf } from '../columns/index.js'
import { brand } from './brand.js'
import type { Ref } from './ref.js'

/** A table that something else fills: a loader, or `kerros load`. */
export interface Source<Row> extends Ref<Row> {
  readonly kind: 'source'
  /** The schema in the warehouse, as declared. */
  readonly schema: string
  /** The table in the warehouse, as declared. */
  readonly name: string
  readonly columns: Columns
  readonly description: string | undefined
  readonly tags: readonly string[]
  readonly database: string | undefined
  /** How `kerros load` fills the table, when it does. */
  readonly load: LoadOptions | undefined
}

/** Which files `kerros load` reads into a source table. */
export interface LoadOptions {
  /**
   * Names of the CSV file, without folder, in order of preference: `['ratings.csv', 'rating.csv']`. A table may come in
   * parts: beside `ratings.csv` also `ratings.2.csv`, `ratings.3.csv`, … are read.
   */
  readonly files: readonly string[]
}

export interface SourceOptions<Tables extends string = string> {
  /** The database, when it is not the target's own. */
  readonly database?: string
  readonly description?: string
  /** A description of each table. */
  readonly tables?: { readonly [T in Tables]?: { readonly description?: string; readonly tags?: readonly string[] } }
  /** The files of each table, for `kerros load`. */
  readonly load?: { readonly [T in Tables]?: LoadOptions }
}

/**
 * Declares tables that exist before kerros runs, with typed columns.
 *
 * ```ts
 * export const raw = source('raw', {
 *   raw_links: { movieId: integer(), imdbId: varchar(), tmdbId: integer().nullable() },
 * })
 * ```
 *
 * @param schema The schema that holds the tables.
 * @param tables The columns of each table. A table with the columns `_loaded_at` (a timestamp) and `_file` (text) gets
 *   them filled by `kerros load`.
 */
export function source<const T extends { readonly [table: string]: Columns }>(
  schema: string,
  tables: T,
  options: SourceOptions<keyof T & string> = {},
): { readonly [K in keyof T]: Source<{ -readonly [C in keyof T[K]]: T[K][C] extends Column<infer V> ? V : never }> } {
  const entries = Object.entries(tables).map(([name, columns]) => {
    const about = options.tables?.[name]
    return [
      name,
      brand<Source<RowOf<typeof columns>>>({
        kind: 'source',
        schema,
        name,
        columns: Object.freeze({ ...columns }),
        description: about?.description ?? options.description,
        tags: about?.tags ?? [],
        database: options.database,
        load: options.load?.[name],
      }),
    ]
  })
  return Object.freeze(Object.fromEntries(entries))
}
