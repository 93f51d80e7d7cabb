import { analysis } from 'kerros'
import { user_engagement } from '../marts/analysis/user_engagement.js'

export const users_by_engagement = analysis(
  { e: user_engagement },
  (db) =>
    db
      .selectFrom('e')
      .select(['e.engagement_level', 'e.user_count', 'e.rating_count', 'e.avg_ratings_per_user'])
      .orderBy('e.max_ratings', 'desc'),
  { description: 'How many users there are of each engagement, the highest first.' },
)
