import type { DuckDBDateValue } from '@duckdb/node-api'

/** DuckDB writes `infinity` and `-infinity` as the ends of 64 bits, in any unit. */
const INFINITY = 2n ** 63n - 1n

/** The farthest time from 1970 that a JavaScript `Date` holds, in milliseconds. */
const DATE_LIMIT = 8.64e15

/**
 * Decodes a timestamp in UTC. Parts below a millisecond are cut towards the past. What no `Date` can hold is text:
 * `infinity`, `-infinity`, and years beyond 275760 as DuckDB prints them.
 *
 * @param value The timestamp, as units since 1970.
 * @param perMillisecond How many units are one millisecond; a fraction when the unit is longer.
 * @param print Prints the timestamp as DuckDB does.
 */
export function decodeTimestamp(value: bigint, perMillisecond: number, print: () => string): Date | string {
  if (value === INFINITY) return 'infinity'
  if (value === -INFINITY) return '-infinity'
  const milliseconds = toMilliseconds(value, perMillisecond)
  return Math.abs(milliseconds) <= DATE_LIMIT ? new Date(milliseconds) : print()
}

function toMilliseconds(value: bigint, perMillisecond: number): number {
  const number = Number(value)
  if (perMillisecond < 1) return number / perMillisecond
  if (Number.isSafeInteger(number)) return Math.floor(number / perMillisecond)
  const unit = BigInt(perMillisecond)
  const rest = ((value % unit) + unit) % unit
  return Number((value - rest) / unit)
}

/** DuckDB writes `infinity` and `-infinity` as the ends of 32 bits of days. */
const INFINITE_DAYS = 2 ** 31 - 1

/**
 * Makes a decoder of days to text: `YYYY-MM-DD`, `infinity` or `-infinity`; years before 1 and beyond 9999 as DuckDB
 * prints them. It remembers what it has printed, since a column holds few days many times.
 */
export function dateDecoder(): (value: DuckDBDateValue) => string {
  const printed = new Map([
    [INFINITE_DAYS, 'infinity'],
    [-INFINITE_DAYS, '-infinity'],
  ])
  return (value) => {
    const known = printed.get(value.days)
    if (known !== undefined) return known
    const text = value.toString()
    printed.set(value.days, text)
    return text
  }
}
