import { chart } from 'kerros'
import { genres_by_ratings } from '../genres_by_ratings.js'

export const ratings_by_genre = chart(genres_by_ratings, {
  mark: 'bar',
  category: 'genre',
  value: 'rating_count',
  orientation: 'horizontal',
  title: 'Ratings by genre',
  description: 'How many ratings the movies of each genre have.',
})
