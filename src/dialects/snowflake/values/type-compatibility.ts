import type { SqlType } from '../../../core/columns/index.js'
import type { ExistingColumn } from '../../../core/relations/relation.js'

const NUMBER = /^(?:NUMBER|DECIMAL|NUMERIC)\((\d+),\s*(\d+)\)$/

const NAMES: { readonly [N in Exclude<SqlType['name'], 'integer' | 'bigint' | 'decimal'>]: RegExp } = {
  double: /^(FLOAT|DOUBLE|REAL)/,
  boolean: /^BOOLEAN$/,
  varchar: /^(VARCHAR|TEXT|STRING|CHAR)/,
  date: /^DATE$/,
  timestamp: /^TIMESTAMP_NTZ/,
  binary: /^(BINARY|VARBINARY)/,
  json: /^(VARIANT|OBJECT)/,
  array: /^ARRAY/,
}

/** Whether or not a column that Snowflake has holds what a declared type says. Lengths of text say nothing there. */
export function isSnowflakeTypeCompatible({ type: found }: ExistingColumn, type: SqlType): boolean {
  const upper = found.toUpperCase()
  if (type.name === 'integer' || type.name === 'bigint') return NUMBER.exec(upper)?.[2] === '0'
  if (type.name !== 'decimal') return NAMES[type.name].test(upper)
  const [, precision, scale] = NUMBER.exec(upper) ?? []
  return Number(scale) === type.scale && Number(precision) === type.precision
}
