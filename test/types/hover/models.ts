import {
  analysis,
  avg,
  count,
  date,
  decimal,
  ephemeral,
  incremental,
  integer,
  json,
  max,
  oneOf,
  rowNumber,
  seed,
  snapshot,
  source,
  table,
  timestamp,
  varchar,
  variable,
  view,
} from 'kerros'
import { surrogateKey, topN } from 'kerros/macros'

export const raw = source('raw', {
  raw_ratings: { userId: integer(), movieId: integer(), rating: decimal(2, 1), timestamp: timestamp() },
  raw_links: { movieId: integer(), imdbId: varchar(), tmdbId: integer().nullable(), payload: json() },
})

export const levels = seed('levels.csv', { level: oneOf('low', 'high'), since: date().nullable() })

export const src_ratings = view({ r: raw.raw_ratings }, (db) =>
  db.selectFrom('r').select(['r.userId as user_id', 'r.movieId as movie_id', 'r.rating', 'r.timestamp as rated_at']),
)

export const all_links = view({ l: raw.raw_links }, (db) => db.selectFrom('l').selectAll())

export const rated_links = table({ r: src_ratings, l: all_links }, (db) =>
  db
    .with('busy', (cte) =>
      cte
        .selectFrom('r')
        .groupBy('r.movie_id')
        .select(['r.movie_id', count().as('ratings')]),
    )
    .selectFrom('busy as b')
    .leftJoin('l', 'l.movieId', 'b.movie_id')
    .select((eb) => [
      'b.movie_id',
      'l.imdbId as imdb_id',
      surrogateKey([eb.ref('b.movie_id')]).as('row_key'),
      rowNumber()
        .over((w) => w.orderBy(eb.ref('b.ratings')))
        .as('position'),
    ]),
)

export const best_ratings = table({ r: src_ratings }, (db) =>
  db
    .selectFrom('r')
    .selectAll()
    .$call(topN({ n: 3, partitionBy: ['user_id'], orderBy: [['rating', 'desc']], as: 'position' })),
)

export const movie_ratings = incremental(
  { r: src_ratings, l: all_links },
  (db, { touched, since }) =>
    db
      .selectFrom('r')
      .innerJoin('l', 'l.movieId', 'r.movie_id')
      .$call(touched('r.movie_id', db.selectFrom('r').select('r.movie_id').$call(since('r.rated_at'))))
      .groupBy(['r.movie_id', 'l.tmdbId'])
      .select((eb) => [
        'r.movie_id',
        'l.tmdbId as tmdb_id',
        avg(eb.ref('r.rating')).as('avg_rating'),
        max(eb.ref('r.rated_at')).as('last_rated_at'),
      ]),
  { uniqueKey: 'movie_id', watermark: 'last_rated_at' },
)

export const inlined = ephemeral({ m: movie_ratings }, (db) =>
  db.selectFrom('m').select((eb) => ['m.movie_id', eb.fn.coalesce('m.tmdb_id', eb.lit(0)).as('tmdb_id')]),
)

export const history = snapshot(movie_ratings, {
  uniqueKey: 'movie_id',
  strategy: 'timestamp',
  updatedAt: 'last_rated_at',
  snapshotMetaColumnNames: { validFrom: 'dbt_valid_from' },
})

export const best = analysis({ m: movie_ratings }, (db) =>
  db.selectFrom('m').select(['m.movie_id', 'm.avg_rating']).orderBy('m.avg_rating', 'desc').limit(20),
)

export const at_least = variable('at_least', 50)
