import type { Column, Columns, DateString, RowOf } from '../../columns/index.js'
import type { Diagnostic } from '../../errors/index.js'
import { didYouMean } from '../../graph/did-you-mean.js'
import type { QuerySource } from '../../query/query-source.js'
import { checkWhere, type TestedRows } from '../test-options.js'
import { invalid } from './values/definition-diagnostics.js'
import { checkOptionNames, isPlainObject, kindOf, type OptionNames } from './values/option-checks.js'

/** The periods in which ages are counted, in dbt's words. */
const PERIODS = ['minute', 'hour', 'day'] as const

/** A period in which ages are counted. */
export type FreshnessPeriod = (typeof PERIODS)[number]

/** An age of rows: a whole number and its period, as in `'12 hours'`. */
export type FreshnessAge = `${number} ${FreshnessPeriod | `${FreshnessPeriod}s`}`

/** How old the newest row of a table may be. */
export interface FreshnessOptions<Row = any> {
  /** A greater age is a warning. */
  readonly warnAfter?: FreshnessAge | null
  /** A greater age is an error. */
  readonly errorAfter?: FreshnessAge | null
  /** The rows that are looked at. Default: all. Needs a `loadedAtField`. */
  readonly filter?: TestedRows<Row> | null
}

/** Tables by their names, as {@link source} declares them. */
export type SourceTables = { readonly [table: string]: Columns }

/** The columns that can say when a row was loaded: timestamps and dates. */
export type LoadedAtColumn<C extends Columns> = {
  [K in keyof C]: C[K] extends Column<infer V> ? ([NonNullable<V>] extends [Date | DateString] ? K : never) : never
}[keyof C]

/** Rows by the names of their tables. */
export type TableRows<T extends SourceTables> = { [K in keyof T]: RowOf<T[K]> }

/** A query over the tables of a source, of one row with one timestamp or date. */
export type LoadedAtQuery<T extends SourceTables> = {
  query(db: QuerySource<TableRows<T>>): {
    readonly expressionType?: { readonly [column: string]: Date | DateString | null } | undefined
  }
}['query']

/** How fresh tables have to be, and what says how fresh they are: options of a source, and of one of its tables. */
export interface SourceFreshnessOptions<C extends Columns, T extends SourceTables> {
  /** How old the newest row may be; `kerros source freshness` measures it. Of a table, `null` for no limit. */
  readonly freshness?: FreshnessOptions<RowOf<C>> | null
  /**
   * The column that says when a row was loaded. Default: what `kerros load` has recorded, for the tables that it fills, and
   * otherwise when the engine last altered the table, where it knows.
   */
  readonly loadedAtField?: LoadedAtColumn<C> | null
  /** Instead of a column, a query of one row with one timestamp or date. It selects from the tables of the source. */
  readonly loadedAtQuery?: LoadedAtQuery<T> | null
}

/** A number of periods, as dbt's artifacts have it. */
export interface AgeLimit {
  readonly count: number
  readonly period: FreshnessPeriod
}

/** How old the newest row of a table may be, and where its age is found. */
export interface SourceFreshness {
  readonly warnAfter: AgeLimit | undefined
  readonly errorAfter: AgeLimit | undefined
  readonly filter: TestedRows<any> | undefined
}

/** The options that a source and a table have alike. */
export type AnyFreshnessOptions = SourceFreshnessOptions<any, any>

/** What a source and one of its tables say together. */
export interface TableFreshness {
  /** `undefined` when nothing is measured. */
  readonly freshness: SourceFreshness | undefined
  readonly loadedAtField: string | undefined
  readonly loadedAtQuery: LoadedAtQuery<any> | undefined
}

/** What a table says goes before what its source says, each threshold by itself; `null` takes away. */
export function tableFreshness(ofSource: AnyFreshnessOptions, ofTable: AnyFreshnessOptions): TableFreshness {
  const place = saysWhere(ofTable) ? ofTable : ofSource
  return {
    freshness: merged(ofSource.freshness, ofTable.freshness),
    loadedAtField: place.loadedAtField === null ? undefined : (place.loadedAtField as string | undefined),
    loadedAtQuery: place.loadedAtQuery ?? undefined,
  }
}

function saysWhere({ loadedAtField, loadedAtQuery }: AnyFreshnessOptions): boolean {
  return loadedAtField !== undefined || loadedAtQuery !== undefined
}

function merged(
  ofSource: AnyFreshnessOptions['freshness'],
  ofTable: AnyFreshnessOptions['freshness'],
): SourceFreshness | undefined {
  const said = ofTable === undefined ? ofSource : ofTable && { ...ofSource, ...givenOnly(ofTable) }
  if (!isPlainObject(said)) return undefined
  const { warnAfter, errorAfter, filter } = said as FreshnessOptions
  if (!warnAfter && !errorAfter) return undefined
  return { warnAfter: ageLimit(warnAfter), errorAfter: ageLimit(errorAfter), filter: filter ?? undefined }
}

function givenOnly(options: FreshnessOptions): FreshnessOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

const AGE = new RegExp(`^([1-9]\\d{0,6}) (${PERIODS.join('|')})s?$`)

function ageLimit(age: unknown): AgeLimit | undefined {
  const [, count, period] = (typeof age === 'string' && AGE.exec(age)) || []
  return count === undefined ? undefined : { count: Number(count), period: period as FreshnessPeriod }
}

const FRESHNESS_OPTIONS: OptionNames<FreshnessOptions> = { warnAfter: true, errorAfter: true, filter: true }

/**
 * What is wrong with the freshness options of a source, or of a table of it.
 *
 * @param of Whose options they are, when not the source's own: ` of table "orders"`.
 */
export function checkFreshness(options: unknown, of = ''): readonly Diagnostic[] {
  if (!isPlainObject(options)) return []
  const { freshness, loadedAtField, loadedAtQuery } = options as { readonly [option: string]: unknown }
  return [
    ...checkThresholds(freshness, of),
    ...checkPlace(loadedAtField, loadedAtQuery, of),
    ...(loadedAtField && loadedAtQuery
      ? [
          invalid(
            `the options "loadedAtField" and "loadedAtQuery"${of} exclude each other`,
            'Give one of them: the column, or a query.',
            'loadedAtQuery',
          ),
        ]
      : []),
  ]
}

function checkThresholds(freshness: unknown, of: string): readonly Diagnostic[] {
  if (freshness === undefined || freshness === null) return []
  if (!isPlainObject(freshness))
    return [
      invalid(
        `the option "freshness"${of} is ${kindOf(freshness)}, not an object`,
        "Give one or both thresholds: freshness: { warnAfter: '12 hours', errorAfter: '1 day' }.",
        'freshness',
      ),
    ]
  const { warnAfter, errorAfter, filter } = freshness as { readonly [option: string]: unknown }
  return [
    ...checkOptionNames(freshness, FRESHNESS_OPTIONS, ` of "freshness"${of}`),
    ...checkAge('warnAfter', warnAfter, of),
    ...checkAge('errorAfter', errorAfter, of),
    ...checkFilter(filter, of),
  ]
}

function checkAge(option: string, age: unknown, of: string): readonly Diagnostic[] {
  if (age === undefined || age === null || ageLimit(age)) return []
  const given = typeof age === 'string' ? `"${age}"` : kindOf(age)
  return [
    invalid(
      `the option "${option}"${of} is ${given}, not an age`,
      `Give a whole number of minutes, hours or days: ${option}: '12 hours'.`,
      option,
    ),
  ]
}

function checkFilter(filter: unknown, of: string): readonly Diagnostic[] {
  return filter === null ? [] : checkWhere(filter, of, 'filter')
}

function checkPlace(field: unknown, query: unknown, of: string): readonly Diagnostic[] {
  const isField = field === undefined || field === null || typeof field === 'string'
  const isQuery = query === undefined || query === null || typeof query === 'function'
  return [
    ...(isField
      ? []
      : [
          invalid(
            `the option "loadedAtField"${of} is ${kindOf(field)}, not the name of a column`,
            "Name a column: loadedAtField: 'loaded_at'.",
            'loadedAtField',
          ),
        ]),
    ...(isQuery
      ? []
      : [
          invalid(
            `the option "loadedAtQuery"${of} is ${kindOf(query)}, not a function`,
            "Return a query: loadedAtQuery: (db) => db.selectFrom('loads').select((eb) => eb.fn.max('finished_at').as('at')).",
            'loadedAtQuery',
          ),
        ]),
  ]
}

/** What is wrong with what a source and its table say together. */
export function checkTableFreshness(
  table: string,
  columns: Columns,
  { freshness, loadedAtField, loadedAtQuery }: TableFreshness,
): readonly Diagnostic[] {
  const filterWithoutField =
    freshness?.filter && loadedAtField === undefined
      ? [
          invalid(
            loadedAtQuery
              ? `table "${table}" has a filter next to a "loadedAtQuery", which chooses its rows itself`
              : `table "${table}" has a filter and no "loadedAtField"`,
            loadedAtQuery
              ? 'Put the condition into the query; for this table, say filter: null.'
              : 'Name the column that says when a row was loaded, or leave the filter out: the engine and the ledger know tables as a whole.',
            'filter',
          ),
        ]
      : []
  if (typeof loadedAtField !== 'string') return filterWithoutField
  const column = Object.hasOwn(columns, loadedAtField) ? columns[loadedAtField] : undefined
  if (!column)
    return [
      invalid(
        `the option "loadedAtField" names the column "${loadedAtField}", which table "${table}" does not have`,
        didYouMean(loadedAtField, Object.keys(columns), 'Its columns are'),
        loadedAtField,
      ),
    ]
  const { name } = column.type
  if (name === 'timestamp' || name === 'date') return filterWithoutField
  return [
    invalid(
      `the option "loadedAtField" names the column "${loadedAtField}" of table "${table}", which is ${name}`,
      'Name a timestamp or a date. To make one of other values, use loadedAtQuery.',
      loadedAtField,
    ),
  ]
}
