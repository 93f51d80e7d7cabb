import { checkColumnList, columnList } from '../../core/definitions/options/check-column-list.js'
import { invalid } from '../../core/definitions/options/definition-diagnostics.js'
import type { ModelOptions } from '../../core/definitions/options/model-options.js'
import type { OneOrMore } from '../../core/definitions/options/one-or-more.js'
import { checkBoolean, checkChoice, kindOf, type OptionNames } from '../../core/definitions/options/option-checks.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { OnSchemaChange } from '../steps/schema-change.js'
import type { WatermarkValue } from './incremental-run.js'
import type { StrategyName } from './strategies/index.js'

/** Columns whose greatest value says how far a table has come; a sentence for readers where there is no such column. */
type WatermarkColumn<Row, K = CandidateColumn<Row>> = [K] extends [never]
  ? 'no column of the query is a timestamp, a date or a number'
  : K

type CandidateColumn<Row> = {
  [K in keyof Row & string]: NonNullable<Row[K]> extends WatermarkValue ? K : never
}[keyof Row & string]

/** The options of `incremental`. */
export interface IncrementalOptions<Row> extends ModelOptions<Row> {
  /**
   * The column or columns that no two rows share, and that are never NULL. Without one, new rows are appended.
   *
   * Every run that writes refuses rows in which the key repeats or is NULL (`E_DUPLICATE_KEY`), the first one included, and
   * before anything is written. What follows from the query is not asked: a key that it is grouped by, for instance.
   */
  readonly uniqueKey?: OneOrMore<keyof Row & string>
  /** How new rows get into the table. Default: `merge` with a unique key, else `append`. */
  readonly strategy?: StrategyName
  /**
   * The column whose greatest stored value `since` compares with: a timestamp, a date or a number. NULLs in it do not
   * count.
   */
  readonly watermark?: WatermarkColumn<Row>
  /**
   * What happens when the query's columns are not those of the stored table. Default: `ignore`, and a run says which new
   * columns the table does not get; written out, it does so without a word.
   *
   * A column with another kind of value, or with more digits after the point, than the table's is reported by default,
   * accepted by `ignore`, and refused by the others; one that breaks its `contract` is refused always. On DuckDB the types of
   * the new rows are compared; on Snowflake those that follow from the query, which takes no statement.
   */
  readonly onSchemaChange?: OnSchemaChange
  /** With `merge`: the only columns that a matching row's update writes. Default: all but the key. */
  readonly mergeUpdateColumns?: readonly (keyof Row & string)[]
  /** With `merge`: columns that a matching row keeps. */
  readonly mergeExcludeColumns?: readonly (keyof Row & string)[]
  /** `false` protects the table from `--full-refresh`; `true` rebuilds it in every run. */
  readonly fullRefresh?: boolean
}

/** The options that incremental models have in addition to those of every model. */
export const INCREMENTAL_OPTIONS: OptionNames<Omit<IncrementalOptions<any>, keyof ModelOptions<any>>> = {
  uniqueKey: true,
  strategy: true,
  watermark: true,
  onSchemaChange: true,
  mergeUpdateColumns: true,
  mergeExcludeColumns: true,
  fullRefresh: true,
}

/** What is wrong with an incremental model's options, as far as they show it by themselves. */
export function checkIncrementalOptions(options: IncrementalOptions<any>): readonly Diagnostic[] {
  const { onSchemaChange, uniqueKey, watermark, fullRefresh } = options
  return [
    ...checkChoice('onSchemaChange', onSchemaChange, ['ignore', 'fail', 'append_new_columns', 'sync_all_columns']),
    ...checkColumnList('uniqueKey', uniqueKey),
    ...checkOneColumn(watermark),
    ...checkBoolean('fullRefresh', fullRefresh),
    ...checkUnused(options),
    ...checkUpdates(options),
  ]
}

function checkOneColumn(watermark: unknown): readonly Diagnostic[] {
  if (watermark === undefined || (typeof watermark === 'string' && watermark !== '')) return []
  const what = watermark === '' ? 'empty' : `${kindOf(watermark)}, not a column`
  return [
    invalid(`the option "watermark" is ${what}`, "Name one column of the query: watermark: 'loaded_at'.", 'watermark'),
  ]
}

/** Options that the strategy never looks at. */
function checkUnused(options: IncrementalOptions<any>): readonly Diagnostic[] {
  const { uniqueKey, strategy = uniqueKey === undefined ? 'append' : 'merge' } = options
  const unused: readonly (keyof IncrementalOptions<any>)[] =
    strategy === 'append'
      ? ['uniqueKey', 'mergeUpdateColumns', 'mergeExcludeColumns']
      : strategy === 'merge'
        ? []
        : ['mergeUpdateColumns', 'mergeExcludeColumns']
  return unused
    .filter((option) => options[option] !== undefined)
    .map((option) =>
      invalid(
        `the strategy "${strategy}" does not use the option "${option}"`,
        option === 'uniqueKey'
          ? "Leave the key out, or use the strategy 'merge' or 'delete+insert'."
          : "Leave the option out, or use the strategy 'merge' with a `uniqueKey`.",
      ),
    )
}

function checkUpdates(options: IncrementalOptions<any>): readonly Diagnostic[] {
  const { mergeUpdateColumns: updated, mergeExcludeColumns: excluded } = options
  const key = new Set(columnList(options.uniqueKey).map((column) => column.toLowerCase()))
  const both = ['mergeUpdateColumns', 'mergeExcludeColumns'] as const
  return [
    ...(updated !== undefined && excluded !== undefined
      ? [
          invalid(
            'the options "mergeUpdateColumns" and "mergeExcludeColumns" cannot be combined',
            'Give the columns that an update writes, or those that it leaves, and not both.',
            'mergeUpdateColumns',
          ),
        ]
      : []),
    ...both.flatMap((option) => [
      ...checkColumnList(option, options[option]),
      ...columnList(options[option])
        .filter((column) => key.has(column.toLowerCase()))
        .map((column) =>
          invalid(
            `the option "${option}" names "${column}", a column of the unique key`,
            'Leave it out: an update never changes the key.',
            option,
          ),
        ),
    ]),
  ]
}
