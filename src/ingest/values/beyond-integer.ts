import { plainWhole } from './plain-number.js'

/** What is wrong with a whole number that is too large for `integer()`, but not for `bigint()`; `undefined` for any other text. */
export function beyondInteger(text: string): string | undefined {
  const isBeyond = plainWhole(text, 2n ** 31n) === undefined && plainWhole(text, 2n ** 63n) !== undefined
  return isBeyond ? 'does not fit the 32 bits of an integer; bigint() has 64' : undefined
}
