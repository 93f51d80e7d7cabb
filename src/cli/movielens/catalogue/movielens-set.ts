import { randomStream } from '../random/random.js'
import { genomeTags } from './genome-tags.js'
import { type MovieCatalogue, movieCatalogue } from './movie-catalogue.js'
import { type MovieLensShape, movieLensShape } from './movielens-shape.js'

/** A data set of MovieLens' shape: everything that the rows of its files are made from. */
export interface MovieLensSet {
  readonly shape: MovieLensShape
  readonly movies: MovieCatalogue
  readonly genomeTags: readonly string[]
  readonly seed: number
}

/** @throws KerrosError `E_INVALID_OPTION` for a scale that is not allowed. */
export function movieLensSet(scale: number, seed: number): MovieLensSet {
  const shape = movieLensShape(scale)
  const movies = movieCatalogue(shape.movies, seed)
  return { shape, movies, genomeTags: genomeTags(shape.genomeTags, randomStream(seed, 'genome tags')), seed }
}
