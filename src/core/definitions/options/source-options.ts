import type { Column, Columns, RowOf } from '../../columns/index.js'
import type { Diagnostic } from '../../errors/index.js'
import { didYouMean } from '../../graph/did-you-mean.js'
import type { FileFormat } from '../file-format.js'
import type { RelationTestEntry, TestedRow } from '../relation-test.js'
import type { Stage } from '../stage.js'
import { checkTestedColumns } from './column-checks.js'
import { checkEventTime } from './event-time.js'
import {
  checkFreshness,
  type LoadedAtColumn,
  type SourceFreshnessOptions,
  type SourceTables,
} from './freshness-options.js'
import type { ColumnOptions } from './model-options.js'
import type { SampleKeyColumn } from './sample-key.js'
import { diagnosticsOf, invalid } from './values/definition-diagnostics.js'
import {
  checkAbout,
  checkOptionNames,
  checkString,
  isPlainObject,
  kindOf,
  type OptionNames,
  objectOrEmpty,
} from './values/option-checks.js'

/** Which files `kerros load` reads into a source table. */
export interface LoadOptions {
  /**
   * Names of the file, without folder, in order of preference: `['ratings.csv', 'rating.csv']`. A table may come in parts:
   * next to `ratings.csv` also `ratings.2.csv`, `ratings.3.csv`, … are read. CSV and JSON files whose name ends in `.gz` are
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

/** What else a {@link source} says of one of its tables. */
export interface TableOptions<C extends Columns = any, T extends SourceTables = any>
  extends SourceFreshnessOptions<C, T> {
  /** What the table holds. Default: the description of the source. */
  readonly description?: string
  /** Words to select it by. */
  readonly tags?: readonly string[]
  /** The column with the time of a row, a timestamp or a date: microbatch models filter the table by that. */
  readonly eventTime?: LoadedAtColumn<C>
  /**
   * The column by whose values `--sample 10%` chooses rows: a whole number or a string. Rows with the same value are read
   * together, in all tables, so that joins by it find what they find among all rows. Default: such a sample reads the table whole.
   */
  readonly sampleKey?: SampleKeyColumn<C>
  /** For each column its tests, and the rows that these look at. Columns that are left out have none. */
  readonly columns?: { readonly [K in keyof C]?: SourceColumnOptions<C[K], C> }
  /** Tests of the whole table, as in `[uniqueCombination(['order_id', 'line'])]`. Default: none. */
  readonly tests?: readonly RelationTestEntry<TestedRow<RowOf<C>>>[]
}

/** What can be said of one column of a source; its description is in the declaration: `integer().describe('…')`. */
export type SourceColumnOptions<Declared, C extends Columns> = Omit<
  ColumnOptions<Declared extends Column<infer Value> ? Value : never, RowOf<C>>,
  'description'
>

/** What else a {@link source} says of its tables. What it says of freshness holds for every table that says nothing else. */
export interface SourceOptions<T extends SourceTables = any> extends SourceFreshnessOptions<T[keyof T], T> {
  /** The database, when it is not the target's own. */
  readonly database?: string
  /**
   * Whether a loader has created the schema, its tables and their columns with quoted names. All these names are then written
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
  /** What the tables are, for those that have no description of their own in `tables`. */
  readonly description?: string
  /** A description of each table, and what holds for it alone. */
  readonly tables?: { readonly [K in keyof T]?: TableOptions<T[K], T> }
  /** The files of each table, for `kerros load`. */
  readonly load?: { readonly [K in keyof T]?: LoadOptions }
  /** Where the files of all tables are put for an engine in the cloud. */
  readonly stage?: Stage | undefined
  /** How the files of all tables are written. Default: CSV with commas. */
  readonly fileFormat?: FileFormat | undefined
}

const OPTIONS: OptionNames<SourceOptions> = {
  database: true,
  exact: true,
  description: true,
  tables: true,
  load: true,
  stage: true,
  fileFormat: true,
  freshness: true,
  loadedAtField: true,
  loadedAtQuery: true,
}
const TABLE_OPTIONS: OptionNames<TableOptions> = {
  description: true,
  tags: true,
  eventTime: true,
  sampleKey: true,
  columns: true,
  tests: true,
  freshness: true,
  loadedAtField: true,
  loadedAtQuery: true,
}
const LOAD_OPTIONS: OptionNames<LoadOptions> = { files: true, stage: true, fileFormat: true, columns: true }

/** What is wrong with the options of a source: unknown ones, and tables that it does not declare. */
export function checkSourceOptions(options: SourceOptions, declared: readonly string[]): readonly Diagnostic[] {
  return [
    ...checkOptionNames(options, OPTIONS),
    ...checkString('description', objectOrEmpty(options).description),
    ...checkString('database', objectOrEmpty(options).database),
    ...checkExact(options),
    ...checkFormat(options),
    ...checkFreshness(options),
    ...entriesOf(objectOrEmpty(options).tables).flatMap(([table, about]) => [
      ...checkTableName('tables', table, declared),
      ...checkOptionNames(about, TABLE_OPTIONS, ` of table "${table}"`),
      ...checkAbout(isPlainObject(about) ? about : {}),
      ...checkEventTime(isPlainObject(about) ? about['eventTime'] : undefined, ` of table "${table}"`),
      ...checkFreshness(about, ` of table "${table}"`),
      ...checkTestedColumns(isPlainObject(about) ? about['columns'] : undefined, ` of table "${table}"`),
    ]),
    ...entriesOf(objectOrEmpty(options).load).flatMap(([table, load]) => [
      ...checkTableName('load', table, declared),
      ...checkOptionNames(load, LOAD_OPTIONS, ` in "load" of table "${table}"`),
      ...checkFile(table, load),
    ]),
  ]
}

function checkExact(options: unknown): readonly Diagnostic[] {
  if (!isPlainObject(options) || options['exact'] === undefined || options['exact'] === false) return []
  if (options['exact'] !== true)
    return [
      invalid(`the option "exact" is ${kindOf(options['exact'])}, not true or false`, 'Write: exact: true.', 'exact'),
    ]
  if (options['load'] === undefined) return []
  return [
    invalid(
      'the options "exact" and "load" exclude each other: kerros load creates tables whose names fold',
      'Take "exact" away, or let the loader that made the tables fill them.',
      'exact',
    ),
  ]
}

/** A file format is not an exported definition: its errors are reported with the source. */
function checkFormat(options: SourceOptions): readonly Diagnostic[] {
  const formats = [options, ...entriesOf(objectOrEmpty(options).load).map(([, load]) => load)].map((has) =>
    isPlainObject(has) ? has['fileFormat'] : undefined,
  )
  return [...new Set(formats)].filter(isPlainObject).flatMap(diagnosticsOf)
}

function checkTableName(option: string, table: string, declared: readonly string[]): readonly Diagnostic[] {
  if (declared.includes(table)) return []
  return [
    invalid(
      `the option "${option}" names the table "${table}", which the source does not declare`,
      didYouMean(table, declared, 'Its tables are'),
      option,
    ),
  ]
}

function checkFile(table: string, load: unknown): readonly Diagnostic[] {
  const files = isPlainObject(load) ? load['files'] : undefined
  if (!isPlainObject(load) || (Array.isArray(files) && files.length > 0)) return []
  return [
    invalid(
      `the files of table "${table}" are not a list`,
      `Name them in a list: ${table}: { files: ['${table}.csv'] }.`,
    ),
  ]
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isPlainObject(value) ? Object.entries(value) : []
}
