import { bell, below, pickWeighted, type Random, randomStream } from '../random/random.js'
import { zipfRank } from '../random/zipf-rank.js'
import { movieGenres } from './movie-genres.js'
import { movieTitles } from './movie-titles.js'

/** All movies, by index; ids ascend with the index. */
export interface MovieCatalogue {
  readonly ids: Int32Array
  readonly titles: readonly string[]
  readonly genres: readonly string[]
  readonly releaseYears: Int32Array
  /** What a movie's ratings centre on, in thousandths of a star. */
  readonly qualities: Int32Array
  /** The movies' indexes, the most popular first. */
  readonly byPopularity: Uint16Array
}

/** How flat popularity is: at full size the favourite of all is rated by every third user. */
const FLATNESS = 200

/** Draws a movie by its popularity. One in fifty, the least popular, is never drawn. */
export function popularMovie({ byPopularity }: MovieCatalogue, random: Random): number {
  const rated = byPopularity.length - Math.floor(byPopularity.length / 50)
  return byPopularity[zipfRank(random, rated, FLATNESS)]!
}

/** First years of the spans movies come from, and how many movies each span has. */
const YEAR_SPANS = [1915, 1930, 1950, 1970, 1985, 1995, 2005, 2015]
const YEAR_WEIGHTS = [2, 6, 10, 12, 17, 28, 25]

export function movieCatalogue(count: number, seed: number): MovieCatalogue {
  const random = randomStream(seed, 'movies')
  const titleOf = movieTitles(randomStream(seed, 'titles'))
  const byPopularity = popularityOrder(count, randomStream(seed, 'popularity'))
  const rankOf = new Int32Array(count)
  byPopularity.forEach((movie, rank) => {
    rankOf[movie] = rank
  })

  const ids = new Int32Array(count)
  const releaseYears = new Int32Array(count)
  const qualities = new Int32Array(count)
  const titles: string[] = []
  const genres: string[] = []
  let id = 0
  for (let movie = 0; movie < count; movie++) {
    // The first third of MovieLens' ids is nearly dense, the rest has gaps.
    id += movie * 3 < count ? 1 + (below(random, 16) === 0 ? 1 : 0) : 1 + below(random, 12)
    const span = pickWeighted(random, YEAR_WEIGHTS)
    const year = YEAR_SPANS[span]! + below(random, YEAR_SPANS[span + 1]! - YEAR_SPANS[span]!)
    const { text, bonus } = movieGenres(random, movie)
    const popular = Math.floor((500 * (count - rankOf[movie]!)) / count)
    ids[movie] = id
    releaseYears[movie] = year
    qualities[movie] = Math.min(4_400, Math.max(1_200, 3_080 + popular + bonus + 3 * bell(random())))
    titles.push(titleOf(movie, year))
    genres.push(text)
  }
  return { ids, titles, genres, releaseYears, qualities, byPopularity }
}

/** A shuffle in which movies with low ids, which MovieLens has had for longer, tend to come first. */
function popularityOrder(count: number, random: Random): Uint16Array {
  const keys = Array.from({ length: count }, (_, movie) => Math.floor((movie * 40_000) / count) + below(random, 65_536))
  return Uint16Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b)
}
