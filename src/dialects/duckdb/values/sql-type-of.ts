import type { SqlType } from '../../../core/columns/index.js'
import { duckDbTypeName } from './duckdb-types.js'

const DECIMAL = /^DECIMAL\((\d+),(\d+)\)$/
const LIST = /^(.+)\[\]$/

const NAMES: { readonly [name: string]: SqlType } = {
  TINYINT: { name: 'integer' },
  SMALLINT: { name: 'integer' },
  INTEGER: { name: 'integer' },
  UTINYINT: { name: 'integer' },
  USMALLINT: { name: 'integer' },
  UINTEGER: { name: 'bigint' },
  BIGINT: { name: 'bigint' },
  UBIGINT: { name: 'bigint' },
  HUGEINT: { name: 'bigint' },
  UHUGEINT: { name: 'bigint' },
  FLOAT: { name: 'double' },
  DOUBLE: { name: 'double' },
  BOOLEAN: { name: 'boolean' },
  VARCHAR: { name: 'varchar' },
  DATE: { name: 'date' },
  TIMESTAMP: { name: 'timestamp' },
  BLOB: { name: 'binary' },
  JSON: { name: 'json' },
}

/**
 * The type of a column that DuckDB describes by this name. There is no column for `TIME`, `TIMESTAMP WITH TIME ZONE`,
 * `UUID`, enums, structs, maps and others.
 */
export function sqlTypeOf(typeName: string): SqlType | undefined {
  if (Object.hasOwn(NAMES, typeName)) return NAMES[typeName]
  const decimal = DECIMAL.exec(typeName)
  if (decimal) return { name: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) }
  const element = LIST.exec(typeName)?.[1]
  const type = element && sqlTypeOf(element)
  // Lists are compared as a whole: one of numbers of another width would be another type.
  return type && printed(type) === element ? { name: 'array', element: type } : undefined
}

/** As DuckDB prints the type that kerros makes. */
function printed(type: SqlType): string {
  return duckDbTypeName(type).replace(' ', '').toUpperCase()
}
