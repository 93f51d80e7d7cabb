import { count, notNull, table, unique } from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { int_movie_tag_relevance } from '../../intermediate/content/int_movie_tag_relevance.js'
import { src_genome_tags } from '../../staging/src_genome_tags.js'

export const dim_tags = table(
  { t: src_genome_tags, r: int_movie_tag_relevance },
  (db) =>
    db
      .with('relevant', (cte) =>
        cte
          .selectFrom('r')
          .where('r.relevance', '>=', 0.5)
          .groupBy('r.tag_id')
          .select(['r.tag_id', count().as('movie_count')]),
      )
      .selectFrom('t')
      .leftJoin('relevant', 'relevant.tag_id', 't.tag_id')
      .select((eb) => [
        surrogateKey([eb.ref('t.tag_id')]).as('tag_key'),
        't.tag_id',
        't.tag',
        eb.fn.coalesce('relevant.movie_count', eb.lit(0)).as('movie_count'),
      ]),
  {
    description: 'Tags of the tag genome.',
    columns: {
      tag_key: { description: 'Key of the tag.', tests: [notNull(), unique()] },
      tag_id: { description: 'Number of the tag.', tests: [notNull(), unique()] },
      tag: { description: 'The tag in lower case.', tests: [notNull()] },
      movie_count: { description: 'How many movies have the tag with a relevance of 0.5 or more.', tests: [notNull()] },
    },
  },
)
