import { KerrosError } from '../../../core/errors/index.js'
import type { SnowflakeDecoder } from './snowflake-decoder.js'

const DAY = 86_400_000

/** Offsets of TIMESTAMP_TZ are minutes plus one day, so that none is negative. */
const OFFSET_BASE = 1440

/** The value of a string `seconds.fraction`, rounded to whole milliseconds towards the past. */
interface Seconds {
  readonly milliseconds: number
  /** The digits after the second, counted from that second on, with all digits of the string. */
  readonly fraction: string
}

/**
 * Makes a decoder of days since 1970 to `YYYY-MM-DD`. It remembers what it has printed, since a column holds few days
 * many times.
 */
export function dayDecoder(): SnowflakeDecoder {
  const printed = new Map<string, string>()
  return (raw) => {
    const known = printed.get(raw)
    if (known !== undefined) return known
    const text = printDay(Number(raw) * DAY)
    printed.set(raw, text)
    return text
  }
}

/** Decodes seconds since midnight to `HH:MM:SS`, with the fraction when there is one. */
export function decodeTime(raw: string): string {
  const { milliseconds, fraction } = parseSeconds(raw)
  const digits = fraction.replace(/0+$/, '')
  return `${printSecond(milliseconds)}${digits && `.${digits}`}`
}

/** Decodes TIMESTAMP_NTZ and TIMESTAMP_LTZ to a `Date`. */
export function decodeDate(raw: string): Date {
  return new Date(parseSeconds(raw).milliseconds)
}

/** Decodes TIMESTAMP_TZ to a `Date`, which has no place for the offset. */
export function decodeDateWithOffset(raw: string): Date {
  return decodeDate(splitOffset(raw)[0])
}

/** Decodes TIMESTAMP_NTZ to `2015-03-31T06:09:51.123456789`, with all digits that the column keeps. */
export function printTimestamp(raw: string): string {
  const { milliseconds, fraction } = parseSeconds(raw)
  return `${printDay(milliseconds)}T${printSecond(milliseconds)}${fraction && `.${fraction}`}`
}

/** Decodes TIMESTAMP_LTZ to the same with a `Z`: in UTC, for any TIMEZONE of the session. */
export function printTimestampInUtc(raw: string): string {
  return `${printTimestamp(raw)}Z`
}

/** Decodes TIMESTAMP_TZ to the wall clock where it was stored, and its offset: `2015-03-31T08:09:51.123+02:00`. */
export function printTimestampWithOffset(raw: string): string {
  const [seconds, offset] = splitOffset(raw)
  const [whole, fraction] = seconds.split('.')
  const minutes = Math.abs(offset)
  const sign = offset < 0 ? '-' : '+'
  const shifted = shiftSeconds(whole!, fraction, offset * 60)
  return `${printTimestamp(shifted)}${sign}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}

/** Adds whole seconds to a string of seconds, with care for strings like `-0.5`. */
function shiftSeconds(whole: string, fraction: string | undefined, by: number): string {
  if (fraction === undefined) return String(Number(whole) + by)
  const unit = 10n ** BigInt(fraction.length)
  const total = BigInt(`${whole}${fraction}`) + BigInt(by) * unit
  const digits = String(total < 0n ? -total : total).padStart(fraction.length + 1, '0')
  const point = digits.length - fraction.length
  return `${total < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

function splitOffset(raw: string): readonly [seconds: string, offsetInMinutes: number] {
  const space = raw.indexOf(' ')
  if (space < 0)
    throw new KerrosError('E_DATA_FORMAT', 'a TIMESTAMP_TZ of the result has no offset', {
      hint: 'Select it as text: to_varchar(…).',
    })
  return [raw.slice(0, space), Number(raw.slice(space + 1)) - OFFSET_BASE]
}

function parseSeconds(raw: string): Seconds {
  const [whole, fraction = ''] = raw.split('.')
  const seconds = Number(whole)
  if (!raw.startsWith('-') || /^0*$/.test(fraction))
    return { milliseconds: seconds * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0')), fraction }
  // Half a second before 1970 is the second -1 and half a second.
  const unit = 10n ** BigInt(fraction.length)
  const rest = String(unit - BigInt(fraction)).padStart(fraction.length, '0')
  return { milliseconds: (seconds - 1) * 1000 + Number(rest.slice(0, 3).padEnd(3, '0')), fraction: rest }
}

function printDay(milliseconds: number): string {
  const date = new Date(milliseconds)
  const year = date.getUTCFullYear()
  const digits = String(Math.abs(year)).padStart(4, '0')
  return `${year < 0 ? '-' : ''}${digits}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`
}

function printSecond(milliseconds: number): string {
  const date = new Date(milliseconds)
  return `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
