import { notNull, table, text, unique } from 'kerros'
import { src_links } from '../../staging/src_links.js'
import { src_movies } from '../../staging/src_movies.js'
import { int_movie_genres_concat } from './int_movie_genres_concat.js'

export const int_movie_details = table(
  { m: src_movies, g: int_movie_genres_concat, l: src_links },
  (db) =>
    db
      .selectFrom('m')
      .leftJoin('g', 'g.movie_id', 'm.movie_id')
      .leftJoin('l', 'l.movie_id', 'm.movie_id')
      .select((eb) => [
        'm.movie_id',
        'm.title',
        'm.release_year',
        eb.fn.coalesce('g.genres_concat', text('None')).as('genres_concat'),
        eb.fn.coalesce('g.genre_count', eb.lit(0)).as('genre_count'),
        'l.imdb_id',
        'l.tmdb_id',
      ]),
  {
    description: 'All that is known of a movie itself.',
    columns: {
      movie_id: { description: 'Movie.', tests: [notNull(), unique()] },
      title: { description: 'Title, mostly with the year of release at its end.', tests: [notNull()] },
      release_year: { description: 'Year of release; NULL if the title has no year.' },
      genres_concat: {
        description: 'Genres in ascending order, joined by a comma and a blank; None without genres.',
        tests: [notNull()],
      },
      genre_count: { description: 'How many genres it has.', tests: [notNull()] },
      imdb_id: { description: 'Identifier at IMDb.' },
      tmdb_id: { description: 'Identifier at The Movie Database.' },
    },
  },
)
