import { BATCH_SIZES, type BatchSize } from '../../../core/batches/batch-size.js'
import { parseTime, type TimeInput } from '../../../core/batches/parse-time.js'
import { invalid } from '../../../core/definitions/options/values/definition-diagnostics.js'
import type { OneOrMore } from '../../../core/definitions/options/values/one-or-more.js'
import {
  checkBoolean,
  checkChoice,
  checkNeeded,
  kindOf,
  type OptionNames,
} from '../../../core/definitions/options/values/option-checks.js'
import type { Diagnostic } from '../../../core/errors/index.js'

/** The options that only `strategy: 'microbatch'` uses; it also needs `eventTime`. docs/microbatch.md has the rules. */
export interface MicrobatchOptions<Input extends string = string> {
  /** With `microbatch`: how long a batch is. Hours, days, months and years are those of UTC. */
  readonly batchSize?: BatchSize
  /** With `microbatch`: a time in the first batch, as in `'2026-01-01'`. Without a zone it is in UTC. */
  readonly begin?: TimeInput
  /** With `microbatch`: how many batches before the current one each run computes again. Default: 1. */
  readonly lookback?: number
  /** With `microbatch`: whether batches are computed at the same time, in up to `threads` sessions. Default: false. */
  readonly concurrentBatches?: boolean
  /**
   * With `microbatch`: inputs that have an event time and are read whole in each batch, as a dimension is; dbt's `.render()`. Must be
   * given, if only as `[]`, when several inputs have one: each of the others has only the rows of the batch.
   */
  readonly wholeInputs?: OneOrMore<Input>
  /**
   * With `microbatch`: what happens to rows whose event time is NULL, and which therefore are in no batch. `fail` refuses them,
   * `skip` leaves them out. Default: `fail`.
   */
  readonly nullEventTime?: 'fail' | 'skip'
}

/** The names of the options that only `strategy: 'microbatch'` uses. */
export const MICROBATCH_OPTIONS: OptionNames<MicrobatchOptions> = {
  batchSize: true,
  begin: true,
  lookback: true,
  concurrentBatches: true,
  wholeInputs: true,
  nullEventTime: true,
}

/** What is wrong with these options, as far as they show it by themselves. */
export function checkMicrobatchOptions(
  options: MicrobatchOptions & { readonly strategy?: string | undefined; readonly watermark?: unknown },
): readonly Diagnostic[] {
  const { batchSize, begin, lookback, concurrentBatches, nullEventTime } = options
  if (options.strategy !== 'microbatch') return unused(options)
  return [
    ...checkNeeded(options, ['eventTime', 'batchSize', 'begin']),
    ...checkChoice('batchSize', batchSize, BATCH_SIZES),
    ...checkChoice('nullEventTime', nullEventTime, ['fail', 'skip']),
    ...checkBoolean('concurrentBatches', concurrentBatches),
    ...checkBegin(begin),
    ...checkLookback(lookback),
    ...checkWatermark(options),
  ]
}

function checkWatermark({ watermark }: { readonly watermark?: unknown }): readonly Diagnostic[] {
  if (watermark === undefined) return []
  return [
    invalid(
      'the strategy "microbatch" does not use the option "watermark"',
      'Leave it out: which batches are complete is recorded.',
      'watermark',
    ),
  ]
}

function unused(options: MicrobatchOptions): readonly Diagnostic[] {
  return (Object.keys(MICROBATCH_OPTIONS) as readonly (keyof MicrobatchOptions)[])
    .filter((option) => options[option] !== undefined)
    .map((option) =>
      invalid(
        `only the strategy "microbatch" uses the option "${option}"`,
        option === 'lookback'
          ? "Leave it out, or say strategy: 'microbatch'. With since(…) it is: since('e.at', { lookback: { unit: 'day', amount: 1 } })."
          : "Leave it out, or say strategy: 'microbatch'.",
        option,
      ),
    )
}

function checkBegin(begin: unknown): readonly Diagnostic[] {
  if (begin === undefined || parseTime(begin)) return []
  const given = typeof begin === 'string' ? `"${begin}"` : kindOf(begin)
  return [
    invalid(
      `the option "begin" is ${given}, not a time`,
      "Give a date or a time in UTC: begin: '2026-01-01' or '2026-01-01T06:00'.",
      'begin',
    ),
  ]
}

function checkLookback(lookback: unknown): readonly Diagnostic[] {
  if (lookback === undefined || (Number.isSafeInteger(lookback) && (lookback as number) >= 0)) return []
  const given = typeof lookback === 'number' ? String(lookback) : kindOf(lookback)
  return [
    invalid(
      `the option "lookback" is ${given}, not a number of batches`,
      'Give 0 or a positive whole number.',
      'lookback',
    ),
  ]
}
