import type { SqlType } from '../columns/sql-type.js'
import type { NumberType, ValueType } from '../columns/value-type.js'
import { KerrosError } from '../errors/index.js'
import type { OutputColumn } from '../infer/output-column.js'
import { shortestDecimal, withoutExponent, withScale } from './decimal-text.js'
import { listElements } from './list-elements.js'

/**
 * A decoded value as the query's types say: decoders give the digits of the engine's type without loss, as a `number`, a
 * `bigint` or decimal text, and lists of timestamps and bytes as an engine without typed lists writes them. Everything else stays
 * unchanged.
 *
 * @throws KerrosError `E_INEXACT_NUMBER` when digits would be lost.
 */
export function typedValue(value: unknown, column: OutputColumn): unknown {
  if (column.values === undefined) return listElements(value, column.type, column.name)
  return convert(value, column.values, column.type, column.name)
}

function convert(value: unknown, as: ValueType, type: SqlType | undefined, column: string): unknown {
  if (typeof as !== 'object') return convertNumber(value, as, type, column)
  if (!Array.isArray(value)) return value
  const element = type?.name === 'array' ? type.element : undefined
  return value.map((item) => convert(item, as.arrayOf, element, column))
}

function convertNumber(value: unknown, as: NumberType, type: SqlType | undefined, column: string): unknown {
  const text = digitsOf(value)
  if (text === undefined) {
    // NaN and the infinities.
    if (typeof value === 'number' && as === 'decimal text') throw notDecimal(column)
    return value
  }
  if (as === 'decimal text') return type?.name === 'decimal' ? withScale(text, type.scale) : shortestDecimal(text)
  const number = Number(text)
  if (as === 'number') {
    if (shortestDecimal(withoutExponent(number)) === shortestDecimal(text)) return number
    throw inexact(column)
  }
  if (Number.isSafeInteger(number) && shortestDecimal(text) === String(number)) return number
  const whole = shortestDecimal(text)
  if (/^-?\d+$/.test(whole) && typeof value !== 'number') return BigInt(whole)
  if (shortestDecimal(withoutExponent(number)) === whole) return number
  throw inexact(column)
}

const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/

/** All digits of a decoded number, without an exponent; `undefined` for what is no number. */
function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? withoutExponent(value) : undefined
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'string' && DECIMAL.test(value) ? value : undefined
}

function inexact(column: string): KerrosError {
  return new KerrosError(
    'E_INEXACT_NUMBER',
    `a value of the column "${column}" has more digits than a JavaScript number holds`,
    {
      hint: `Select castTo(…, decimal(38, 2)) for decimal text with all digits, or castTo(…, double()) where rounding is welcome. A column: bigint(), or decimal(…, …, { as: 'string' }).`,
    },
  )
}

function notDecimal(column: string): KerrosError {
  return new KerrosError(
    'E_INEXACT_NUMBER',
    `a value of the column "${column}" is NaN or infinite, and no decimal text`,
    {
      hint: 'Select castTo(…, double()) for a JavaScript number.',
    },
  )
}
