import { plainWhole } from './plain-number.js'

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** A day of the years 0001 to 9999. */
export function plainDate(text: string): string | undefined {
  return dayOf(text) === undefined ? undefined : text
}

/** The day's midnight in milliseconds since 1970. JavaScript on its own reads February 30 as March 1. */
function dayOf(text: string): number | undefined {
  const match = DAY.exec(text)
  if (!match) return undefined
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined
}

const TIMESTAMP =
  /^(\d{4}-\d{2}-\d{2})(?:[ T]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6})0*)?)?(?:Z|([+-])(0\d|1[0-4])(?::?([0-5]\d))?)?)?$/

/** An ISO 8601 timestamp in UTC, `2024-05-31 23:59:59.000000`. Without a time zone, it already is in UTC. */
export function plainTimestamp(text: string): string | undefined {
  const match = TIMESTAMP.exec(text)
  if (!match) return undefined
  const [
    ,
    day = '',
    hours = '0',
    minutes = '0',
    seconds = '0',
    fraction = '',
    sign,
    zoneHours = '0',
    zoneMinutes = '0',
  ] = match
  const midnight = dayOf(day)
  if (midnight === undefined) return undefined
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -60 : 60)
  const time = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) - offset
  return written(midnight / 1000 + time, fraction)
}

/** Seconds until the year 5138 have this number of digits; milliseconds have more. */
const MOST_SECONDS = 100_000_000_000n

/** Whole seconds since 1970. */
export function plainEpoch(text: string): string | undefined {
  const seconds = plainWhole(text, MOST_SECONDS)
  return seconds === undefined || seconds === String(-MOST_SECONDS) ? undefined : written(Number(seconds), '')
}

/** `undefined` outside of the years 0001 to 9999. */
function written(seconds: number, fraction: string): string | undefined {
  const date = new Date(seconds * 1000)
  const year = date.getUTCFullYear()
  if (year < 1 || year > 9999) return undefined
  return `${date.toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length).replace('T', ' ')}.${fraction.padEnd(6, '0')}`
}
