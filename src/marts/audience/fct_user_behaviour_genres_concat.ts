import { acceptedValues, count, incremental, max, min, notNull, relationships, unique } from 'kerros'
import { avgExact, surrogateKey } from 'kerros/macros'
import { int_movie_details } from '../../intermediate/audience/int_movie_details.js'
import { int_user_profiles } from '../../intermediate/audience/int_user_profiles.js'
import { src_ratings } from '../../staging/src_ratings.js'
import { dim_users } from '../core/dim_users.js'

export const fct_user_behaviour_genres_concat = incremental(
  { r: src_ratings, g: int_movie_details, p: int_user_profiles },
  (db, { since, touched }) =>
    db
      // Combinations of genres are grouped by a number of their own, the least movie_id of each: hashing millions of
      // groups by numbers costs less than by text.
      .with('combinations', (cte) =>
        cte
          .selectFrom('g')
          .groupBy('g.genres_concat')
          .select((eb) => ['g.genres_concat', min(eb.ref('g.movie_id')).as('combination')]),
      )
      .with('movies', (cte) =>
        cte
          .selectFrom('g')
          .innerJoin('combinations as c', 'c.genres_concat', 'g.genres_concat')
          .select(['g.movie_id', 'c.combination']),
      )
      .with('behaviour', (cte) =>
        cte
          .selectFrom('r')
          .innerJoin('movies as m', 'm.movie_id', 'r.movie_id')
          .$call(touched('r.user_id', cte.selectFrom('r').select('r.user_id').$call(since('r.loaded_at'))))
          .groupBy(['r.user_id', 'm.combination'])
          .select((eb) => [
            'r.user_id',
            'm.combination',
            count().as('rating_count'),
            avgExact(eb.ref('r.rating')).as('avg_rating'),
            max(eb.ref('r.rated_at')).as('last_rated_at'),
            max(eb.ref('r.loaded_at')).as('last_loaded_at'),
          ]),
      )
      .selectFrom('behaviour as b')
      .innerJoin('combinations as c', 'c.combination', 'b.combination')
      .innerJoin('p', 'p.user_id', 'b.user_id')
      .select((eb) => [
        surrogateKey([eb.ref('b.user_id'), eb.ref('c.genres_concat')]).as('behaviour_key'),
        'b.user_id',
        'c.genres_concat',
        'b.rating_count',
        'b.avg_rating',
        'p.total_ratings',
        'p.engagement_level',
        'b.last_rated_at',
        'b.last_loaded_at',
      ]),
  {
    description:
      'How each user rated movies of each combination of genres. Users with newly loaded ratings are recomputed as a whole; ' +
      'genres of movies that change reach this table only by --full-refresh.',
    uniqueKey: 'behaviour_key',
    watermark: 'last_loaded_at',
    constraints: { notNull: 'behaviour_key' },
    columns: {
      behaviour_key: { description: 'Key of user and genres_concat.', tests: [notNull(), unique()] },
      user_id: { description: 'User who rated.', tests: [notNull(), relationships(dim_users, 'user_id')] },
      genres_concat: {
        description: 'All genres of the movies, in ascending order, joined by a comma and a blank.',
        tests: [notNull()],
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
  },
)
