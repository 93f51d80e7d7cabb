import { acceptedValues, count, max, notNull, sum, table, unique } from 'kerros'
import { avgExact } from 'kerros/macros'
import { int_user_profiles } from '../../intermediate/audience/int_user_profiles.js'

export const user_engagement = table(
  { p: int_user_profiles },
  (db) =>
    db
      .selectFrom('p')
      .groupBy('p.engagement_level')
      .select((eb) => [
        'p.engagement_level',
        count().as('user_count'),
        sum(eb.ref('p.total_ratings')).as('rating_count'),
        avgExact(eb.ref('p.total_ratings')).as('avg_ratings_per_user'),
        max(eb.ref('p.total_ratings')).as('max_ratings'),
      ]),
  {
    description: 'How many users there are of each engagement, and how much they rate.',
    columns: {
      engagement_level: {
        description: 'high from 200 ratings, medium from 50, else low.',
        tests: [notNull(), unique(), acceptedValues(['high', 'medium', 'low'])],
      },
      user_count: { description: 'How many users.' },
      rating_count: { description: 'How many ratings they gave.' },
      avg_ratings_per_user: { description: 'Ratings by user, to four digits.' },
      max_ratings: { description: 'Ratings of the user with the most.' },
    },
  },
)
