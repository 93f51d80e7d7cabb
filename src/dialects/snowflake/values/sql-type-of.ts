import type { SqlType } from '../../../core/columns/index.js'

/** Whole numbers of so many digits fit 32 bits. */
const INTEGER_DIGITS = 9

const NUMBER = /^(?:NUMBER|DECIMAL|NUMERIC)\((\d+),\s*(\d+)\)$/

const NAMES: readonly (readonly [name: RegExp, type: SqlType])[] = [
  [/^(?:FLOAT|DOUBLE|REAL)\b/, { name: 'double' }],
  [/^BOOLEAN$/, { name: 'boolean' }],
  [/^(?:VARCHAR|TEXT|STRING|CHAR)\b/, { name: 'varchar' }],
  [/^DATE$/, { name: 'date' }],
  [/^TIMESTAMP_NTZ\b/, { name: 'timestamp' }],
  [/^(?:BINARY|VARBINARY)\b/, { name: 'binary' }],
  [/^(?:VARIANT|OBJECT)\b/, { name: 'json' }],
  [/^ARRAY\b/, { name: 'array', element: { name: 'json' } }],
]

/**
 * The type of a column that Snowflake describes by this name. Whole numbers of more than nine digits, and so all that were
 * declared as INTEGER, are `bigint`, which loses none of them. There is no column for `TIMESTAMP_TZ`, `TIMESTAMP_LTZ`,
 * `TIME`, `GEOGRAPHY`, `VECTOR` and others.
 */
export function sqlTypeOf(typeName: string): SqlType | undefined {
  const upper = typeName.trim().toUpperCase()
  const number = NUMBER.exec(upper)
  if (!number) return NAMES.find(([name]) => name.test(upper))?.[1]
  const [precision, scale] = [Number(number[1]), Number(number[2])]
  if (scale > 0) return { name: 'decimal', precision, scale }
  return { name: precision <= INTEGER_DIGITS ? 'integer' : 'bigint' }
}
