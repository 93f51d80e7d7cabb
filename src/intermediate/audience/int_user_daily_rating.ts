import { castTo, count, decimal, incremental, max, min, notNull, sum, toDate, unique } from 'kerros'
import { avgExact, surrogateKey } from 'kerros/macros'
import { src_ratings } from '../../staging/src_ratings.js'

export const int_user_daily_rating = incremental(
  { r: src_ratings },
  (db, { since, touched }) =>
    db
      .with('dated', (cte) =>
        cte
          .selectFrom('r')
          .select((eb) => [
            'r.user_id',
            'r.rating',
            'r.rated_at',
            'r.loaded_at',
            toDate(eb.ref('r.rated_at')).as('rating_date'),
          ]),
      )
      .selectFrom('dated as d')
      .$call(
        touched(
          ['d.user_id', 'd.rating_date'],
          db
            .selectFrom('r')
            .select((eb) => ['r.user_id', toDate(eb.ref('r.rated_at')).as('rating_date')])
            .$call(since('r.loaded_at')),
        ),
      )
      .groupBy(['d.user_id', 'd.rating_date'])
      .select((eb) => [
        surrogateKey([eb.ref('d.user_id'), eb.ref('d.rating_date')]).as('daily_key'),
        'd.user_id',
        'd.rating_date',
        count().as('rating_count'),
        castTo(sum(eb.ref('d.rating')), decimal(18, 1)).as('rating_sum'),
        avgExact(eb.ref('d.rating')).as('avg_rating'),
        min(eb.ref('d.rating')).as('min_rating'),
        max(eb.ref('d.rating')).as('max_rating'),
        max(eb.ref('d.rated_at')).as('last_rated_at'),
        max(eb.ref('d.loaded_at')).as('last_loaded_at'),
      ]),
  {
    description:
      'Ratings of each user and day. Ratings may arrive late and in any order: each day of a user with newly loaded ' +
      'ratings is recomputed as a whole.',
    uniqueKey: 'daily_key',
    watermark: 'last_loaded_at',
    columns: {
      daily_key: { description: 'Key of user and day.', tests: [notNull(), unique()] },
      user_id: { description: 'User who rated.', tests: [notNull()] },
      rating_date: { description: 'Day of the ratings, in UTC.', tests: [notNull()] },
      rating_count: { description: 'How many movies the user rated on that day.' },
      rating_sum: { description: 'Sum of the ratings.' },
      avg_rating: { description: 'Average rating, to four digits.' },
      min_rating: { description: 'Lowest rating.' },
      max_rating: { description: 'Highest rating.' },
      last_rated_at: { description: 'When the user rated last on that day, in UTC.' },
      last_loaded_at: { description: 'When the latest of the ratings was loaded, in UTC.' },
    },
  },
)
