import { analysis } from 'kerros'
import { movie_analysis } from '../marts/analysis/movie_analysis.js'
import { min_ratings } from './min_ratings.js'

export const best_rated_movies = analysis(
  { m: movie_analysis },
  (db) =>
    db
      .selectFrom('m')
      .where('m.total_ratings', '>=', min_ratings)
      .select(['m.movie_title', 'm.average_rating', 'm.total_ratings'])
      .orderBy('m.average_rating', 'desc')
      .orderBy('m.movie_id'),
  { description: 'Movies with at least `min_ratings` ratings, the highest average first.' },
)
