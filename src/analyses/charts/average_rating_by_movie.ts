import { chart } from 'kerros'
import { best_rated_movies } from '../best_rated_movies.js'

export const average_rating_by_movie = chart(best_rated_movies, {
  mark: 'bar',
  category: 'movie_title',
  value: 'average_rating',
  orientation: 'horizontal',
  title: 'Average rating by movie',
  description: 'Movies with at least `min_ratings` ratings, by average rating.',
  limit: 20,
})
