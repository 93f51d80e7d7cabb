import { analysis } from 'kerros'
import { top_movies_per_genre } from '../marts/analysis/top_movies_per_genre.js'
import { genre } from './genre.js'

export const top_movies_of_genre = analysis(
  { t: top_movies_per_genre },
  (db) =>
    db
      .selectFrom('t')
      .where('t.genre', '=', genre)
      .select(['t.genre_rank', 't.title', 't.weighted_rating', 't.avg_rating', 't.rating_count'])
      .orderBy('t.genre_rank'),
  { description: 'The ten best movies of the genre that the variable `genre` names.' },
)
