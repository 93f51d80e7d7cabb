import type { Interval } from './interval.js'

/** How long a batch is: dbt's `batch_size`. */
export type BatchSize = 'hour' | 'day' | 'month' | 'year'

/** The sizes of batches, from the shortest. */
export const BATCH_SIZES: readonly BatchSize[] = ['hour', 'day', 'month', 'year']

/** How many characters of a time in ISO 8601 name a batch. */
const NAME_LENGTH: { readonly [S in BatchSize]: number } = { hour: 13, day: 10, month: 7, year: 4 }

/** The start of the batch that contains a time. */
export function batchStart(time: Date, size: BatchSize): Date {
  return moved(time, size, 0)
}

/** The start of a batch some batches later than the one that contains a time; earlier for a negative number. */
export function moved(time: Date, size: BatchSize, batches: number): Date {
  const at = new Date(0)
  const year = time.getUTCFullYear()
  const month = size === 'year' ? 0 : time.getUTCMonth()
  const day = size === 'year' || size === 'month' ? 1 : time.getUTCDate()
  const hour = size === 'hour' ? time.getUTCHours() : 0
  const plus = (unit: BatchSize): number => (unit === size ? batches : 0)
  // Years below 100 are no years of the last century here, unlike in Date.UTC(…).
  at.setUTCFullYear(year + plus('year'), month + plus('month'), day + plus('day'))
  at.setUTCHours(hour + plus('hour'))
  return at
}

/** The batches that contain a time of an interval, in order. */
export function batchesIn({ start, end }: Interval, size: BatchSize): readonly Interval[] {
  const batches: Interval[] = []
  if (end <= start) return batches
  for (let at = batchStart(start, size); at < end; ) {
    const next = moved(at, size, 1)
    batches.push({ start: at, end: next })
    at = next
  }
  return batches
}

/** The name of a batch, as dbt writes its start: `2026-01-05T06`, `2026-01-05`, `2026-01`, `2026`. */
export function batchName({ start }: Interval, size: BatchSize): string {
  return start.toISOString().slice(0, NAME_LENGTH[size])
}
