import { castTo, count, countDistinct, decimal, notNull, sum, table, unique } from 'kerros'
import { avgExact } from 'kerros/macros'
import { src_movies } from '../../staging/src_movies.js'
import { src_ratings } from '../../staging/src_ratings.js'
import { src_tags } from '../../staging/src_tags.js'

export const int_movie_rating_tag_stats = table(
  { m: src_movies, r: src_ratings, t: src_tags },
  (db) =>
    db
      .with('rated', (cte) =>
        cte
          .selectFrom('r')
          .groupBy('r.movie_id')
          .select((eb) => [
            'r.movie_id',
            count().as('rating_count'),
            avgExact(eb.ref('r.rating')).as('avg_rating'),
            castTo(sum(eb.ref('r.rating')), decimal(18, 1)).as('rating_sum'),
          ]),
      )
      .with('tagged', (cte) =>
        cte
          .selectFrom('t')
          .groupBy('t.movie_id')
          .select((eb) => [
            't.movie_id',
            count().as('tag_applications'),
            countDistinct(eb.ref('t.tag')).as('distinct_tags'),
            countDistinct(eb.ref('t.user_id')).as('taggers'),
          ]),
      )
      .selectFrom('m')
      .leftJoin('rated', 'rated.movie_id', 'm.movie_id')
      .leftJoin('tagged', 'tagged.movie_id', 'm.movie_id')
      .select((eb) => [
        'm.movie_id',
        eb.fn.coalesce('rated.rating_count', eb.lit(0)).as('rating_count'),
        'rated.avg_rating',
        eb.fn.coalesce('rated.rating_sum', castTo(eb.lit(0), decimal(18, 1))).as('rating_sum'),
        eb.fn.coalesce('tagged.tag_applications', eb.lit(0)).as('tag_applications'),
        eb.fn.coalesce('tagged.distinct_tags', eb.lit(0)).as('distinct_tags'),
        eb.fn.coalesce('tagged.taggers', eb.lit(0)).as('taggers'),
      ]),
  {
    description: 'How often each movie was rated and tagged; movies without ratings or tags have zeros.',
    columns: {
      movie_id: { description: 'Movie.', tests: [notNull(), unique()] },
      rating_count: { description: 'How many users rated it.', tests: [notNull()] },
      avg_rating: { description: 'Average rating, to four digits; NULL without ratings.' },
      rating_sum: { description: 'Sum of the ratings.', tests: [notNull()] },
      tag_applications: { description: 'How many times a user put a tag on it.', tests: [notNull()] },
      distinct_tags: { description: 'How many different tags it has, without regard to case.', tests: [notNull()] },
      taggers: { description: 'How many users tagged it.', tests: [notNull()] },
    },
  },
)
