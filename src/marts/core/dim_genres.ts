import { notNull, table, unique } from 'kerros'
import { int_genres } from '../../intermediate/audience/int_genres.js'

export const dim_genres = table({ g: int_genres }, (db) => db.selectFrom('g').selectAll(), {
  description: 'Genres of movies.',
  columns: {
    genre_key: { description: 'Key of the genre.', tests: [notNull(), unique()] },
    genre: { description: 'Name of the genre.', tests: [notNull(), unique()] },
    movie_count: { description: 'How many movies have the genre.' },
  },
})
