import { KerrosError } from '../errors/index.js'

/** The parts of a literal that engines write differently. */
export interface LiteralStyle {
  /** The inside of a string literal: quotes (and on some engines backslashes) doubled. */
  escapeText(text: string): string
  /** `YYYY-MM-DD HH:MM:SS.mmm` in UTC, as a timestamp literal. */
  timestamp(text: string): string
  /** Bytes in hexadecimal, as a binary literal. */
  binary(hex: string): string
}

/**
 * Writes a value as a SQL literal out of which it cannot break. Views and tables take no binds, so models are compiled
 * with this printer.
 *
 * @throws KerrosError `E_LITERAL` for what SQL has no literal for: NaN, infinities, NUL characters, invalid dates, objects.
 */
export function printLiteral(value: unknown, style: LiteralStyle): string {
  if (value === null || value === undefined) return 'null'
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      return printNumber(value)
    case 'bigint':
      return value < 0n ? `(${value})` : String(value)
    case 'string':
      return `'${style.escapeText(checkedText(value))}'`
    default:
      break
  }
  if (value instanceof Date) return style.timestamp(printDate(value))
  if (value instanceof Uint8Array) return style.binary(Buffer.from(value).toString('hex'))
  throw new KerrosError('E_LITERAL', `a value of type ${typeof value} cannot be written into SQL`, {
    hint: 'Use text, a number, a boolean, a bigint, a Date, bytes or null.',
  })
}

function printNumber(value: number): string {
  if (!Number.isFinite(value))
    throw new KerrosError('E_LITERAL', `${value} has no SQL literal`, { hint: 'Use null, or filter the value out.' })
  const text = digitsOf(value)
  // Parentheses keep `1 - -1` from becoming a comment.
  return value < 0 || Object.is(value, -0) ? `(${text})` : text
}

/**
 * The digits of a number. Without exponent they are a decimal, which loses its last bit when it becomes a double: fine for
 * 3.5, not for 1/3. A whole number has all its digits, because JavaScript writes zeros for the last ones of 2 ** 60, which
 * is another number: it would find another key, and DuckDB rounds it to another double.
 */
function digitsOf(value: number): string {
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? String(BigInt(value)) : String(value)
  return String(value).replace(/^[-0.]+|\./g, '').length <= 15 ? String(value) : value.toExponential()
}

function checkedText(text: string): string {
  if (text.includes('\0') || !text.isWellFormed())
    throw new KerrosError(
      'E_LITERAL',
      'a string with a NUL character or half a surrogate pair cannot be written into SQL',
      {
        hint: 'Remove the character before it reaches the query.',
      },
    )
  return text
}

function printDate(date: Date): string {
  const year = date.getUTCFullYear()
  if (Number.isNaN(year) || year < 0 || year > 9999)
    throw new KerrosError(
      'E_LITERAL',
      'a Date that is invalid or outside of the years 0 to 9999 cannot be written into SQL',
      {
        hint: 'Check the date before it reaches the query.',
      },
    )
  return date.toISOString().replace('T', ' ').replace('Z', '')
}
