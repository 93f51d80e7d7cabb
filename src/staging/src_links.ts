import { notNull, unique, view } from 'kerros'
import { raw } from '../sources/movielens.js'

export const src_links = view(
  { l: raw.raw_links },
  (db) => db.selectFrom('l').select(['l.movieId as movie_id', 'l.imdbId as imdb_id', 'l.tmdbId as tmdb_id']),
  {
    description: 'Identifiers of the movies elsewhere.',
    columns: {
      movie_id: { description: 'Number that MovieLens gave the movie.', tests: [notNull(), unique()] },
      imdb_id: { description: 'Identifier at IMDb, with its leading zeros.', tests: [notNull()] },
      tmdb_id: { description: 'Identifier at The Movie Database; some movies have none.' },
    },
  },
)
