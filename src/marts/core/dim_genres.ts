import { count, notNull, table, unique } from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { int_movie_genres } from '../../intermediate/audience/int_movie_genres.js'

export const dim_genres = table(
  { g: int_movie_genres },
  (db) =>
    db
      .selectFrom('g')
      .groupBy('g.genre')
      .select((eb) => [surrogateKey([eb.ref('g.genre')]).as('genre_key'), 'g.genre', count().as('movie_count')]),
  {
    description: 'Genres of movies.',
    columns: {
      genre_key: { description: 'Key of the genre.', tests: [notNull(), unique()] },
      genre: { description: 'Name of the genre.', tests: [notNull(), unique()] },
      movie_count: { description: 'How many movies have the genre.' },
    },
  },
)
