import { chart } from 'kerros'
import { users_by_engagement } from '../users_by_engagement.js'

export const engagement_of_users = chart(users_by_engagement, {
  mark: 'bar',
  category: 'engagement_level',
  value: 'user_count',
  title: 'Users by engagement',
  description: 'How many users rate much, some and little.',
})
