import { analysis } from 'kerros'
import { movie_release_trends } from '../marts/analysis/movie_release_trends.js'

export const releases_by_year = analysis(
  { t: movie_release_trends },
  (db) => db.selectFrom('t').select(['t.release_year', 't.movie_count', 't.moving_avg_5y']).orderBy('t.release_year'),
  { description: 'Releases over time.' },
)
