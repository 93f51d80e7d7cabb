import type { Column, Columns, RowOf } from '../columns/index.js'
import { KerrosError } from '../errors/index.js'
import type { Ref } from '../query/ref.js'
import type { FileFormat } from './file-format.js'
import { brand } from './options/brand.js'
import { declaredColumnMistakes, foldingMistakes } from './options/column-mistakes.js'
import { invalid, type Mistake } from './options/mistake.js'
import { isPlainObject, kindOf, readable } from './options/option-mistakes.js'
import { ownValue } from './options/own-value.js'
import { sourceOptionMistakes } from './options/source-mistakes.js'
import type { Stage } from './stage.js'

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
  /** Whether or not the names of the schema, the table and its columns were made in quotes. */
  readonly exact: boolean
  /** How `kerros load` fills the table, when it does. */
  readonly load: LoadOptions | undefined
}

/** Which files `kerros load` reads into a source table. */
export interface LoadOptions {
  /**
   * Names of the file, without folder, in order of preference: `['ratings.csv', 'rating.csv']`. A table may come in parts:
   * beside `ratings.csv` also `ratings.2.csv`, `ratings.3.csv`, … are read. CSV and JSON files whose name ends in `.gz` are
   * unpacked while they are read; the parts of `ratings.csv.gz` are `ratings.2.csv.gz`, ….
   */
  readonly files: readonly string[]
  /** Where the files are put for an engine in the cloud. Default: the source's, else a stage for the load alone. */
  readonly stage?: Stage | undefined
  /** How the files are written. Default: the source's, else CSV with commas. */
  readonly fileFormat?: FileFormat | undefined
  /** What the fields of the file are called, for columns that are called otherwise: `{ movieId: 'movie_id' }`. */
  readonly columns?: { readonly [column: string]: string } | undefined
}

/** What else a {@link source} says of its tables. */
export interface SourceOptions<Tables extends string = string> {
  /** The database, when it is not the target's own. */
  readonly database?: string
  /**
   * Whether or not a loader has made the schema, its tables and their columns in quotes. All these names are then written
   * as they are declared, where names fold otherwise: on Snowflake. Queries use them as they are declared, too. Default:
   * false.
   *
   * ```ts
   * export const crm = source('RAW', { Contacts: { contactId: integer() } }, { exact: true })
   * ```
   *
   * The generated SQL (Snowflake) where `Contacts` is read as `c`:
   *
   * ```sql
   * from (select "contactId" as "CONTACTID" from "MOVIELENS"."RAW"."Contacts") as "C"
   * ```
   *
   * @see https://docs.snowflake.com/en/sql-reference/identifiers-syntax
   */
  readonly exact?: boolean
  readonly description?: string
  /** A description of each table. */
  readonly tables?: { readonly [T in Tables]?: { readonly description?: string; readonly tags?: readonly string[] } }
  /** The files of each table, for `kerros load`. */
  readonly load?: { readonly [T in Tables]?: LoadOptions }
  /** Where the files of all tables are put for an engine in the cloud. */
  readonly stage?: Stage | undefined
  /** How the files of all tables are written. Default: CSV with commas. */
  readonly fileFormat?: FileFormat | undefined
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
  if (!isPlainObject(tables)) throw noTables(tables)
  const { description, database, exact, ...others } = readable(options)
  const abouts: NonNullable<SourceOptions['tables']> = readable(others.tables ?? {})
  const loads: NonNullable<SourceOptions['load']> = readable(others.load ?? {})
  const mistakes = [...schemaMistakes(schema), ...sourceOptionMistakes(options, Object.keys(tables))]
  const entries = Object.entries(tables).map(([name, columns], i) => {
    const about = ownValue(abouts, name)
    return [
      name,
      brand<Source<RowOf<typeof columns>>>(
        {
          kind: 'source',
          schema,
          name,
          columns: Object.freeze({ ...columns }),
          description: about?.description ?? description,
          tags: about?.tags ?? [],
          database,
          exact: exact === true,
          load: withDefaults(ownValue(loads, name), others),
        },
        [
          ...declaredColumnMistakes(columns),
          ...(exact === true ? foldingMistakes(Object.keys(columns)) : []),
          ...(i === 0 ? mistakes : []),
        ],
      ),
    ]
  })
  return Object.freeze(Object.fromEntries(entries))
}

function withDefaults(load: LoadOptions | undefined, { stage, fileFormat }: SourceOptions): LoadOptions | undefined {
  return load && Object.freeze({ stage, fileFormat, ...load })
}

/** What tsc would have refused; a project can be built without it. */
function noTables(tables: unknown): KerrosError {
  return new KerrosError('E_INVALID_DEFINITION', `the tables of source(…) are ${kindOf(tables)}, not an object`, {
    hint: "Give them by name, with their columns: source('raw', { orders: { id: integer() } }).",
  })
}

function schemaMistakes(schema: unknown): readonly Mistake[] {
  if (typeof schema === 'string' && schema !== '') return []
  const what = schema === '' ? 'an empty text' : kindOf(schema)
  return [
    invalid(`the schema of its source is ${what}`, "Name it first: source('raw', { orders: { id: integer() } })."),
  ]
}
