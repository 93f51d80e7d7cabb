import { count, ephemeral, listagg, notNull, unique } from 'kerros'
import { int_movie_genres } from './int_movie_genres.js'

export const int_movie_genres_concat = ephemeral(
  { g: int_movie_genres },
  (db) =>
    db
      .selectFrom('g')
      .groupBy('g.movie_id')
      .select((eb) => [
        'g.movie_id',
        listagg(eb.ref('g.genre'), ', ').orderBy(eb.ref('g.genre')).as('genres_concat'),
        count().as('genre_count'),
      ]),
  {
    description: 'All genres of a movie in one string; movies without genres are left out.',
    columns: {
      movie_id: { description: 'Movie.', tests: [notNull(), unique()] },
      genres_concat: { description: 'Its genres in ascending order, joined by a comma and a blank.' },
      genre_count: { description: 'How many genres it has.' },
    },
  },
)
