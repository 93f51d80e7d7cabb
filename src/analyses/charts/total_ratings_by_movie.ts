import { chart } from 'kerros'
import { most_rated_movies } from '../most_rated_movies.js'

export const total_ratings_by_movie = chart(most_rated_movies, {
  mark: 'bar',
  category: 'movie_title',
  value: 'total_ratings',
  orientation: 'horizontal',
  title: 'Ratings by movie',
  description: 'Movies with at least `min_ratings` ratings, by number of ratings.',
  limit: 20,
})
