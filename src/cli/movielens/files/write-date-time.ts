import { writeTwoDigits } from './write-digits.js'

const SECONDS_A_DAY = 86_400
const FIRST_DAY = Date.UTC(1995, 0, 1) / 1000 / SECONDS_A_DAY
const DAYS = Date.UTC(2016, 0, 1) / 1000 / SECONDS_A_DAY - FIRST_DAY
const COLON = 58

/**
 * Returns a writer of `YYYY-MM-DD HH:MM:SS` in UTC for epoch seconds of 1995 to 2015. The dates are looked up in a table,
 * since a `Date` for each of twenty million rows would take most of the time.
 */
export function dateTimeWriter(): (buffer: Uint8Array, at: number, epochSeconds: number) => number {
  const dates = Buffer.alloc(DAYS * 11)
  for (let day = 0; day < DAYS; day++)
    dates.write(`${new Date((FIRST_DAY + day) * SECONDS_A_DAY * 1000).toISOString().slice(0, 10)} `, day * 11, 'latin1')

  return (buffer, at, epochSeconds) => {
    const day = (epochSeconds / SECONDS_A_DAY) | 0
    const second = epochSeconds - day * SECONDS_A_DAY
    const minute = (second / 60) | 0
    const hour = (minute / 60) | 0
    const date = (day - FIRST_DAY) * 11
    for (let offset = 0; offset < 11; offset++) buffer[at + offset] = dates[date + offset]!
    const afterHour = writeTwoDigits(buffer, at + 11, hour)
    buffer[afterHour] = COLON
    const afterMinute = writeTwoDigits(buffer, afterHour + 1, minute - hour * 60)
    buffer[afterMinute] = COLON
    return writeTwoDigits(buffer, afterMinute + 1, second - minute * 60)
  }
}
