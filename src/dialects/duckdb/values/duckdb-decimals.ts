import type { DuckDBDecimalValue } from '@duckdb/node-api'

/** A decoded whole number: a `number` while that is exact, a `bigint` beyond. */
export function wholeNumber(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Every decimal of this many digits is exactly one JavaScript number. */
const EXACT_DIGITS = 15
const EXACT_LIMIT = 10n ** BigInt(EXACT_DIGITS)

/** DuckDB's widest decimals. They come from `sum`, so their width says nothing about the values. */
const WIDEST = 38

/**
 * Picks the decoder for decimals of one type, after docs/types.md: up to 15 digits a `number`; 16 to 37 digits decimal
 * text; 38 digits (what `sum` gives) by value: without a scale a `number` or `bigint` like every whole number, with one a
 * `number` when its digits (zeros at the end of the fraction left out) are 15 at most, else decimal text.
 */
export function decimalDecoder(width: number, scale: number): (value: DuckDBDecimalValue) => number | bigint | string {
  if (width <= EXACT_DIGITS) {
    const factor = 10 ** scale
    // Both operands are exact, so the quotient is the nearest double, as if the text had been parsed.
    return (decimal) => Number(decimal.value) / factor
  }
  if (width < WIDEST) return (decimal) => decimal.toString()
  if (scale === 0) return (decimal) => wholeNumber(decimal.value)
  return decodeWidest
}

function decodeWidest(decimal: DuckDBDecimalValue): number | string {
  const text = decimal.toString()
  let digits = decimal.value
  for (let zeros = 0; zeros < decimal.scale && !isExact(digits) && digits % 10n === 0n; zeros++) digits /= 10n
  return isExact(digits) ? Number(text) : text
}

function isExact(digits: bigint): boolean {
  return digits < EXACT_LIMIT && digits > -EXACT_LIMIT
}
