import { analysis } from 'kerros'
import { topN } from 'kerros/macros'
import { fct_movie_recommendations } from '../marts/recommendation/fct_movie_recommendations.js'

export const top_5_movies_by_category = analysis(
  { f: fct_movie_recommendations },
  (db) =>
    db
      .selectFrom('f')
      .select([
        'f.category_rank',
        'f.recommendation_category',
        'f.movie_id',
        'f.title',
        'f.weighted_rating',
        'f.avg_rating',
        'f.rating_count',
      ])
      .$call(
        topN({
          n: 5,
          partitionBy: ['recommendation_category'],
          orderBy: [
            ['weighted_rating', 'desc'],
            ['movie_id', 'asc'],
          ],
          as: 'movie_rank',
        }),
      )
      .orderBy('category_rank')
      .orderBy('movie_rank'),
  { description: 'The five best movies of each category of recommendation, by weighted rating.' },
)
