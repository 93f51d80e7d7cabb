import { KerrosError } from '../../../core/errors/index.js'
import { jsonText, NoJsonError } from './json-text.js'

/** What `snowflake-sdk` can send for a `?`. */
export type SnowflakeBind = string | number | boolean | null

/** NUMBER has at most 38 digits. */
const WIDEST = 10n ** 38n

/** Years that TIMESTAMP and its input formats know. */
const FIRST_YEAR = 0
const LAST_YEAR = 9999

/**
 * Turns JavaScript values into binds, one for each `?`: `null` NULL, `boolean` BOOLEAN, whole `number` and `bigint` NUMBER,
 * other `number` FLOAT, `string` VARCHAR. The rest is sent as text that Snowflake converts where a column's type asks for
 * it: numbers beyond 2^53 their digits, `Date` ISO 8601 in UTC, `Uint8Array` hexadecimal digits (`to_binary(?, 'HEX')`),
 * plain objects and arrays JSON (`parse_json(?)`).
 *
 * @throws KerrosError `E_LITERAL` for `undefined`, an invalid `Date`, and everything else that has no form in Snowflake.
 * @see https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-execute
 */
export function toSnowflakeBinds(params: readonly unknown[]): SnowflakeBind[] {
  return params.map(toBind)
}

/**
 * Turns rows into the binds of a bulk insert: `insert into t values (?, ?)` with one array for each row.
 *
 * @throws KerrosError `E_LITERAL` as {@link toSnowflakeBinds} does, and for rows that are not equally long.
 */
export function toSnowflakeBulkBinds(rows: readonly (readonly unknown[])[]): SnowflakeBind[][] {
  const binds = rows.map(toSnowflakeBinds)
  const width = binds[0]?.length ?? 0
  if (binds.some((row) => row.length !== width))
    throw unsupported('rows of different lengths', 'Give every row a value for each column.')
  for (let column = 0; column < width; column++) {
    // The driver takes the type of the first row for all of them.
    const kinds = new Set(binds.map((row) => kindOf(row[column]!)))
    kinds.delete('null')
    if (kinds.size > 1) for (const row of binds) row[column] = asText(row[column]!)
  }
  return binds
}

function toBind(value: unknown): SnowflakeBind {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'string':
      // Sent as UTF-8, it would be another character.
      if (!value.isWellFormed()) throw unsupported('a string with half a surrogate pair', 'Remove the character first.')
      return value
    case 'number':
      return numberBind(value)
    case 'bigint':
      return bigintBind(value)
    case 'object':
      return objectBind(value)
    case 'undefined':
      throw unsupported('undefined', 'Use null for a missing value.')
    default:
      throw unsupported(`a ${typeof value}`, 'Pass a plain value.')
  }
}

/** The driver sends every number without a fraction as NUMBER, with the exponent that JavaScript prints. */
function numberBind(value: number): string | number {
  if (value === Number.POSITIVE_INFINITY) return 'inf'
  if (value === Number.NEGATIVE_INFINITY) return '-inf'
  if (Object.is(value, -0)) return '-0'
  if (Number.isNaN(value)) return 'NaN'
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(value) : value
}

function bigintBind(value: bigint): string | number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  if (value < WIDEST && value > -WIDEST) return String(value)
  throw unsupported('a bigint of more than 38 digits', 'Pass it as text.')
}

function objectBind(value: object | null): string | null {
  if (value === null) return null
  if (value instanceof Date) return dateBind(value)
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')
  try {
    return jsonText(value)
  } catch (error) {
    if (!(error instanceof NoJsonError)) throw error
    throw unsupported(error.message, 'Turn it into text, a plain object or an array first.')
  }
}

/** With its offset it is the same time for every kind of timestamp and every TIMEZONE. */
function dateBind(value: Date): string {
  if (Number.isNaN(value.getTime())) throw unsupported('an invalid Date', 'Check the Date before it is sent.')
  const year = value.getUTCFullYear()
  if (year < FIRST_YEAR || year > LAST_YEAR)
    throw unsupported(`a Date of the year ${year}`, `It takes the years ${FIRST_YEAR} to ${LAST_YEAR}.`)
  return value.toISOString().replace('Z', '+00:00')
}

function kindOf(bind: SnowflakeBind): string {
  if (typeof bind !== 'number') return bind === null ? 'null' : typeof bind
  return Number.isInteger(bind) ? 'integer' : 'double'
}

function asText(bind: SnowflakeBind): string | null {
  return bind === null ? null : String(bind)
}

function unsupported(what: string, hint: string): KerrosError {
  return new KerrosError('E_LITERAL', `Snowflake cannot take ${what} as a value`, { hint })
}
