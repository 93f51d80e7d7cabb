const NUMBER = /^(?:NUMBER|DECIMAL|NUMERIC)\((\d+),\s*(\d+)\)$/

const NAMES: readonly (readonly [name: RegExp, type: string])[] = [
  [/^(?:FLOAT|DOUBLE|REAL)\b/, 'number'],
  [/^BOOLEAN$/, 'boolean'],
  [/^DATE$/, 'DateString'],
  [/^TIMESTAMP_(?:NTZ|LTZ|TZ)\b/, 'Date'],
  [/^(?:BINARY|VARBINARY)\b/, 'Uint8Array'],
  [/^(?:VARIANT|OBJECT|MAP)\b/, 'Json'],
  [/^ARRAY\b/, 'Json[]'],
  [/^VECTOR\b/, 'number[]'],
]

/**
 * What values of a column are in TypeScript over plain Kysely, as docs/types.md says, where the dialect's config has no
 * `values` of its own. Types that are not listed arrive as text.
 */
export function plainTypeOf(typeName: string): string {
  const upper = typeName.trim().toUpperCase()
  const number = NUMBER.exec(upper)
  if (!number) return NAMES.find(([name]) => name.test(upper))?.[1] ?? 'string'
  const [precision, scale] = [Number(number[1]), Number(number[2])]
  if (precision <= 15) return 'number'
  if (scale === 0) return 'number | bigint'
  return precision < 38 ? 'DecimalString' : 'number | DecimalString'
}
