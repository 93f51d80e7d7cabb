import type { AgeLimit, SourceFreshness } from '../definitions/options/freshness-options.js'
import type { Diagnostic } from '../errors/index.js'

/** What a source is found to be, in dbt's words. `runtime error`: its age could not be measured. */
export type FreshnessStatus = 'pass' | 'warn' | 'error' | 'runtime error'

/** How fresh one source is. */
export interface FreshnessResult {
  readonly uniqueId: string
  /** As in `raw.orders`. */
  readonly name: string
  readonly status: FreshnessStatus
  /** The thresholds that decide. */
  readonly criteria: Pick<SourceFreshness, 'warnAfter' | 'errorAfter'>
  /** The newest time; `undefined` without rows, or with NULL only. */
  readonly maxLoadedAt: Date | undefined
  /** The warehouse's time when it was asked; `undefined` after a runtime error. */
  readonly snapshottedAt: Date | undefined
  /** Why it could not be measured. */
  readonly error: Diagnostic | undefined
  readonly startedAt: Date
  readonly durationMs: number
}

/** How fresh the sources of a project are. */
export interface FreshnessRun {
  readonly invocationId: string
  readonly startedAt: Date
  readonly durationMs: number
  readonly results: readonly FreshnessResult[]
}

/** The newest time of a table that has none, as dbt writes it: as old as can be. */
export const NEVER = new Date('0001-01-01T00:00:00.000Z')

/** How old the newest row is, in milliseconds; negative for a time in the future. */
export function ageOf({ maxLoadedAt = NEVER, snapshottedAt }: FreshnessResult): number | undefined {
  return snapshottedAt && snapshottedAt.getTime() - maxLoadedAt.getTime()
}

const MILLISECONDS: { readonly [P in AgeLimit['period']]: number } = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

/** The status of an age in milliseconds: an age is too great when it is greater than the threshold, and not when equal. */
export function freshnessStatus(
  age: number,
  { warnAfter, errorAfter }: FreshnessResult['criteria'],
): 'pass' | 'warn' | 'error' {
  const exceeds = (limit: AgeLimit | undefined): boolean =>
    limit !== undefined && age > limit.count * MILLISECONDS[limit.period]
  if (exceeds(errorAfter)) return 'error'
  return exceeds(warnAfter) ? 'warn' : 'pass'
}
