import { analysis } from 'kerros'
import { monthly_ratings } from '../marts/analysis/monthly_ratings.js'

export const ratings_by_month = analysis(
  { m: monthly_ratings },
  (db) =>
    db
      .selectFrom('m')
      .select(['m.month', 'm.rating_count', 'm.user_count', 'm.avg_rating', 'm.rating_count_change'])
      .orderBy('m.month'),
  { description: 'Ratings over time.' },
)
