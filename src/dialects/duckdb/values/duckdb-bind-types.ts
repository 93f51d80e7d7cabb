import type { DuckDBListType, DuckDBType } from '@duckdb/node-api'
import { KerrosError } from '../../../core/errors/index.js'
import type { DuckDbModule } from './duckdb-module.js'

const INT32_LIMIT = 2 ** 31
const INT64_LIMIT = 2n ** 63n
const INT128_LIMIT = 2n ** 127n

/**
 * The DuckDB type of a JavaScript value that is to be bound.
 *
 * @throws KerrosError `E_LITERAL` when it has none.
 */
export function bindType(value: unknown, api: DuckDbModule): DuckDBType {
  switch (typeof value) {
    case 'boolean':
      return api.BOOLEAN
    case 'string':
      // Sent as UTF-8, it would be another character.
      if (!value.isWellFormed()) throw unsupported('a string with half a surrogate pair', 'Remove the character first.')
      return api.VARCHAR
    case 'number':
      return numberType(value, api)
    case 'bigint':
      return bigintType(value, api)
    case 'object':
      return objectType(value, api)
    case 'undefined':
      throw unsupported('undefined', 'Use null for a missing value.')
    default:
      throw unsupported(`a ${typeof value}`, 'Pass a plain value.')
  }
}

function numberType(value: number, api: DuckDbModule): DuckDBType {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return api.DOUBLE
  return value >= -INT32_LIMIT && value < INT32_LIMIT ? api.INTEGER : api.BIGINT
}

function bigintType(value: bigint, api: DuckDbModule): DuckDBType {
  if (value >= -INT64_LIMIT && value < INT64_LIMIT) return api.BIGINT
  if (value >= -INT128_LIMIT && value < INT128_LIMIT) return api.HUGEINT
  throw unsupported('a bigint of more than 128 bits', 'Pass it as text.')
}

function objectType(value: object | null, api: DuckDbModule): DuckDBType {
  if (value === null) return api.SQLNULL
  if (value instanceof Uint8Array) return api.BLOB
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw unsupported('an invalid Date', 'Check the Date before it is sent.')
    return api.TIMESTAMP
  }
  if (Array.isArray(value)) {
    const types = value.map((item) => bindType(item, api))
    const common = types.reduce((one, type) => commonType(one, type, api), api.SQLNULL)
    if (common === api.DOUBLE && value.some(losesDigits))
      throw unsupported('an array of a double and a bigint that no double equals', 'Pass its numbers as strings.')
    return api.LIST(common)
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw unsupported(
      `a ${value.constructor?.name ?? 'class instance'}`,
      'Turn it into text, a plain object or an array first.',
    )
  return api.STRUCT(Object.fromEntries(Object.entries(value).map(([name, field]) => [name, bindType(field, api)])))
}

/** Whether a value is another number as a double. */
function losesDigits(value: unknown): boolean {
  return typeof value === 'bigint' && BigInt(Number(value)) !== value
}

/** The one type for two values of an array: numbers widen, `null` and empty lists go with any type. */
function commonType(a: DuckDBType, b: DuckDBType, api: DuckDbModule): DuckDBType {
  if (a === api.SQLNULL || String(a) === String(b)) return b
  if (b === api.SQLNULL) return a
  const numbers: readonly DuckDBType[] = [api.INTEGER, api.BIGINT, api.HUGEINT, api.DOUBLE]
  if (numbers.includes(a) && numbers.includes(b)) return numbers[Math.max(numbers.indexOf(a), numbers.indexOf(b))]!
  const { LIST } = api.DuckDBTypeId
  if (a.typeId === LIST && b.typeId === LIST)
    return api.LIST(commonType((a as DuckDBListType).valueType, (b as DuckDBListType).valueType, api))
  throw unsupported(`an array of both ${a} and ${b}`, 'A list in DuckDB holds values of one type.')
}

function unsupported(what: string, hint: string): KerrosError {
  return new KerrosError('E_LITERAL', `DuckDB cannot take ${what} as a value`, { hint })
}
