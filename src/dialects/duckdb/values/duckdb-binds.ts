import type { DuckDBListType, DuckDBStructType, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { bindType } from './duckdb-bind-types.js'
import type { DuckDbModule } from './duckdb-module.js'

/** The values for a statement's placeholders, with their types for DuckDB. */
export interface DuckDbBinds {
  readonly values: DuckDBValue[]
  readonly types: DuckDBType[]
}

/**
 * Turns JavaScript values into binds: `null` NULL, `boolean` BOOLEAN, whole `number` INTEGER or BIGINT, other `number`
 * DOUBLE, `bigint` BIGINT or HUGEINT, `string` VARCHAR, `Date` TIMESTAMP in UTC, `Uint8Array` BLOB, array LIST, plain
 * object STRUCT.
 *
 * @throws KerrosError `E_LITERAL` for anything else, an invalid `Date`, or an array whose values are of several types.
 */
export function toDuckDbBinds(values: readonly unknown[], api: DuckDbModule): DuckDbBinds {
  const types = values.map((value) => bindType(value, api))
  return { values: values.map((value, i) => encode(value, types[i]!, api)), types }
}

/** Writes a value as the driver wants it for `type`, which is its own type or a wider one. */
function encode(value: unknown, type: DuckDBType, api: DuckDbModule): DuckDBValue {
  if (value === null) return null
  if (value instanceof Date) return new api.DuckDBTimestampValue(BigInt(value.getTime()) * 1000n)
  if (value instanceof Uint8Array) return new api.DuckDBBlobValue(value)
  if (Array.isArray(value)) {
    const { valueType } = type as DuckDBListType
    return new api.DuckDBListValue(value.map((item) => encode(item, valueType, api)))
  }
  if (typeof value === 'object') return encodeStruct(value as Record<string, unknown>, type as DuckDBStructType, api)
  if (type === api.DOUBLE) return Number(value)
  if (type === api.BIGINT || type === api.HUGEINT) return BigInt(value as number | bigint)
  return value as boolean | number | string
}

function encodeStruct(value: Record<string, unknown>, type: DuckDBStructType, api: DuckDbModule): DuckDBValue {
  const entries = type.entryNames.map((name, i) => [name, encode(value[name], type.entryTypes[i]!, api)] as const)
  return new api.DuckDBStructValue(Object.fromEntries(entries))
}
