import { KerrosError } from '../../../core/errors/index.js'

/** How many rows of each kind generated data has. */
export interface MovieLensShape {
  readonly movies: number
  readonly users: number
  readonly ratings: number
  readonly tags: number
  readonly taggers: number
  readonly genomeMovies: number
  readonly genomeTags: number
}

/** The smallest scale that still has every kind of row. */
const SMALLEST_SCALE = 0.001

/**
 * The row counts at a scale; at 1 those of MovieLens 20M.
 *
 * Users, ratings, tags and genome scores shrink in proportion. Movies (and links) shrink with the square root, as
 * MovieLens' own smaller sets do: were they proportional, users at scale 0.01 would have rated more than half of all
 * movies, and no movie could be more popular than another. All 1,128 genome tags stay.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a scale outside 0.001 … 1.
 */
export function movieLensShape(scale: number): MovieLensShape {
  if (!(scale >= SMALLEST_SCALE && scale <= 1))
    throw new KerrosError('E_INVALID_OPTION', `scale must be a number from ${SMALLEST_SCALE} to 1, not ${scale}`, {
      hint: 'Use 1.0 for the size of MovieLens 20M, 0.1 or 0.01 for a tenth or a hundredth of its ratings.',
    })
  return {
    movies: Math.round(27_278 * Math.sqrt(scale)),
    users: Math.round(138_493 * scale),
    ratings: Math.round(20_000_263 * scale),
    tags: Math.round(465_564 * scale),
    taggers: Math.round(7_801 * scale),
    genomeMovies: Math.round(10_381 * scale),
    genomeTags: 1_128,
  }
}
