import { type Column, type Columns, describeSqlType, type SqlType, typeFamily } from '../../core/columns/index.js'
import { valueTypeOf, widest } from '../../core/columns/value-type.js'
import { checkKeyTypes } from '../../core/compile/checks/check-key-types.js'
import { type MentionedColumn, unknownColumns } from '../../core/compile/checks/unknown-columns.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { OutputColumn } from '../../core/infer/output-column.js'
import type { IncrementalOptions } from './incremental-options.js'
import type { IncrementalSettings } from './incremental-settings.js'
import type { RunUse } from './run-use.js'
import type { ReadCondition } from './strategies/pair-condition.js'
import type { Granularity, RowGroups } from './strategies/row-groups.js'

interface CheckedIncremental extends IncrementalSettings {
  /** Which helpers of its run the model's query uses. */
  readonly use: () => RunUse
}

/** Options that name columns which the query does not return, and a query that would add the same rows by every run. */
export function checkIncremental(
  { uniqueKey, replaced, strategyName, options, use, whenMatched, predicate }: CheckedIncremental,
  columns: readonly OutputColumn[],
  name: string,
): readonly Diagnostic[] {
  const { watermark, mergeUpdateColumns = [], mergeExcludeColumns = [] } = options
  const listed = (option: string, names: unknown): readonly MentionedColumn[] =>
    ([names].flat() as readonly string[]).map((column) => [`the ${option} of "${name}"`, column])
  const named = [
    ...listed('uniqueKey', uniqueKey),
    ...(replaced ? listed(groupOption(options), replaced.columns) : []),
    ...(watermark === undefined ? [] : listed('watermark', watermark)),
    ...listed('mergeUpdateColumns', mergeUpdateColumns),
    ...listed('mergeExcludeColumns', mergeExcludeColumns),
    ...listed(
      'whenMatched',
      (whenMatched() ?? []).flatMap(({ and }) => namesIn(and)),
    ),
    ...listed('incrementalPredicates', namesIn(predicate())),
  ]
  const unknown = unknownColumns(named, columns, 'its query does not return')
  const { parts, self } = use()
  return [
    ...unknown,
    ...checkKeyTypes('uniqueKey', uniqueKey, { columns, whose: `"${name}"` }),
    ...(replaced ? checkGroups(replaced, options, { columns, name }) : []),
    ...(watermark === undefined ? checkUse(parts, strategyName === 'append' && !options.strategy, name) : []),
    ...(strategyName === 'append' ? checkAppend(parts, name) : []),
    ...(strategyName === 'insert_overwrite' && !replaced ? checkOverwritten(predicate(), name) : []),
    ...self.flatMap((own) => checkSelf(own, columns, name)),
  ]
}

function namesIn(condition: ReadCondition | undefined): readonly string[] {
  return [...new Set(condition?.columns.map(({ column }) => column))]
}

/** Rows of a table that is overwritten have no new row to be compared with. */
function checkOverwritten(predicate: ReadCondition | undefined, name: string): readonly Diagnostic[] {
  const ofSource = predicate?.columns.find(({ side }) => side === 'source')
  if (!ofSource) return []
  return [
    {
      code: 'E_INVALID_DEFINITION',
      message: `the incrementalPredicates of "${name}" names "source.${ofSource.column}", and with insert_overwrite no stored row has a new one`,
      names: [ofSource.column],
      hint: 'Name columns of target only: the stored rows that a run replaces.',
    },
  ]
}

function groupOption({ groupKey }: IncrementalOptions<any>): 'groupKey' | 'partitionBy' {
  return groupKey === undefined ? 'partitionBy' : 'groupKey'
}

/** Columns that do not say to which group a row belongs. */
function checkGroups(
  { columns: grouped, granularity }: RowGroups,
  options: IncrementalOptions<any>,
  { columns, name }: { readonly columns: readonly OutputColumn[]; readonly name: string },
): readonly Diagnostic[] {
  const wrong = columns.filter(
    ({ name: column, type }) => granularity && type && grouped.includes(column) && !hasParts(type, granularity),
  )
  return [
    ...checkKeyTypes(groupOption(options), grouped, { columns, whose: `"${name}"` }),
    ...wrong.map(
      ({ name: column, type }): Diagnostic => ({
        code: 'E_TYPE_MISMATCH',
        message: `the partitionBy of "${name}" cuts "${column}" by the ${granularity}, and it is ${describeSqlType(type!)}`,
        names: [column],
        hint: 'Name a column of timestamps; dates have days, months and years. For parts by value, give the columns alone.',
      }),
    ),
  ]
}

function hasParts(type: SqlType, granularity: Granularity): boolean {
  return type.name === 'timestamp' || (type.name === 'date' && granularity !== 'hour')
}

/** Columns of the model's own relation that it does not have, or that hold other values there. */
function checkSelf(own: Columns, columns: readonly OutputColumn[], name: string): readonly Diagnostic[] {
  const named = Object.keys(own).map((column): MentionedColumn => [`self(…) in "${name}"`, column])
  const mistyped = Object.entries(own).flatMap(([column, declared]) => {
    const returned = columns.find((other) => other.name === column)
    const is = returned && otherThan(declared, returned)
    return is === undefined ? [] : [{ column, says: describeSqlType(declared.type), is }]
  })
  return [
    ...unknownColumns(named, columns, 'its query does not return'),
    ...mistyped.map(
      ({ column, says, is }): Diagnostic => ({
        code: 'E_TYPE_MISMATCH',
        message: `self(…) in "${name}" names "${column}" as ${says}, and its query returns ${is}`,
        names: [column],
        hint: `Say what it is: self({ ${column}: … }).`,
      }),
    ),
  ]
}

/** What a query returns for a column instead of what is declared; `undefined` where every value is of the declared type. */
function otherThan({ type, isNullable }: Column<unknown>, returned: OutputColumn): string | undefined {
  if (returned.type && typeFamily(returned.type) !== typeFamily(type)) return describeSqlType(returned.type)
  const values = valueTypeOf(type)
  if (values !== undefined && widest([values, returned.values]) !== values && typeof values === 'string')
    return returned.values === 'decimal text' ? 'decimals as strings' : 'whole numbers beyond 2^53'
  return !isNullable && (returned.isNullable || returned.mayBeNull) ? 'NULL too' : undefined
}

/** What keeps rows that may be stored already, and which rows those are. */
const KEPT_AGAIN = {
  lookback: ['rows again that its `lookback` reaches', '`lookback`'],
  ties: ["rows again that have the watermark's own value", "`ties: 'again'`"],
  nulls: ['rows again in which the column of since(…) is NULL', "`nulls: 'always'`"],
  touched: ['rows of touched groups again', '`touched`'],
} as const

function checkAppend(used: RunUse['parts'], name: string): readonly Diagnostic[] {
  return (['lookback', 'ties', 'nulls', 'touched'] as const)
    .filter((part) => used.has(part))
    .map((part) => {
      const [rows, option] = KEPT_AGAIN[part]
      return {
        code: 'E_INVALID_DEFINITION',
        message: `each run of incremental "${name}" would append the ${rows}`,
        hint: `Give a \`uniqueKey\` to merge on, or leave ${option} out.`,
      }
    })
}

function checkUse(used: RunUse['parts'], appendsByDefault: boolean, name: string): readonly Diagnostic[] {
  if (used.has('since'))
    return [
      {
        code: 'E_INVALID_OPTION',
        message: `"${name}": since(…) needs the option \`watermark\``,
        hint: 'Name the output column that holds the greatest value of the column in since(…).',
      },
    ]
  if (!appendsByDefault || used.size > 0) return []
  return [
    {
      code: 'E_INVALID_DEFINITION',
      message: `each run of incremental "${name}" would append all rows of its query again`,
      hint: "Keep new rows only, with since(…) and the option `watermark`, or give a `uniqueKey` to merge on. Where all that the query reads is new in each run, say so: strategy: 'append'.",
    },
  ]
}
