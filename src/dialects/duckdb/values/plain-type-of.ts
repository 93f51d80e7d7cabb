const DECIMAL = /^DECIMAL\((\d+),(\d+)\)$/
const LIST = /^(.+)\[\d*\]$/s
const TEXTS = /^(?:VARCHAR|UUID|INTERVAL|BIT|TIME|TIME_NS|TIME WITH TIME ZONE|ENUM\(.*\))$/s
const TIMESTAMPS = /^(?:TIMESTAMP|TIMESTAMP_S|TIMESTAMP_MS|TIMESTAMP_NS|TIMESTAMP WITH TIME ZONE)$/
const NUMBERS = /^(?:U?TINYINT|U?SMALLINT|U?INTEGER|FLOAT|DOUBLE)$/
const WHOLE_NUMBERS = /^(?:U?BIGINT|U?HUGEINT|BIGNUM)$/

/**
 * What values of a column are in TypeScript over plain Kysely, as docs/types.md says.
 *
 * @returns `unknown` for structs, maps, unions, variants and types that are new.
 */
export function plainTypeOf(typeName: string): string {
  const element = LIST.exec(typeName)?.[1]
  if (element !== undefined) return listOf(plainTypeOf(element))
  if (NUMBERS.test(typeName)) return 'number'
  if (WHOLE_NUMBERS.test(typeName)) return 'number | bigint'
  const decimal = DECIMAL.exec(typeName)
  if (decimal) return decimalType(Number(decimal[1]), Number(decimal[2]))
  if (TEXTS.test(typeName)) return 'string'
  if (TIMESTAMPS.test(typeName)) return 'Date'
  return OTHERS[typeName] ?? 'unknown'
}

const OTHERS: { readonly [name: string]: string | undefined } = {
  BOOLEAN: 'boolean',
  DATE: 'DateString',
  BLOB: 'Uint8Array',
  GEOMETRY: 'Uint8Array',
  JSON: 'Json',
}

function listOf(element: string): string {
  return element.includes(' ') ? `(${element})[]` : `${element}[]`
}

/** As the decoder of decimals: by their digits, and the widest by value. */
function decimalType(precision: number, scale: number): string {
  if (precision <= 15) return 'number'
  if (precision < 38) return 'DecimalString'
  return scale === 0 ? 'number | bigint' : 'number | DecimalString'
}
