import { countDistinct, dateTrunc, divide, lag, notNull, round, sum, table, unique } from 'kerros'
import { int_user_daily_rating } from '../../intermediate/audience/int_user_daily_rating.js'

export const monthly_ratings = table(
  { d: int_user_daily_rating },
  (db) =>
    db
      // Days of users have exact sums already, and are far fewer than ratings.
      .with('months', (cte) =>
        cte
          .selectFrom('d')
          .groupBy((eb) => dateTrunc('month', eb.ref('d.rating_date')))
          .select((eb) => [
            dateTrunc('month', eb.ref('d.rating_date')).as('month'),
            sum(eb.ref('d.rating_count')).as('rating_count'),
            countDistinct(eb.ref('d.user_id')).as('user_count'),
            round(divide(sum(eb.ref('d.rating_sum')), sum(eb.ref('d.rating_count'))).$notNull(), 4).as('avg_rating'),
          ]),
      )
      .selectFrom('months as m')
      .select((eb) => {
        const previous = lag(eb.ref('m.rating_count')).over((w) => w.orderBy(eb.ref('m.month')))
        return [
          'm.month',
          'm.rating_count',
          'm.user_count',
          'm.avg_rating',
          eb(eb.ref('m.rating_count').$castTo<number | null>(), '-', previous).as('rating_count_change'),
        ]
      }),
  {
    description: 'Ratings by month, of months with ratings.',
    columns: {
      month: { description: 'First day of the month.', tests: [notNull(), unique()] },
      rating_count: { description: 'How many ratings were given.' },
      user_count: { description: 'How many users rated.' },
      avg_rating: { description: 'Average rating, to four digits.' },
      rating_count_change: {
        description: 'How many more ratings than in the previous month that has ratings; NULL for the first.',
      },
    },
  },
)
