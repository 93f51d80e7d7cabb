import { incremental, notNull, unique } from 'kerros'
import { surrogateKey } from 'kerros/macros'
import { int_movie_details } from '../../intermediate/audience/int_movie_details.js'

export const dim_movies = incremental(
  { d: int_movie_details },
  (db) =>
    db
      .selectFrom('d')
      .select((eb) => [
        surrogateKey([eb.ref('d.movie_id')]).as('movie_key'),
        'd.movie_id',
        'd.title',
        'd.release_year',
        'd.genres_concat',
        'd.genre_count',
        'd.imdb_id',
        'd.tmdb_id',
      ]),
  {
    description: 'Movies (slowly changing dimension, type 1): what changes is overwritten.',
    uniqueKey: 'movie_key',
    strategy: 'merge',
    constraints: { primaryKey: 'movie_key' },
    columns: {
      movie_key: { description: 'Key of the movie.', tests: [notNull(), unique()] },
      movie_id: { description: 'Number that MovieLens gave the movie.', tests: [notNull(), unique()] },
      title: { description: 'Title, mostly with the year of release at its end.' },
      release_year: { description: 'Year of release; NULL if the title has no year.' },
      genres_concat: { description: 'Genres in ascending order, joined by a comma and a blank; None without genres.' },
      genre_count: { description: 'How many genres it has.' },
      imdb_id: { description: 'Identifier at IMDb.' },
      tmdb_id: { description: 'Identifier at The Movie Database.' },
    },
  },
)
