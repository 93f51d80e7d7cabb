import { acceptedValues, count, incremental, max, notNull, relationships, unique, uniqueCombination } from 'kerros'
import { avgExact, surrogateKey } from 'kerros/macros'
import { int_movie_genres } from '../../intermediate/audience/int_movie_genres.js'
import { int_user_profiles } from '../../intermediate/audience/int_user_profiles.js'
import { src_ratings } from '../../staging/src_ratings.js'
import { dim_genres } from '../core/dim_genres.js'
import { dim_users } from '../core/dim_users.js'

export const fct_user_behaviour_genres = incremental(
  { r: src_ratings, g: int_movie_genres, p: int_user_profiles },
  (db, { since, touched }) =>
    db
      .with('behaviour', (cte) =>
        cte
          .selectFrom('r')
          .innerJoin('g', 'g.movie_id', 'r.movie_id')
          .$call(touched('r.user_id', cte.selectFrom('r').select('r.user_id').$call(since('r.loaded_at'))))
          .groupBy(['r.user_id', 'g.genre'])
          .select((eb) => [
            'r.user_id',
            'g.genre',
            count().as('rating_count'),
            avgExact(eb.ref('r.rating')).as('avg_rating'),
            max(eb.ref('r.rated_at')).as('last_rated_at'),
            max(eb.ref('r.loaded_at')).as('last_loaded_at'),
          ]),
      )
      .selectFrom('behaviour as b')
      .innerJoin('p', 'p.user_id', 'b.user_id')
      .select((eb) => [
        surrogateKey([eb.ref('b.user_id'), eb.ref('b.genre')]).as('behaviour_key'),
        'b.user_id',
        'b.genre',
        'b.rating_count',
        'b.avg_rating',
        'p.total_ratings',
        'p.engagement_level',
        'b.last_rated_at',
        'b.last_loaded_at',
      ]),
  {
    description:
      'How each user rated movies of each genre. Users with newly loaded ratings are recomputed as a whole; ' +
      'genres of movies that change reach this table only by --full-refresh.',
    uniqueKey: 'behaviour_key',
    watermark: 'last_loaded_at',
    constraints: { notNull: 'behaviour_key' },
    columns: {
      behaviour_key: { description: 'Key of user and genre.', tests: [notNull(), unique()] },
      user_id: { description: 'User who rated.', tests: [notNull(), relationships(dim_users, 'user_id')] },
      genre: {
        description: 'One of the genres of the movies.',
        tests: [notNull(), relationships(dim_genres, 'genre')],
      },
      rating_count: { description: 'How many of these movies the user rated.' },
      avg_rating: { description: 'Average rating of these movies by the user, to four digits.' },
      total_ratings: { description: 'How many movies of any genre the user rated.' },
      engagement_level: {
        description: 'How engaged the user is: high, medium or low.',
        tests: [notNull(), acceptedValues(['high', 'medium', 'low'])],
      },
      last_rated_at: { description: 'When the user last rated one of these movies, in UTC.' },
      last_loaded_at: { description: 'When the latest of these ratings was loaded, in UTC.' },
    },
    tests: [
      uniqueCombination(['user_id', 'genre']),
      {
        expression: (eb) => eb('rating_count', '<=', eb.ref('total_ratings')),
        name: 'genres_have_no_more_ratings_than_their_user',
      },
    ],
  },
)
