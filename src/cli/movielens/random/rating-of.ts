import { bell, type Random } from './random.js'

/** What all ratings of one user have in common. */
export interface Rater {
  /** How much kinder than others, in thousandths of a star. */
  readonly bias: number
  readonly usesHalfStars: boolean
}

/** MovieLens had whole stars only until this second. */
const HALF_STARS_SINCE = Date.UTC(2003, 1, 18) / 1000

export function raterOf(random: Random, startSecond: number): Rater {
  return {
    bias: (11 * bell(random())) >> 2,
    usesHalfStars: startSecond >= HALF_STARS_SINCE && (random() & 7) !== 0,
  }
}

/** A rating in half stars, 1 … 10, scattered around the movie's quality and the rater's bias by the random `bits`. */
export function ratingOf(bits: number, quality: number, rater: Rater): number {
  const thousandths = quality + rater.bias + ((23 * bell(bits)) >> 2)
  if (!rater.usesHalfStars) return 2 * Math.min(5, Math.max(1, ((thousandths + 500) / 1_000) | 0))
  return Math.min(10, Math.max(1, ((thousandths + 250) / 500) | 0))
}
