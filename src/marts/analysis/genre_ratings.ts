import {
  castTo,
  count,
  countDistinct,
  countIf,
  decimal,
  divide,
  notNull,
  relationships,
  round,
  sum,
  table,
  unique,
} from 'kerros'
import { int_movie_genres } from '../../intermediate/audience/int_movie_genres.js'
import { src_ratings } from '../../staging/src_ratings.js'
import { dim_genres } from '../core/dim_genres.js'

export const genre_ratings = table(
  { r: src_ratings, g: int_movie_genres },
  (db) =>
    db
      // Ratings are added up by movie first: exact sums, and far fewer rows to join.
      .with('rated', (cte) =>
        cte
          .selectFrom('r')
          .groupBy('r.movie_id')
          .select((eb) => [
            'r.movie_id',
            count().as('rating_count'),
            castTo(sum(eb.ref('r.rating')), decimal(18, 1)).as('rating_sum'),
            countIf(eb('r.rating', '>=', 4)).as('high_ratings'),
          ]),
      )
      .selectFrom('rated')
      .innerJoin('g', 'g.movie_id', 'rated.movie_id')
      .groupBy('g.genre')
      .select((eb) => {
        const ratingCount = sum(eb.ref('rated.rating_count'))
        return [
          'g.genre',
          countDistinct(eb.ref('rated.movie_id')).as('movie_count'),
          ratingCount.as('rating_count'),
          round(divide(sum(eb.ref('rated.rating_sum')), ratingCount).$notNull(), 4).as('avg_rating'),
          round(divide(sum(eb.ref('rated.high_ratings')), ratingCount).$notNull(), 4).as('high_rating_share'),
        ]
      }),
  {
    description: 'How movies of each genre are rated.',
    columns: {
      genre: { description: 'Genre.', tests: [notNull(), unique(), relationships(dim_genres, 'genre')] },
      movie_count: { description: 'How many of its movies were rated.' },
      rating_count: { description: 'How many ratings they have.' },
      avg_rating: { description: 'Average of these ratings, to four digits.' },
      high_rating_share: { description: 'Share of ratings of 4 and more, 0 to 1, to four digits.' },
    },
  },
)
