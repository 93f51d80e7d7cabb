import type { Interval } from './interval.js'
import { parseTime } from './parse-time.js'

const UNITS = ['hour', 'day', 'month', 'year'] as const

/** A length of time before a run. */
export interface TimeBefore {
  readonly count: number
  readonly unit: (typeof UNITS)[number]
}

/** Which rows a run reads of relations that have a time or a key to choose by: dbt's `--sample`. */
export interface Sample {
  /** In one spelling, as the mark of a relation has it: `3 days, 10%`. */
  readonly text: string
  /** Of relations with an `eventTime`. */
  readonly time?: TimeBefore | Interval
  /** Of source tables with a `sampleKey`: more than 0 and less than 1. */
  readonly share?: number
}

const DICT = /^\{\s*(['"]?)start\1\s*:\s*(['"]?)([^'",{}]+)\2\s*,\s*(['"]?)end\4\s*:\s*(['"]?)([^'",{}]+)\5\s*\}$/
const BEFORE = /^(\d{1,6})\s*(hour|day|month|year)s?$/i
const SHARE = /^(\d{1,2}(?:\.\d{1,6})?)\s*%$/

/**
 * Reads what `--sample` says: `3 days`, `10%`, both with a comma between them, or dbt's `{'start': '2026-01-01', 'end': '2026-01-08'}`.
 *
 * @returns undefined for what is none of them.
 */
export function parseSample(text: string): Sample | undefined {
  const interval = intervalOf(text.trim())
  if (interval) {
    const { start, end } = interval
    return { text: `${start.toISOString()} to ${end.toISOString()}`, time: interval }
  }
  const parts = text.split(',').map((part) => part.trim())
  const times = parts.flatMap((part) => timeBefore(part) ?? [])
  const shares = parts.flatMap((part) => shareOf(part) ?? [])
  if (times.length + shares.length !== parts.length || times.length > 1 || shares.length > 1) return undefined
  const [time] = times
  const [share] = shares
  const words = [
    ...(time ? [`${time.count} ${time.unit}${time.count === 1 ? '' : 's'}`] : []),
    ...(share === undefined ? [] : [`${Number((share * 100).toFixed(6))}%`]),
  ]
  return { text: words.join(', '), ...(time && { time }), ...(share !== undefined && { share }) }
}

function intervalOf(text: string): Interval | undefined {
  const found = DICT.exec(text)
  const start = parseTime(found?.[3]?.trim())
  const end = parseTime(found?.[6]?.trim())
  return start && end && start < end ? { start, end } : undefined
}

function timeBefore(text: string): TimeBefore | undefined {
  const [, digits, word] = BEFORE.exec(text) ?? []
  const count = Number(digits)
  const unit = UNITS.find((each) => each === word?.toLowerCase())
  return unit && count > 0 ? { count, unit } : undefined
}

function shareOf(text: string): number | undefined {
  const percent = Number(SHARE.exec(text)?.[1] ?? 0)
  return percent > 0 ? percent / 100 : undefined
}

/** The times of a sample; `undefined` where it is of a share alone. A length of time ends with the run's beginning. */
export function sampleWindow({ time }: Sample, startedAt: Date): Interval | undefined {
  if (!time || 'start' in time) return time
  return { start: before(startedAt, time), end: startedAt }
}

const MILLISECONDS = { hour: 3_600_000, day: 86_400_000 }

/** Months and years back it is the same day, or the last one of a shorter month. */
function before(time: Date, { count, unit }: TimeBefore): Date {
  if (unit === 'hour' || unit === 'day') return new Date(time.getTime() - count * MILLISECONDS[unit])
  const months = unit === 'year' ? count * 12 : count
  const at = new Date(time)
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() - months)
  const last = new Date(at)
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  at.setUTCDate(Math.min(time.getUTCDate(), last.getUTCDate()))
  return at
}
