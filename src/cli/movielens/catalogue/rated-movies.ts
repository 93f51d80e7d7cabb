import { below, type Random } from '../random/random.js'
import { LAST_SECOND, yearOf } from '../random/user-clock.js'
import { type MovieCatalogue, popularMovie } from './movie-catalogue.js'

/** The longest pause between two ratings of one session, in seconds. */
export const LONGEST_PAUSE = 17
const LONGEST_BREAK = 90 * 86_400

/** One user's movies in ascending order, and when each was rated. Only the first entries belong to the user. */
export interface RatedMovies {
  readonly movies: Int32Array
  readonly seconds: Int32Array
}

/**
 * Returns a function that draws `count` different movies for a user by their popularity, gives each a time (a few seconds
 * after the one before, now and then after a break of days or months), and returns them in ascending order. Every call
 * returns the same arrays.
 *
 * Movies that were not out yet when the user started are left out as long as there are enough others.
 */
export function ratedMovies(
  movies: MovieCatalogue,
  random: Random,
): (wanted: number, startSecond: number) => RatedMovies {
  const { releaseYears } = movies
  const count = releaseYears.length
  const secondOf = new Int32Array(count)
  const rated = { movies: new Int32Array(count), seconds: new Int32Array(count) }
  /** One bit for each movie, set when the user has rated it: reading it in order sorts the movies for free. */
  const taken = new Int32Array(Math.ceil(count / 32))

  return (wanted, startSecond) => {
    const year = yearOf(startSecond)
    let second = startSecond
    let left = wanted
    const take = (movie: number): void => {
      const mask = 1 << (movie & 31)
      if (taken[movie >> 5]! & mask) return
      taken[movie >> 5]! |= mask
      secondOf[movie] = second
      left--
      const bits = random()
      second += 2 + (bits & 15)
      if (bits >>> 26 !== 0) return
      const pause = below(random, LONGEST_BREAK)
      if (second + pause + left * LONGEST_PAUSE < LAST_SECOND) second += pause
    }
    for (let tries = 40 * wanted; left > 0 && tries > 0; tries--) {
      const movie = popularMovie(movies, random)
      if (releaseYears[movie]! <= year) take(movie)
    }
    for (let tries = 40 * wanted; left > 0 && tries > 0; tries--) take(popularMovie(movies, random))
    for (let movie = 0; left > 0; movie++) take(movie)

    let index = 0
    for (let word = 0; word < taken.length; word++) {
      let bits = taken[word]!
      if (bits === 0) continue
      taken[word] = 0
      while (bits !== 0) {
        const lowest = bits & -bits
        const movie = (word << 5) + 31 - Math.clz32(lowest)
        rated.movies[index] = movie
        rated.seconds[index++] = secondOf[movie]!
        bits ^= lowest
      }
    }
    return rated
  }
}
