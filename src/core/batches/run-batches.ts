import { type BatchSize, batchesIn, moved } from './batch-size.js'
import { type Interval, isCovered, mergedIntervals } from './interval.js'

/** What decides which batches a run computes. */
export interface BatchChoice {
  readonly size: BatchSize
  /** A time in the first batch. */
  readonly begin: Date
  /** How many batches before the current one are computed again. */
  readonly lookback: number
  /** When the run began. */
  readonly startedAt: Date
  /** Whether nothing is stored, or what is stored does not count. */
  readonly isWhole: boolean
  /** What is complete. */
  readonly complete: readonly Interval[]
  /** Only the batches that contain a time of it. */
  readonly window: Interval | undefined
}

/** The batches that a run computes, in order: docs/microbatch.md has the rule. */
export function runBatches(choice: BatchChoice): readonly Interval[] {
  const { size, begin, lookback, startedAt, isWhole, complete, window } = choice
  if (window) return batchesIn(window, size)
  const all = batchesIn({ start: begin, end: moved(startedAt, size, 1) }, size)
  if (isWhole) return all
  const again = moved(startedAt, size, -lookback)
  const merged = mergedIntervals(complete)
  return all.filter((batch) => batch.start >= again || !isCovered(batch, merged))
}
