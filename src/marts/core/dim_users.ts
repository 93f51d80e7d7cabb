import { acceptedValues, notNull, table, unique } from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { int_user_profiles } from '../../intermediate/audience/int_user_profiles.js'

export const dim_users = table(
  { p: int_user_profiles },
  (db) =>
    db
      .selectFrom('p')
      .select((eb) => [
        surrogateKey([eb.ref('p.user_id')]).as('user_key'),
        'p.user_id',
        'p.total_ratings',
        'p.active_days',
        'p.first_rating_date',
        'p.last_rating_date',
        'p.avg_rating',
        'p.engagement_level',
      ]),
  {
    description: 'Users who rated at least one movie.',
    columns: {
      user_key: { description: 'Key of the user.', tests: [notNull(), unique()] },
      user_id: { description: 'Number of the anonymous user.', tests: [notNull(), unique()] },
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
