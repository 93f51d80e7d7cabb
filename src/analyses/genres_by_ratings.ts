import { analysis } from 'kerros'
import { genre_ratings } from '../marts/analysis/genre_ratings.js'

export const genres_by_ratings = analysis(
  { g: genre_ratings },
  (db) =>
    db
      .selectFrom('g')
      .select(['g.genre', 'g.rating_count', 'g.avg_rating', 'g.high_rating_share'])
      .orderBy('g.rating_count', 'desc')
      .orderBy('g.genre'),
  { description: 'Genres, the most rated first.' },
)
