import { count, ephemeral } from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { int_movie_genres } from './int_movie_genres.js'

export const int_genres = ephemeral(
  { g: int_movie_genres },
  (db) =>
    db
      .selectFrom('g')
      .groupBy('g.genre')
      .select((eb) => [surrogateKey([eb.ref('g.genre')]).as('genre_key'), 'g.genre', count().as('movie_count')]),
  {
    description: 'One row for each genre of the movies.',
    columns: {
      genre_key: { description: 'Key of the genre.' },
      genre: { description: 'Name of the genre.' },
      movie_count: { description: 'How many movies have the genre.' },
    },
  },
)
