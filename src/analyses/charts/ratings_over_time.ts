import { chart } from 'kerros'
import { ratings_by_month } from '../ratings_by_month.js'

export const ratings_over_time = chart(ratings_by_month, {
  mark: 'line',
  category: 'month',
  value: 'rating_count',
  title: 'Ratings by month',
  description: 'How many ratings were given in each month.',
})
