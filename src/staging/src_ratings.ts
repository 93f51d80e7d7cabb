import { between, notNull, view } from 'kerros'
import { raw } from '../sources/movielens.js'

export const src_ratings = view(
  { r: raw.raw_ratings },
  (db) =>
    db
      .selectFrom('r')
      .select([
        'r.userId as user_id',
        'r.movieId as movie_id',
        'r.rating',
        'r.timestamp as rated_at',
        'r._loaded_at as loaded_at',
      ]),
  {
    description: 'Ratings of movies by users, one for each user and movie.',
    columns: {
      user_id: { description: 'User who rated.', tests: [notNull()] },
      movie_id: { description: 'Movie that was rated.', tests: [notNull()] },
      rating: { description: '0.5 to 5.0 stars, in halves.', tests: [notNull(), between(0.5, 5)] },
      rated_at: { description: 'When the user rated, in UTC.', tests: [notNull()] },
      loaded_at: { description: 'When the rating was loaded, in UTC.', tests: [notNull()] },
    },
  },
)
