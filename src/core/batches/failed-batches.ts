import type { Interval } from './interval.js'

/** The batches of a model that failed in a run, and are computed again. */
export interface FailedBatches {
  readonly intervals: readonly Interval[]
  /** Whether others of that run have succeeded: then its table is there, even after `--full-refresh`. */
  readonly isRest: boolean
}
