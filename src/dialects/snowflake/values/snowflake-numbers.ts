import type { SnowflakeDecoder } from './snowflake-decoder.js'

/** Every decimal of this many digits is exactly one JavaScript number. */
const EXACT_DIGITS = 15

/** The widest decimals come from `sum`, so their type says nothing about the values. */
const WIDEST = 38

/** What the text of a double says when it is no number. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
  ['nan', Number.NaN],
])

/** How numbers with digits after the point are decoded. */
export type DecimalForm = 'number' | 'text'

/**
 * Picks the decoder for NUMBER(precision, scale), after docs/types.md: whole numbers a `number` while that is exact, a
 * `bigint` beyond; of the others up to 15 digits a `number`, 16 to 37 digits decimal text, and 38 digits by value.
 */
export function numberDecoder(precision: number, scale: number, form: DecimalForm): SnowflakeDecoder {
  if (scale === 0) return decodeWhole
  if (form === 'text') return decodeText
  if (precision <= EXACT_DIGITS) return Number
  return precision < WIDEST ? decodeText : decodeWidest
}

/** Decodes a double: Snowflake writes `inf`, `-inf` and `NaN` for what no digits can say. */
export function decodeDouble(raw: string): number {
  return SPECIAL.get(raw.toLowerCase()) ?? Number(raw)
}

function decodeWhole(raw: string): number | bigint {
  const number = Number(raw)
  return Number.isSafeInteger(number) ? number : BigInt(raw)
}

function decodeText(raw: string): string {
  return raw
}

/** A `number` when its digits, zeros at the ends left out, are 15 at most. */
function decodeWidest(raw: string): number | string {
  return raw.replace(/^[-0.]+|\.?0*$/g, '').replace('.', '').length <= EXACT_DIGITS ? Number(raw) : raw
}
