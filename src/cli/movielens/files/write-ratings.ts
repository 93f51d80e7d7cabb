import type { MovieLensSet } from '../catalogue/movielens-set.js'
import { LONGEST_PAUSE, ratedMovies } from '../catalogue/rated-movies.js'
import { heavyTailCounts } from '../random/heavy-tail-counts.js'
import { randomStream } from '../random/random.js'
import { raterOf, ratingOf } from '../random/rating-of.js'
import { FIRST_SECOND, startSecond } from '../random/user-clock.js'
import type { CsvFileWriter } from './csv-file.js'
import type { FileLayout } from './file-layout.js'
import { writeInteger } from './write-digits.js'

/** The most that one user rates, as in MovieLens 20M; in small sets two fifths of the movies. */
const MOST = 9_254
const COMMA = 44
const POINT = 46
const ZERO = 48

/** Writes the ratings in the order of users and movies. Each user has at least 20. */
export async function writeRatings(
  file: CsvFileWriter,
  layout: FileLayout,
  { shape, movies, seed }: MovieLensSet,
): Promise<void> {
  const { buffer, endsWithCrlf } = file
  const { ids, qualities } = movies
  const { writeTimestamp } = layout
  const counts = heavyTailCounts(randomStream(seed, 'rating counts'), {
    people: shape.users,
    total: shape.ratings,
    least: 20,
    most: Math.min(MOST, Math.floor((shape.movies * 2) / 5)),
  })
  const random = randomStream(seed, 'ratings')
  const draw = ratedMovies(movies, randomStream(seed, 'rated movies'))

  for (let user = 1; user <= shape.users; user++) {
    const count = counts[user - 1]!
    const start = startSecond(random, FIRST_SECOND, count * LONGEST_PAUSE)
    const rater = raterOf(random, start)
    let at = file.at
    const { movies: rated, seconds } = draw(count, start)
    for (let index = 0; index < count; index++) {
      const movie = rated[index]!
      at = writeInteger(buffer, at, user)
      buffer[at++] = COMMA
      at = writeInteger(buffer, at, ids[movie]!)
      buffer[at++] = COMMA
      const halfStars = ratingOf(random(), qualities[movie]!, rater)
      buffer[at++] = ZERO + (halfStars >> 1)
      buffer[at++] = POINT
      buffer[at++] = halfStars & 1 ? ZERO + 5 : ZERO
      buffer[at++] = COMMA
      at = writeTimestamp(buffer, at, seconds[index]!)
      if (endsWithCrlf) buffer[at++] = 13
      buffer[at++] = 10
    }
    file.at = at
    file.rows += count
    if (file.isDue) await file.flush()
  }
}
