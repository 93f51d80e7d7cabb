import { KerrosError } from '../../errors/index.js'
import type { DatePart } from './date-part.js'

const DAY = /^\d{4}-\d\d-\d\d$/
const TIME = /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/

/**
 * A date that is written in the code, as a time in UTC.
 *
 * @param hasTime Whether it may have a time of day.
 * @throws KerrosError `E_INVALID_OPTION` for text in another form, and for days that no month has.
 */
export function checkedTime(text: string, hasTime: boolean): Date {
  const time = new Date(`${text.replace(' ', 'T')}${DAY.test(text) ? 'T00:00:00' : ''}Z`)
  const isOne = (hasTime ? TIME : DAY).test(text) && !Number.isNaN(time.getTime())
  // JavaScript makes March of February 30.
  if (isOne && time.toISOString().startsWith(text.replace(' ', 'T'))) return time
  const form = hasTime ? "'2024-01-31' or '2024-01-31 08:00:00'" : "'2024-01-31'"
  throw new KerrosError('E_INVALID_OPTION', `dateSpine cannot begin or end at '${text}'`, { hint: `Write ${form}.` })
}

const MONTHS: { readonly [P in DatePart]?: number } = { year: 12, quarter: 3, month: 1 }
const MILLISECONDS: { readonly [P in DatePart]?: number } = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
  microsecond: 0.001,
}

/** How many times there are from `from` to before `to`, each a whole number of units after `from`. */
export function countUnits(part: DatePart, from: Date, to: Date): number {
  const months = MONTHS[part]
  if (months === undefined) return Math.ceil((to.getTime() - from.getTime()) / MILLISECONDS[part]!)
  const between = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
  const units = Math.floor(between / months)
  return monthsLater(from, units * months) < to ? units + 1 : units
}

/** A day that the new month does not have becomes its last day. */
function monthsLater(from: Date, months: number): Date {
  const moved = new Date(from)
  moved.setUTCMonth(from.getUTCMonth() + months, 1)
  const last = new Date(moved)
  last.setUTCMonth(moved.getUTCMonth() + 1, 0)
  moved.setUTCDate(Math.min(from.getUTCDate(), last.getUTCDate()))
  return moved
}
