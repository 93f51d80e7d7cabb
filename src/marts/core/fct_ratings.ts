import { incremental, notNull, relationships, unique, uniqueCombination } from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { src_ratings } from '../../staging/src_ratings.js'
import { dim_movies } from './dim_movies.js'
import { dim_users } from './dim_users.js'

export const fct_ratings = incremental(
  { r: src_ratings },
  (db, { since }) =>
    db
      .selectFrom('r')
      .$call(since('r.loaded_at'))
      .select((eb) => [
        surrogateKey([eb.ref('r.user_id'), eb.ref('r.movie_id')]).as('rating_key'),
        surrogateKey([eb.ref('r.user_id')]).as('user_key'),
        surrogateKey([eb.ref('r.movie_id')]).as('movie_key'),
        'r.user_id',
        'r.movie_id',
        'r.rating',
        'r.rated_at',
        'r.loaded_at',
      ]),
  {
    description: 'Ratings, one for each user and movie. Only newly loaded ratings are read and merged.',
    uniqueKey: 'rating_key',
    strategy: 'merge',
    watermark: 'loaded_at',
    // No primary key: DuckDB would hold an index of 20 million keys in memory.
    constraints: { notNull: ['rating_key', 'user_key', 'movie_key'] },
    columns: {
      rating_key: { description: 'Key of user and movie.', tests: [notNull(), unique()] },
      user_key: { description: 'Key of the user.', tests: [notNull(), relationships(dim_users, 'user_key')] },
      movie_key: { description: 'Key of the movie.', tests: [notNull(), relationships(dim_movies, 'movie_key')] },
      user_id: { description: 'User who rated.', tests: [notNull()] },
      movie_id: { description: 'Movie that was rated.', tests: [notNull()] },
      rating: { description: '0.5 to 5.0 stars, in halves.', tests: [notNull()] },
      rated_at: { description: 'When the user rated, in UTC.' },
      loaded_at: { description: 'When the rating was loaded, in UTC.' },
    },
    tests: [uniqueCombination(['user_id', 'movie_id'])],
  },
)
