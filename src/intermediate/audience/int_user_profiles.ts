import { acceptedValues, count, divide, max, min, notNull, round, sum, table, text, unique } from 'kerros'
import { int_user_daily_rating } from './int_user_daily_rating.js'

export const int_user_profiles = table(
  { d: int_user_daily_rating },
  (db) =>
    db
      .selectFrom('d')
      .groupBy('d.user_id')
      .select((eb) => {
        const totalRatings = sum(eb.ref('d.rating_count'))
        return [
          'd.user_id',
          totalRatings.as('total_ratings'),
          count().as('active_days'),
          min(eb.ref('d.rating_date')).as('first_rating_date'),
          max(eb.ref('d.rating_date')).as('last_rating_date'),
          round(divide(sum(eb.ref('d.rating_sum')), totalRatings).$notNull(), 4).as('avg_rating'),
          eb
            .case()
            .when(totalRatings, '>=', 200)
            .then(text('high'))
            .when(totalRatings, '>=', 50)
            .then(text('medium'))
            .else(text('low'))
            .end()
            .as('engagement_level'),
        ]
      }),
  {
    description: 'What each user has rated so far, and how engaged that makes them.',
    columns: {
      user_id: { description: 'User.', tests: [notNull(), unique()] },
      total_ratings: { description: 'How many movies the user rated.' },
      active_days: { description: 'On how many days the user rated.' },
      first_rating_date: { description: 'Day of the first rating, in UTC.' },
      last_rating_date: { description: 'Day of the last rating, in UTC.' },
      avg_rating: { description: 'Average of all ratings, to four digits.' },
      engagement_level: {
        description: 'high from 200 ratings, medium from 50, else low.',
        tests: [notNull(), acceptedValues(['high', 'medium', 'low'])],
      },
    },
  },
)
