import { dataTest } from 'kerros'
import { recommendation_categories } from '../../seeds/recommendation_categories.js'
import { fct_movie_recommendations } from './fct_movie_recommendations.js'

export const test_movie_recommendation_logic = dataTest(
  { f: fct_movie_recommendations, c: recommendation_categories },
  (db) =>
    db
      .selectFrom('f')
      .innerJoin('c', 'c.recommendation_category', 'f.recommendation_category')
      .where((eb) =>
        eb.or([
          eb('f.avg_rating', '<', eb.ref('c.min_avg_rating')),
          eb('f.rating_count', '<', eb.ref('c.min_rating_count')),
        ]),
      )
      .select(['f.movie_id', 'f.recommendation_category', 'f.avg_rating', 'f.rating_count']),
  { description: 'No movie sits in a better category than its average and number of ratings allow.' },
)
