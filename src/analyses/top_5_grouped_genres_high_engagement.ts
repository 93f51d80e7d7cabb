import { analysis, castTo, countDistinct, decimal, sum } from 'kerros'
import { avgExact } from 'kerros/macros'
import { fct_user_behaviour_genres_concat } from '../marts/audience/fct_user_behaviour_genres_concat.js'

export const top_5_grouped_genres_high_engagement = analysis(
  { b: fct_user_behaviour_genres_concat },
  (db) =>
    db
      .selectFrom('b')
      .where('b.engagement_level', '=', 'high')
      .groupBy('b.genres_concat')
      .select((eb) => [
        'b.genres_concat',
        countDistinct(eb.ref('b.user_id')).as('users'),
        sum(eb.ref('b.rating_count')).as('ratings'),
        avgExact(castTo(eb.ref('b.avg_rating'), decimal(6, 4))).as('avg_rating'),
      ])
      .orderBy('ratings', 'desc')
      .orderBy('b.genres_concat')
      .limit(5),
  { description: 'The five combinations of genres that users with high engagement rate most.' },
)
