import { type Column, describeSqlType, type SqlType } from '../core/columns/index.js'
import { valueTypeOf } from '../core/columns/value-type.js'
import { plainDecimal, shortestDecimal } from '../core/result/decimal-text.js'
import { beyondInteger } from '../ingest/beyond-integer.js'

/** The value of a CSV field as its column's type, or what is wrong with it, as in `is not an integer`. */
export function parseField(text: string, column: Column<unknown>): { value: unknown; misfit?: string } {
  const value = convert(text, column)
  if (value !== undefined && column.schema.safeParse(value).success) return { value }
  const beyond = column.type.name === 'integer' ? beyondInteger(text) : undefined
  return { value: null, misfit: beyond ?? `is not ${article(describeSqlType(column.type))}` }
}

function convert(text: string, { type }: Column<unknown>): unknown {
  switch (type.name) {
    case 'integer':
      return /^[+-]?\d+$/.test(text) ? Number(text) : undefined
    case 'bigint':
      return /^[+-]?\d+$/.test(text) ? safeInteger(BigInt(text)) : undefined
    case 'decimal':
      return decimal(text, type)
    case 'double':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
    case 'boolean':
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined
    case 'timestamp':
      return timestamp(text)
    case 'json':
      try {
        return JSON.parse(text)
      } catch {
        return undefined
      }
    default:
      return text
  }
}

function safeInteger(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

/** More digits than the type holds are a mistake, not something to round. */
function decimal(text: string, type: Extract<SqlType, { name: 'decimal' }>): unknown {
  const { precision, scale } = type
  const match = /^[+-]?(\d*)(?:\.(\d+))?$/.exec(text)
  if (!match || text.length === 0) return undefined
  const whole = match[1]!.replace(/^0+/, '')
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (whole.length > precision - scale || fraction.length > scale) return undefined
  if (valueTypeOf(type) !== 'number') return text
  return shortestDecimal(plainDecimal(Number(text))) === shortestDecimal(text) ? Number(text) : undefined
}

/** ISO 8601, with a space or a T, with an offset or in UTC, to the millisecond: a `Date` holds no more, and nothing is cut off silently. */
function timestamp(text: string): Date | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,3})0*)?)?(?:Z|([+-])(\d{2})(?::?([0-5]\d))?)?)?$/.exec(
      text,
    )
  if (!match) return undefined
  const [, day, time = '00:00', seconds = '00', fraction = '', sign, hours = '00', minutes = '00'] = match
  const iso = `${day}T${time}:${seconds}.${fraction.padEnd(3, '0')}Z`
  const date = new Date(iso)
  // JavaScript takes February 30 for March 1.
  if (Number.isNaN(date.getTime()) || date.toISOString() !== iso || Number(hours) > 14) return undefined
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  return new Date(date.getTime() - (sign === '-' ? -offset : offset))
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}
