import { analysis } from 'kerros'
import { movie_analysis } from '../marts/analysis/movie_analysis.js'
import { min_ratings } from './min_ratings.js'

export const most_rated_movies = analysis(
  { m: movie_analysis },
  (db) =>
    db
      .selectFrom('m')
      .where('m.total_ratings', '>=', min_ratings)
      .select(['m.movie_title', 'm.average_rating', 'm.total_ratings'])
      .orderBy('m.total_ratings', 'desc')
      .orderBy('m.movie_id'),
  { description: 'Movies with at least `min_ratings` ratings, the most rated first.' },
)
