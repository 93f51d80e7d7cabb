const LIMIT = 2n ** 31n
const BIGINT_LIMIT = 2n ** 63n

/** What is wrong with a whole number that is too large for `integer()`, but not for `bigint()`; `undefined` for any other text. */
export function beyondInteger(text: string): string | undefined {
  const match = /^\s*([+-]?)(\d+)(?:\.0*)?\s*$/.exec(text)
  if (!match) return undefined
  const value = BigInt(match[2]!) * (match[1] === '-' ? -1n : 1n)
  const isBeyond = (value < -LIMIT || value >= LIMIT) && value >= -BIGINT_LIMIT && value < BIGINT_LIMIT
  return isBeyond ? 'does not fit the 32 bits of an integer; bigint() has 64' : undefined
}
