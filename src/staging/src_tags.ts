import { lower, notNull, trim, unique, view } from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { raw } from '../sources/movielens.js'

export const src_tags = view(
  { t: raw.raw_tags },
  (db) =>
    db
      .selectFrom('t')
      .select((eb) => [
        surrogateKey([eb.ref('t.userId'), eb.ref('t.movieId'), eb.ref('t.tag')]).as('row_key'),
        't.userId as user_id',
        't.movieId as movie_id',
        lower(trim(eb.ref('t.tag'))).as('tag'),
        't.timestamp as tagged_at',
      ]),
  {
    description: 'Tags that users put on movies, one row for each user, movie and spelling of the tag.',
    columns: {
      row_key: { description: 'Key of user, movie and tag as typed.', tests: [notNull(), unique()] },
      user_id: { description: 'User who tagged.', tests: [notNull()] },
      movie_id: { description: 'Movie that was tagged.', tests: [notNull()] },
      tag: { description: 'The tag in lower case, without blanks around it.' },
      tagged_at: { description: 'When the user tagged, in UTC.' },
    },
  },
)
