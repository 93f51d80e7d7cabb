import {
  array,
  boolean,
  date,
  decimal,
  integer,
  oneOf,
  seed,
  snapshot,
  source,
  table,
  timestamp,
  varchar,
  view,
} from 'kerros'

/** The relations that type tests and fixtures read: every way a relation comes about, and every nullability. */
export const raw = source('raw', {
  raw_ratings: {
    userId: integer(),
    movieId: integer(),
    rating: decimal(2, 1).describe('0.5 to 5.0 in halves'),
    timestamp: timestamp(),
    _loaded_at: timestamp(),
  },
  raw_movies: { movieId: integer(), title: varchar(), genres: varchar().nullable(), released: date().nullable() },
  raw_links: { movieId: integer(), imdbId: varchar(), tmdbId: integer().nullable() },
})

export const src_ratings = view({ r: raw.raw_ratings }, (db) =>
  db
    .selectFrom('r')
    .select([
      'r.userId as user_id',
      'r.movieId as movie_id',
      'r.rating',
      'r.timestamp as rated_at',
      'r._loaded_at as loaded_at',
    ]),
)

export const src_movies = view({ m: raw.raw_movies }, (db) =>
  db.selectFrom('m').select(['m.movieId as movie_id', 'm.title', 'm.genres', 'm.released']),
)

export const src_links = table({ l: raw.raw_links }, (db) =>
  db.selectFrom('l').select(['l.movieId as movie_id', 'l.imdbId as imdb_id', 'l.tmdbId as tmdb_id']),
)

export const categories = seed('test/types/categories.csv', {
  code: varchar(),
  level: oneOf('low', 'high').nullable(),
  tags: array(varchar()),
  active: boolean(),
})

export const movies_history = snapshot(src_movies, {
  uniqueKey: 'movie_id',
  strategy: 'check',
  checkColumns: ['title', 'genres'],
})
