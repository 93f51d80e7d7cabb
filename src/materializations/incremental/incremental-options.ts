import type { DateString } from '../../core/columns/index.js'
import type { ModelOptions } from '../../core/definitions/options/model-options.js'
import { checkColumnList, columnList } from '../../core/definitions/options/values/check-column-list.js'
import { invalid } from '../../core/definitions/options/values/definition-diagnostics.js'
import type { OneOrMore } from '../../core/definitions/options/values/one-or-more.js'
import {
  checkBoolean,
  checkChoice,
  checkNeeded,
  checkOptionNames,
  isPlainObject,
  kindOf,
  type OptionNames,
} from '../../core/definitions/options/values/option-checks.js'
import { checkWhere } from '../../core/definitions/test-options.js'
import type { Diagnostic } from '../../core/errors/index.js'
import { ON_CHANGE, type OnChange } from '../../core/relations/on-change.js'
import type { OnSchemaChange } from '../steps/schema-change.js'
import type { WatermarkValue } from './incremental-run.js'
import { checkMicrobatchOptions, MICROBATCH_OPTIONS, type MicrobatchOptions } from './microbatch/microbatch-options.js'
import type { PairCondition } from './strategies/pair-condition.js'
import type { Granularity } from './strategies/row-groups.js'
import { type StrategyName, strategyNameOf } from './strategies/strategy-name.js'
import type { WhenMatched } from './strategies/when-matched.js'

/** Columns whose greatest value says how far a table has come; a sentence for readers where there is no such column. */
type WatermarkColumn<Row, K = CandidateColumn<Row>> = [K] extends [never]
  ? 'no column of the query is a timestamp, a date or a number'
  : K

type CandidateColumn<Row> = {
  [K in keyof Row & string]: NonNullable<Row[K]> extends WatermarkValue ? K : never
}[keyof Row & string]

/** Columns that can be cut into hours, days, months or years; a sentence for readers where there is no such column. */
type TimeColumn<Row, K = CandidateTime<Row>> = [K] extends [never]
  ? 'no column of the query is a timestamp or a date'
  : K

type CandidateTime<Row> = {
  [K in keyof Row & string]: NonNullable<Row[K]> extends Date | DateString ? K : never
}[keyof Row & string]

/** Parts of a table by time: dbt's `partition_by` with a granularity. */
export interface TimePartitions<Field extends string = string> {
  /** A column of timestamps or dates. */
  readonly field: Field
  /** Which rows are one partition: those of one hour, day, month or year. A date has no hours. */
  readonly granularity: Granularity
}

/**
 * The options of `incremental`.
 *
 * @typeParam Input The names of the inputs.
 */
export interface IncrementalOptions<Row, Input extends string = string>
  extends ModelOptions<Row>,
    MicrobatchOptions<Input> {
  /**
   * The column or columns that no two rows share, and that are never NULL. Without one, new rows are appended.
   *
   * Every run that writes refuses rows in which the key repeats or is NULL (`E_DUPLICATE_KEY`), the first one included, and
   * before anything is written. What follows from the query is not asked: a key that it is grouped by, for instance.
   */
  readonly uniqueKey?: OneOrMore<keyof Row & string>
  /**
   * The column or columns whose values name a group of rows: a day, a file, a batch. Many rows can have the same values. A run
   * replaces each group that it returns rows of, as a whole: the strategy `delete+insert`. NULL is a group, too.
   */
  readonly groupKey?: OneOrMore<keyof Row & string>
  /**
   * With `insert_overwrite`: the columns whose values say to which part of the table a row belongs, or a column of times and a
   * granularity. A run replaces each part that it returns rows of. Default: the whole table is one.
   */
  readonly partitionBy?: OneOrMore<keyof Row & string> | TimePartitions<TimeColumn<Row>>
  /**
   * Says that a later run returns all rows of a group or a part, or none, where kerros cannot see that: because each file arrives as
   * a whole, for instance. What it does not return of a group is deleted.
   */
  readonly returnsWholeGroups?: true
  /**
   * How new rows get into the table. Default: `merge` with a unique key, `delete+insert` with a `groupKey`, `insert_overwrite`
   * with `partitionBy`, else `append`. With `microbatch`, rows are computed in batches of their event time, each of which
   * replaces its interval: docs/microbatch.md.
   */
  readonly strategy?: StrategyName | 'microbatch'
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
  /**
   * What happens when the code of the model changed, and its table has rows of the earlier code: `note` says what changed, `fail` refuses
   * the run (`E_CHANGED_CODE`), `fullRefresh` rebuilds the table, `forwardOnly` accepts it silently for new rows. Each run compares the
   * query and the key with digests in the table's comment. Default: that of its folder in `defaults`, else `note`.
   */
  readonly onChange?: OnChange
  /**
   * With `merge`: what happens to a stored row, `target`, that has the key of a new one, `source`. The first clause that holds decides; a
   * row for which none holds stays as it is. Default: it is updated.
   *
   * A new row without a stored one is added, unless a clause that reads `source` only says `delete`; in a first run, too.
   */
  readonly whenMatched?: readonly WhenMatched<Row>[]
  /**
   * Which stored rows, `target`, a run looks at, so that a large table is not read as a whole: dbt's `incremental_predicates`. A new row,
   * `source`, whose key is in a stored row outside of it is refused (`E_OUTSIDE_PREDICATES`). With `insert_overwrite` without
   * `partitionBy`: the rows that are replaced.
   */
  readonly incrementalPredicates?: PairCondition<Row>
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
  groupKey: true,
  partitionBy: true,
  returnsWholeGroups: true,
  strategy: true,
  watermark: true,
  onSchemaChange: true,
  onChange: true,
  whenMatched: true,
  incrementalPredicates: true,
  mergeUpdateColumns: true,
  mergeExcludeColumns: true,
  fullRefresh: true,
  ...MICROBATCH_OPTIONS,
}

/** What is wrong with an incremental model's options, as far as they show it by themselves. */
export function checkIncrementalOptions(options: IncrementalOptions<any>): readonly Diagnostic[] {
  const { onSchemaChange, uniqueKey, watermark, fullRefresh } = options
  return [
    ...checkChoice('onSchemaChange', onSchemaChange, ['ignore', 'fail', 'append_new_columns', 'sync_all_columns']),
    ...checkChoice('onChange', options.onChange, ON_CHANGE),
    ...checkRebuilt(options),
    ...checkColumnList('uniqueKey', uniqueKey),
    ...checkColumnList('groupKey', options.groupKey),
    ...checkPartitions(options.partitionBy),
    ...checkOneKey(options),
    ...checkWhole(options),
    ...checkOneColumn(watermark),
    ...checkBoolean('fullRefresh', fullRefresh),
    ...checkMicrobatchOptions(options),
    ...checkWhere(options.incrementalPredicates, '', 'incrementalPredicates'),
    ...checkWhenMatched(options.whenMatched),
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

/** Rows that no run may build again. */
function checkRebuilt({ onChange, fullRefresh }: IncrementalOptions<any>): readonly Diagnostic[] {
  if (onChange !== 'fullRefresh' || fullRefresh !== false) return []
  return [
    invalid(
      "onChange: 'fullRefresh' rebuilds the table, and fullRefresh: false protects it from that",
      "Use onChange: 'fail', or leave `fullRefresh` out.",
      'onChange',
    ),
  ]
}

const GRANULARITIES = ['hour', 'day', 'month', 'year'] as const satisfies readonly Granularity[]

function checkPartitions(partitionBy: unknown): readonly Diagnostic[] {
  if (!isPlainObject(partitionBy)) return checkColumnList('partitionBy', partitionBy)
  const { field, granularity } = partitionBy as Partial<TimePartitions>
  return [
    ...checkOptionNames(partitionBy, { field: true, granularity: true }, ' of "partitionBy"'),
    ...checkNeeded(partitionBy, ['field', 'granularity']),
    ...(field === undefined || (typeof field === 'string' && field !== '')
      ? []
      : [
          invalid(
            `the option "field" of "partitionBy" is ${field === '' ? 'empty' : kindOf(field)}, not a column`,
            "Name one column of the query: partitionBy: { field: 'at', granularity: 'day' }.",
            'partitionBy',
          ),
        ]),
    ...checkChoice('granularity', granularity, GRANULARITIES),
  ]
}

/** Two options that each say which stored rows a run replaces. */
function checkOneKey(options: IncrementalOptions<any>): readonly Diagnostic[] {
  const [one, other] = (['uniqueKey', 'groupKey', 'partitionBy'] as const).filter((key) => options[key] !== undefined)
  if (other === undefined) return []
  return [
    invalid(
      `the options "${one}" and "${other}" cannot be combined`,
      'A `uniqueKey` finds one stored row, a `groupKey` and `partitionBy` find all rows of a group. Give one of them.',
      other,
    ),
  ]
}

function checkWhole({ returnsWholeGroups }: IncrementalOptions<any>): readonly Diagnostic[] {
  if (returnsWholeGroups === undefined || (returnsWholeGroups as unknown) === true) return []
  return [
    invalid(
      'the option "returnsWholeGroups" can only be true',
      'Leave it out: kerros then refuses a query that may return only some rows of a group.',
      'returnsWholeGroups',
    ),
  ]
}

function checkWhenMatched(whenMatched: unknown): readonly Diagnostic[] {
  if (whenMatched === undefined) return []
  if (!Array.isArray(whenMatched) || whenMatched.length === 0)
    return [
      invalid(
        `the option "whenMatched" is ${Array.isArray(whenMatched) ? 'empty' : kindOf(whenMatched)}, not a list of clauses`,
        "Give clauses: whenMatched: [{ and: (eb) => eb('source.is_deleted', '=', true), action: 'delete' }, { action: 'update' }].",
        'whenMatched',
      ),
    ]
  return whenMatched.flatMap((clause: unknown, i) => {
    if (!isPlainObject(clause))
      return [
        invalid(
          `a clause of "whenMatched" is ${kindOf(clause)}`,
          "Give an object, as in { action: 'update' }.",
          'whenMatched',
        ),
      ]
    const { and, action } = clause
    return [
      ...checkOptionNames(clause, { and: true, action: true }, ' of "whenMatched"'),
      ...checkNeeded(clause, ['action']),
      ...checkChoice('action', action, ['update', 'delete']),
      ...checkWhere(and, ' of "whenMatched"', 'and'),
      ...(and === undefined && action === 'delete'
        ? [
            invalid(
              'a clause of "whenMatched" deletes every stored row that has the key of a new one',
              "Say which: { and: (eb) => eb('source.is_deleted', '=', true), action: 'delete' }.",
              'whenMatched',
            ),
          ]
        : []),
      ...(and === undefined && i < whenMatched.length - 1
        ? [
            invalid(
              'a clause of "whenMatched" without "and" is not the last one, and those after it never hold',
              'Put it last.',
              'whenMatched',
            ),
          ]
        : []),
    ]
  })
}

/** For each strategy, the options among these that it looks at. */
const USED = {
  append: ['onChange'],
  merge: ['uniqueKey', 'onChange', 'whenMatched', 'incrementalPredicates', 'mergeUpdateColumns', 'mergeExcludeColumns'],
  'delete+insert': ['uniqueKey', 'groupKey', 'onChange', 'returnsWholeGroups', 'incrementalPredicates'],
  insert_overwrite: ['partitionBy', 'onChange', 'returnsWholeGroups', 'incrementalPredicates'],
  microbatch: [],
} as const satisfies { readonly [S in StrategyName | 'microbatch']: readonly (keyof IncrementalOptions<any>)[] }

type StrategyOption = (typeof USED)[keyof typeof USED][number]

/** How to fix an option that the strategy does not look at. */
const UNUSED_HINTS: { readonly [O in StrategyOption]: string } = {
  uniqueKey: "Leave the key out, or use the strategy 'merge' or 'delete+insert'.",
  groupKey: "Leave the key out, or use the strategy 'delete+insert'.",
  partitionBy: "Leave the option out, or use the strategy 'insert_overwrite'.",
  onChange: 'Leave the option out: `kerros backfill` computes batches again by changed code.',
  returnsWholeGroups: 'Leave the option out: it is about a `groupKey`, and about `insert_overwrite`.',
  whenMatched: "Leave the option out, or use the strategy 'merge' with a `uniqueKey`.",
  incrementalPredicates: 'Leave the option out: an appended row replaces none.',
  mergeUpdateColumns: "Leave the option out, or use the strategy 'merge' with a `uniqueKey`.",
  mergeExcludeColumns: "Leave the option out, or use the strategy 'merge' with a `uniqueKey`.",
}

/** Options that the strategy never looks at. */
function checkUnused(options: IncrementalOptions<any>): readonly Diagnostic[] {
  const strategy = strategyNameOf(options)
  if (!Object.hasOwn(USED, strategy)) return []
  const used: readonly string[] = USED[strategy]
  // With a unique key, the rows that delete+insert replaces are those with the same key.
  const isByRow = strategy === 'delete+insert' && options.groupKey === undefined
  return (Object.keys(UNUSED_HINTS) as StrategyOption[])
    .filter((option) => options[option] !== undefined)
    .filter((option) => !used.includes(option) || (option === 'returnsWholeGroups' && isByRow))
    .map((option) =>
      invalid(
        `the strategy "${strategy}" does not use the option "${option}"`,
        strategy === 'microbatch' ? 'Leave it out: a batch replaces the rows of its interval.' : UNUSED_HINTS[option],
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
