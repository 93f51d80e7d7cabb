import { analysis, castTo, countDistinct, decimal, sum } from 'kerros'
import { avgExact } from 'kerros/macros'
import { fct_user_behaviour_genres } from '../marts/audience/fct_user_behaviour_genres.js'

export const top_5_genres_high_engagement = analysis(
  { b: fct_user_behaviour_genres },
  (db) =>
    db
      .selectFrom('b')
      .where('b.engagement_level', '=', 'high')
      .groupBy('b.genre')
      .select((eb) => [
        'b.genre',
        countDistinct(eb.ref('b.user_id')).as('users'),
        sum(eb.ref('b.rating_count')).as('ratings'),
        avgExact(castTo(eb.ref('b.avg_rating'), decimal(6, 4))).as('avg_rating'),
      ])
      .orderBy('ratings', 'desc')
      .orderBy('b.genre')
      .limit(5),
  { description: 'The five genres that users with high engagement rate most.' },
)
