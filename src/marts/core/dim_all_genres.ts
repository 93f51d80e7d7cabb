import { notNull, scdType1, unique } from 'kerros'
import { int_genres } from '../../intermediate/audience/int_genres.js'

export const dim_all_genres = scdType1(int_genres, {
  uniqueKey: 'genre',
  hardDeletes: 'mark',
  description:
    'Genres that a movie has or once had (slowly changing dimension, type 1). One that no movie has any more stays, ' +
    'because fct_user_behaviour_genres has its rows until --full-refresh.',
  columns: {
    genre_key: { description: 'Key of the genre.', tests: [notNull(), unique()] },
    genre: { description: 'Name of the genre.', tests: [notNull(), unique()] },
    movie_count: { description: 'How many movies have the genre, or had it last.' },
    is_deleted: { description: 'Whether no movie has the genre any more.', tests: [notNull()] },
  },
})
