import { analysis } from 'kerros'
import { top_rated_movie_tags } from '../marts/analysis/top_rated_movie_tags.js'

export const tags_of_top_rated_movies = analysis(
  { t: top_rated_movie_tags },
  (db) => db.selectFrom('t').select(['t.tag_rank', 't.tag', 't.avg_relevance', 't.movie_count']).orderBy('t.tag_rank'),
  { description: 'The most relevant tags of the top-rated movies.' },
)
