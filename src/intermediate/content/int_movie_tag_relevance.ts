import { acceptedValues, notNull, relationships, table } from 'kerros'
import { src_genome_sources } from '../../staging/src_genome_sources.js'
import { src_genome_tags } from '../../staging/src_genome_tags.js'
import { relevanceRange } from '../macros/relevance-range.js'

export const int_movie_tag_relevance = table(
  { s: src_genome_sources, t: src_genome_tags },
  (db) =>
    db
      .selectFrom('s')
      .innerJoin('t', 't.tag_id', 's.tag_id')
      .select((eb) => [
        's.movie_id',
        's.tag_id',
        't.tag',
        's.relevance',
        relevanceRange(eb.ref('s.relevance')).as('relevance_range'),
      ]),
  {
    description: 'The tag genome with the names of its tags.',
    columns: {
      movie_id: { description: 'Movie in the genome.', tests: [notNull()] },
      tag_id: { description: 'Tag.', tests: [notNull(), relationships(src_genome_tags, 'tag_id')] },
      tag: { description: 'The tag in lower case.', tests: [notNull()] },
      relevance: { description: 'How relevant the tag is to the movie, above 0 and up to 1.' },
      relevance_range: {
        description: 'high from 0.8, medium from 0.5, else low.',
        tests: [notNull(), acceptedValues(['high', 'medium', 'low'])],
      },
    },
  },
)
