import type { ModelOptions } from '../../core/definitions/options/model-options.js'
import { invalid } from '../../core/definitions/options/values/definition-diagnostics.js'
import { checkChoice, kindOf, type OptionNames } from '../../core/definitions/options/values/option-checks.js'
import type { Diagnostic } from '../../core/errors/index.js'

/** How long a table may lag behind what it reads: a number and a unit, at least 60 seconds. */
export type TargetLag = `${number} ${'second' | 'minute' | 'hour' | 'day'}${'' | 's'}` | 'downstream'

/** The options of `dynamicTable`. */
export interface DynamicTableOptions<Row> extends ModelOptions<Row> {
  /**
   * How far the table may lag behind what it reads, as in `'1 hour'`; at least 60 seconds. `'downstream'`: it is
   * refreshed when dynamic tables that read it are.
   */
  readonly targetLag: TargetLag
  /** Whether a refresh computes all rows or only what has changed. Default: `auto`, Snowflake chooses when it is created. */
  readonly refreshMode?: 'auto' | 'full' | 'incremental'
  /** Whether the table gets its rows when it is created or by its first refresh. Default: `on_create`. */
  readonly initialize?: 'on_create' | 'on_schedule'
}

/** The options that dynamic tables have in addition to those of every model. */
export const DYNAMIC_TABLE_OPTIONS: OptionNames<Omit<DynamicTableOptions<any>, keyof ModelOptions<any>>> = {
  targetLag: true,
  refreshMode: true,
  initialize: true,
}

const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 }
const LAG = /^(\d+) (second|minute|hour|day)s?$/
/** In seconds. @see https://docs.snowflake.com/en/sql-reference/sql/create-dynamic-table#required-parameters */
const MINIMUM = 60
const HINT = "Give a number and a unit, as in '90 seconds', '5 minutes', '1 hour', '1 day', or 'downstream'."

/** What is wrong with a dynamic table's options, as far as they show it by themselves. */
export function checkDynamicTableOptions(options: DynamicTableOptions<any>): readonly Diagnostic[] {
  const { targetLag, refreshMode, initialize } = (options ?? {}) as Partial<DynamicTableOptions<any>>
  return [
    ...checkLag(targetLag),
    ...checkChoice('refreshMode', refreshMode, ['auto', 'full', 'incremental']),
    ...checkChoice('initialize', initialize, ['on_create', 'on_schedule']),
  ]
}

function checkLag(lag: unknown): readonly Diagnostic[] {
  if (lag === 'downstream') return []
  if (lag === undefined) return [invalid('there is no option "targetLag"', HINT, 'targetLag')]
  if (typeof lag !== 'string')
    return [invalid(`the option "targetLag" is ${kindOf(lag)}, not a string`, HINT, 'targetLag')]
  const [, count, unit] = LAG.exec(lag) ?? []
  if (count === undefined || unit === undefined || Number(count) === 0)
    return [invalid(`the option "targetLag" is "${lag}", which is no lag`, HINT, 'targetLag')]
  return Number(count) * SECONDS[unit]! < MINIMUM
    ? [invalid(`the option "targetLag" is "${lag}", and no dynamic table has less than 60 seconds`, HINT, 'targetLag')]
    : []
}
