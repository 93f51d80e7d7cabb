import { lower, notNull, trim, unique, view } from 'kerros'
import { raw } from '../sources/movielens.js'

export const src_genome_tags = view(
  { t: raw.raw_genome_tags },
  (db) => db.selectFrom('t').select((eb) => ['t.tagId as tag_id', lower(trim(eb.ref('t.tag'))).as('tag')]),
  {
    description: 'Tags of the tag genome.',
    columns: {
      tag_id: { description: 'Number of the tag.', tests: [notNull(), unique()] },
      tag: { description: 'The tag in lower case, without blanks around it.', tests: [notNull()] },
    },
  },
)
