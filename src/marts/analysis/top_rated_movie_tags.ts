import { between, countIf, notNull, relationships, table, unique } from 'kerros'
import { avgExact, topN } from 'kerros/macros'
import { int_movie_tag_relevance } from '../../intermediate/content/int_movie_tag_relevance.js'
import { int_movie_top_tags } from '../../intermediate/content/int_movie_top_tags.js'
import { int_movie_recommendation } from '../../intermediate/recommendation/int_movie_recommendation.js'
import { dim_tags } from '../core/dim_tags.js'

export const top_rated_movie_tags = table(
  { m: int_movie_recommendation, top: int_movie_top_tags, t: int_movie_tag_relevance },
  (db) =>
    db
      .with('movies', (cte) =>
        cte
          .selectFrom('m')
          // Each movie in the genome has one tag of rank 1.
          .innerJoin('top', 'top.movie_id', 'm.movie_id')
          .where('top.tag_rank', '=', 1)
          .where('m.rating_count', '>=', 20)
          .orderBy('m.weighted_rating', 'desc')
          .orderBy('m.movie_id')
          .limit(100)
          .select('m.movie_id'),
      )
      .with('tags', (cte) =>
        cte
          .selectFrom('t')
          .innerJoin('movies', 'movies.movie_id', 't.movie_id')
          .groupBy(['t.tag_id', 't.tag'])
          .select((eb) => [
            't.tag_id',
            't.tag',
            avgExact(eb.ref('t.relevance')).as('avg_relevance'),
            countIf(eb('t.relevance', '>=', 0.5)).as('movie_count'),
          ]),
      )
      .selectFrom('tags')
      .select(['tag_id', 'tag', 'avg_relevance', 'movie_count'])
      .$call(
        topN({
          n: 50,
          partitionBy: [],
          orderBy: [
            ['avg_relevance', 'desc'],
            ['tag_id', 'asc'],
          ],
          as: 'tag_rank',
        }),
      ),
  {
    description:
      'The most relevant tags of the 100 top-rated movies in the tag genome, of movies with 20 ratings or more.',
    columns: {
      tag_id: { description: 'Tag.', tests: [notNull(), unique(), relationships(dim_tags, 'tag_id')] },
      tag: { description: 'The tag in lower case.' },
      avg_relevance: { description: 'Average relevance of the tag to these movies, to four digits.' },
      movie_count: { description: 'How many of these movies have the tag with a relevance of 0.5 or more.' },
      tag_rank: {
        description: 'Rank by avg_relevance, then tag_id: 1 to 50.',
        tests: [notNull(), unique(), between(1, 50)],
      },
    },
  },
)
