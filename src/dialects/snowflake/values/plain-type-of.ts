import { numberType } from './number-type.js'

const NAMES: readonly (readonly [name: RegExp, type: string])[] = [
  [/^(?:FLOAT|DOUBLE|REAL)\b/i, 'number'],
  [/^BOOLEAN$/i, 'boolean'],
  [/^DATE$/i, 'DateString'],
  [/^TIMESTAMP_(?:NTZ|LTZ|TZ)\b/i, 'Date'],
  [/^(?:BINARY|VARBINARY)\b/i, 'Uint8Array'],
  [/^(?:VARIANT|OBJECT|MAP)\b/i, 'Json'],
  [/^ARRAY\b/i, 'Json[]'],
  [/^VECTOR\b/i, 'number[]'],
]

/**
 * What values of a column are in TypeScript over plain Kysely, as docs/types.md says, where the dialect's config has no
 * `values` of its own. Types that are not listed arrive as text.
 */
export function plainTypeOf(typeName: string): string {
  const number = numberType(typeName)
  if (!number) return NAMES.find(([name]) => name.test(typeName))?.[1] ?? 'string'
  const { precision, scale } = number
  if (precision <= 15) return 'number'
  if (scale === 0) return 'number | bigint'
  return precision < 38 ? 'DecimalString' : 'number | DecimalString'
}
