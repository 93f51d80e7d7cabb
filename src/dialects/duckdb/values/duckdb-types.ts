import type { SqlType } from '../../../core/columns/index.js'

const NAMES = {
  integer: 'integer',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  varchar: 'varchar',
  date: 'date',
  timestamp: 'timestamp',
  binary: 'blob',
  json: 'json',
} as const

/** DuckDB's name of a type, as in `decimal(2, 1)` or `varchar[]`. */
export function duckDbTypeName(type: SqlType): string {
  if (type.name === 'decimal') return `decimal(${type.precision}, ${type.scale})`
  if (type.name === 'array') return `${duckDbTypeName(type.element)}[]`
  return NAMES[type.name]
}
