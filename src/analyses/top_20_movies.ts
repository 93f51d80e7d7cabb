import { analysis } from 'kerros'
import { movie_analysis } from '../marts/analysis/movie_analysis.js'

export const top_20_movies = analysis(
  { m: movie_analysis },
  (db) =>
    db
      .selectFrom('m')
      .select(['m.movie_title', 'm.average_rating', 'm.total_ratings'])
      .orderBy('m.average_rating', 'desc')
      .orderBy('m.movie_id')
      .limit(20),
  { description: 'The twenty movies with the highest average rating, regardless of how many ratings they have.' },
)
