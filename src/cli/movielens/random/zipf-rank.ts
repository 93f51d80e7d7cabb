import type { Random } from './random.js'

/**
 * Draws a rank of 0 … `count` − 1 with zipf-like frequencies: rank `r` is as frequent as 1 / (r + flatness)², so the
 * first one has a share of about 1 / flatness.
 *
 * It inverts the cumulative distribution with multiplication and division alone, which IEEE 754 defines to the last
 * bit. Powers and logarithms are not defined so, and could make data differ between machines.
 */
export function zipfRank(random: Random, count: number, flatness: number): number {
  const all = count + flatness
  const rank = (flatness * all) / (all - (random() * count) / 0x1_0000_0000) - flatness
  return Math.min(count - 1, rank | 0)
}
