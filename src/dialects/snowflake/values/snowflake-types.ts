import type { SqlType } from '../../../core/columns/index.js'

const NAMES = {
  integer: 'integer',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
  varchar: 'varchar',
  date: 'date',
  timestamp: 'timestamp_ntz',
  binary: 'binary',
  json: 'variant',
  array: 'array',
} as const

/** Snowflake's name of a type, as in `number(2, 1)`. Arrays hold anything there. */
export function snowflakeTypeName(type: SqlType): string {
  return type.name === 'decimal' ? `number(${type.precision}, ${type.scale})` : NAMES[type.name]
}
