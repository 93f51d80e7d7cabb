import { between, notNull, relationships, table } from 'kerros'
import { topN } from 'kerros/macros'
import { src_genome_tags } from '../../staging/src_genome_tags.js'
import { int_movie_tag_relevance } from './int_movie_tag_relevance.js'

export const int_movie_top_tags = table(
  { t: int_movie_tag_relevance, g: src_genome_tags },
  (db) =>
    db
      // Ranked without the tags' names: sorting less of each row halves the cost.
      .with('ranked', (cte) =>
        cte
          .selectFrom('t')
          .select(['t.movie_id', 't.tag_id', 't.relevance'])
          .$call(
            topN({
              n: 5,
              partitionBy: ['movie_id'],
              orderBy: [
                ['relevance', 'desc'],
                ['tag_id', 'asc'],
              ],
              as: 'tag_rank',
            }),
          ),
      )
      .selectFrom('ranked as k')
      .innerJoin('g', 'g.tag_id', 'k.tag_id')
      .select(['k.movie_id', 'k.tag_id', 'g.tag', 'k.relevance', 'k.tag_rank']),
  {
    description: 'The five most relevant tags of each movie in the genome.',
    columns: {
      movie_id: { description: 'Movie in the genome.', tests: [notNull()] },
      tag_id: { description: 'Tag.', tests: [notNull(), relationships(src_genome_tags, 'tag_id')] },
      tag: { description: 'The tag in lower case.' },
      relevance: { description: 'How relevant the tag is to the movie, above 0 and up to 1.' },
      tag_rank: { description: 'Rank by relevance, then tag_id: 1 to 5.', tests: [notNull(), between(1, 5)] },
    },
  },
)
