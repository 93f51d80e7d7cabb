import type { SqlType } from '../../../core/columns/index.js'
import { numberType } from './number-type.js'

/** Whole numbers of this number of digits fit in 32 bits. */
const INTEGER_DIGITS = 9

const NAMES: readonly (readonly [name: RegExp, type: SqlType])[] = [
  [/^(?:FLOAT|DOUBLE|REAL)\b/i, { name: 'double' }],
  [/^BOOLEAN$/i, { name: 'boolean' }],
  [/^(?:VARCHAR|TEXT|STRING|CHAR)\b/i, { name: 'varchar' }],
  [/^DATE$/i, { name: 'date' }],
  [/^TIMESTAMP_NTZ\b/i, { name: 'timestamp' }],
  [/^(?:BINARY|VARBINARY)\b/i, { name: 'binary' }],
  [/^(?:VARIANT|OBJECT)\b/i, { name: 'json' }],
  [/^ARRAY\b/i, { name: 'array', element: { name: 'json' } }],
]

/**
 * The type of a column that Snowflake describes by this name. Whole numbers of more than nine digits, and so all that were
 * declared as INTEGER, are `bigint`, which loses none of them. There is no column for `TIMESTAMP_TZ`, `TIMESTAMP_LTZ`,
 * `TIME`, `GEOGRAPHY`, `VECTOR` and others.
 */
export function sqlTypeOf(typeName: string): SqlType | undefined {
  const number = numberType(typeName)
  if (!number) return NAMES.find(([name]) => name.test(typeName))?.[1]
  if (number.scale > 0) return { name: 'decimal', ...number }
  return { name: number.precision <= INTEGER_DIGITS ? 'integer' : 'bigint' }
}
