import type { Column, Columns, RowOf } from '../columns/index.js'
import type { Diagnostic } from '../errors/index.js'
import { KerrosError } from '../errors/index.js'
import type { Ref } from '../query/ref.js'
import { brand } from './options/brand.js'
import { checkDeclaredColumns, checkFoldingColumns, checkUndeclaredColumns } from './options/column-checks.js'
import { checkDeclaredEventTime } from './options/event-time.js'
import {
  checkTableFreshness,
  type SourceFreshness,
  type SourceTables,
  type TableFreshness,
  tableFreshness,
} from './options/freshness-options.js'
import { checkSampleKey } from './options/sample-key.js'
import {
  checkSourceOptions,
  type LoadOptions,
  type SourceColumnOptions,
  type SourceOptions,
} from './options/source-options.js'
import { invalid } from './options/values/definition-diagnostics.js'
import { isPlainObject, kindOf, objectOrEmpty } from './options/values/option-checks.js'
import { ownValue } from './options/values/own-value.js'
import type { RelationTestEntry } from './relation-test.js'

/** A table that something else fills: a loader, or `kerros load`. */
export interface Source<Row> extends Ref<Row> {
  readonly kind: 'source'
  /** The schema in the warehouse, as declared. */
  readonly schema: string
  /** The table in the warehouse, as declared. */
  readonly name: string
  /** The columns of the table, with their types. */
  readonly columns: Columns
  /** What the table holds, for readers. */
  readonly description: string | undefined
  /** Words to select it by: `--select tag:finance`. */
  readonly tags: readonly string[]
  /** The column by which microbatch models filter the table; `undefined` when they read it whole. */
  readonly eventTime: string | undefined
  /** The column by which `--sample` chooses a share of the rows; `undefined` when it chooses none. */
  readonly sampleKey: string | undefined
  /** The tests of its columns, and the rows that these look at. */
  readonly columnOptions: { readonly [column: string]: SourceColumnOptions<any, any> | undefined }
  /** The tests of the whole table. */
  readonly tests: readonly RelationTestEntry<any>[]
  /** The database of the table; `undefined` for the target's. */
  readonly database: string | undefined
  /** Whether the schema, the table and its columns were created with quoted names. */
  readonly exact: boolean
  /** How `kerros load` fills the table, when it does. */
  readonly load: LoadOptions | undefined
  /** How old its newest row may be; `undefined` when that is not measured. */
  readonly freshness: SourceFreshness | undefined
  /** The column that says when a row was loaded. */
  readonly loadedAtField: string | undefined
  /** The query that says when rows were last loaded, over the source's {@link Source.tables}. */
  readonly loadedAtQuery: TableFreshness['loadedAtQuery']
  /** All tables of the same call, by their names. */
  readonly tables: () => { readonly [table: string]: Source<any> }
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
 * @throws KerrosError `E_INVALID_DEFINITION` when `tables` is not an object. What is wrong inside of it is reported
 *   when the project is loaded.
 */
export function source<const T extends SourceTables>(
  schema: string,
  tables: T,
  options: SourceOptions<NoInfer<T>> = {},
): { readonly [K in keyof T]: Source<{ -readonly [C in keyof T[K]]: T[K][C] extends Column<infer V> ? V : never }> } {
  if (!isPlainObject(tables)) throw noTables(tables)
  const { description, database, exact, ...others } = objectOrEmpty(options)
  const abouts: NonNullable<SourceOptions['tables']> = objectOrEmpty(others.tables ?? {})
  const loads: NonNullable<SourceOptions['load']> = objectOrEmpty(others.load ?? {})
  const diagnostics = [...checkSchema(schema), ...checkSourceOptions(options, Object.keys(tables))]
  const all = (): { readonly [table: string]: Source<any> } => declared
  const entries = Object.entries(tables).map(([name, columns], i) => {
    const about = ownValue(abouts, name)
    const fresh = tableFreshness(others, objectOrEmpty(about ?? {}))
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
          eventTime: about?.eventTime as string | undefined,
          sampleKey: about?.sampleKey as string | undefined,
          columnOptions: about?.columns ?? {},
          tests: about?.tests ?? [],
          database,
          exact: exact === true,
          load: withDefaults(ownValue(loads, name), others),
          ...fresh,
          tables: all,
        },
        [
          ...checkDeclaredColumns(columns),
          ...checkDeclaredEventTime(about?.eventTime, objectOrEmpty(columns), ` of table "${name}"`),
          ...checkSampleKey(about?.sampleKey, objectOrEmpty(columns), name),
          ...checkUndeclaredColumns(about?.columns, Object.keys(objectOrEmpty(columns))),
          ...checkTableFreshness(name, objectOrEmpty(columns), fresh),
          ...(exact === true ? checkFoldingColumns(Object.keys(columns)) : []),
          ...(i === 0 ? diagnostics : []),
        ],
      ),
    ]
  })
  const declared = Object.freeze(Object.fromEntries(entries))
  return declared
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

function checkSchema(schema: unknown): readonly Diagnostic[] {
  if (typeof schema === 'string' && schema !== '') return []
  const what = schema === '' ? 'an empty text' : kindOf(schema)
  return [
    invalid(`the schema of its source is ${what}`, "Name it first: source('raw', { orders: { id: integer() } })."),
  ]
}
