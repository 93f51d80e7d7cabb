import { analysis, count } from 'kerros'
import { avgExact, joinAsOf } from 'kerros/macros'
import { fct_ratings } from '../marts/core/fct_ratings.js'
import { movie_recommendations_snapshot } from '../snapshots/movie_recommendations_snapshot.js'

export const ratings_by_recommendation = analysis(
  { r: fct_ratings, s: movie_recommendations_snapshot },
  (db) =>
    db
      .selectFrom('r')
      .$call(joinAsOf(movie_recommendations_snapshot, 's', { on: { movie_id: 'r.movie_id' }, at: 'r.loaded_at' }))
      .groupBy(['s.category_rank', 's.recommendation_category'])
      .select((eb) => [
        's.category_rank',
        's.recommendation_category',
        count().as('rating_count'),
        avgExact(eb.ref('r.rating')).as('avg_rating'),
      ])
      .orderBy('s.category_rank'),
  {
    description:
      'How movies were rated that were recommended at that time: ratings by the category that their movie had when they were loaded. ' +
      'NULL is the category of ratings that were loaded before their movie had one, as all of the first load were.',
  },
)
