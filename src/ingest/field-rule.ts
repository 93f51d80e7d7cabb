import { type Column, describeSqlType } from '../core/columns/index.js'
import type { TimestampFormat } from '../core/ports/data-file.js'
import { beyondInteger } from './beyond-integer.js'
import { isIso } from './timestamp-format.js'

/** What a field of a CSV file must be, for a person and as a check. */
export interface FieldRule {
  /** As in `a decimal(2, 1)`. */
  readonly expected: string
  readonly fits: (text: string) => boolean
  /** What is wrong with a text that does not fit, where that is worth more words. */
  readonly misfit?: (text: string) => string | undefined
}

/** What is wrong with a text that does not fit its column; `undefined` for one that cannot be such a value at all. */
export function misfitOf(column: string, { expected, misfit }: FieldRule, text: string | undefined): string {
  const what = text === undefined ? undefined : misfit?.(text)
  return `the value of column "${column}" ${what ?? `is not ${expected}`}`
}

/** The rule for the fields of a column: the same that the engines' fast readers keep to. */
export function fieldRule(column: Column<unknown>, format: TimestampFormat | undefined): FieldRule {
  const { type } = column
  const expected = article(describeSqlType(type))
  switch (type.name) {
    case 'integer':
      return { expected, fits: (text) => isWhole(text, 2n ** 31n), misfit: beyondInteger }
    case 'bigint':
      return { expected, fits: (text) => isWhole(text, 2n ** 63n) }
    case 'decimal':
      return { expected, fits: (text) => isDecimal(text, type.precision, type.scale) }
    case 'double':
      return { expected, fits: (text) => /^\s*[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf(inity)?|nan)\s*$/i.test(text) }
    case 'boolean':
      return { expected, fits: (text) => /^(true|false|t|f|yes|no|y|n|1|0)$/i.test(text) }
    case 'date':
      return { expected: 'a date as YYYY-MM-DD', fits: isDate }
    case 'timestamp':
      return timestampRule(format)
    case 'json':
      return { expected: 'JSON', fits: isJson }
    default:
      return { expected, fits: () => true }
  }
}

function timestampRule(format: TimestampFormat | undefined): FieldRule {
  switch (format) {
    case 'epoch':
      return { expected: 'a timestamp in whole seconds since 1970, as in the first row', fits: isEpoch }
    case 'iso':
      return {
        expected: 'a timestamp as YYYY-MM-DDTHH:MM:SS, with Z or an offset such as +02:00, or without for UTC',
        fits: (text) => isIso(text) && isDate(text.slice(0, 'YYYY-MM-DD'.length)),
      }
    default:
      return { expected: 'a timestamp as YYYY-MM-DD HH:MM:SS', fits: isDateTime }
  }
}

/** A whole number of at least `-limit`, and less than `limit`. */
function isWhole(text: string, limit: bigint): boolean {
  const match = /^\s*([+-]?)(\d+)(?:\.0*)?\s*$/.exec(text)
  if (!match) return false
  const value = BigInt(match[2]!)
  return match[1] === '-' ? value <= limit : value < limit
}

/** More digits than the type holds are a mistake, not something to round; zeros at the end are not digits. */
function isDecimal(text: string, precision: number, scale: number): boolean {
  const match = /^\s*[+-]?(\d*)(?:\.(\d*))?\s*$/.exec(text)
  if (!match || !/\d/.test(text)) return false
  const whole = match[1]!.replace(/^0+/, '')
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  return whole.length <= precision - scale && fraction.length <= scale
}

function isDate(text: string): boolean {
  const match = /^(\d{1,4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  if (!match) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function isDateTime(text: string): boolean {
  const match = /^(\S+) (\d{1,2}):(\d{1,2}):(\d{1,2})$/.exec(text)
  if (!match) return false
  const [hours, minutes, seconds] = match.slice(2).map(Number) as [number, number, number]
  return isDate(match[1]!) && hours < 24 && minutes < 60 && seconds < 60
}

function isEpoch(text: string): boolean {
  return /^\s*[+-]?\d{1,11}(\.0*)?\s*$/.test(text)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}
