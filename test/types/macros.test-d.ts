import { count, incremental, max, type RowType, sum, table, view } from 'kerros'
import {
  asOf,
  avgExact,
  bucket,
  columnsExcept,
  deduplicate,
  joinAsOf,
  safeDivide,
  selectExcept,
  surrogateKey,
  topN,
  weightedAvg,
} from 'kerros/macros'
import { describe, expectTypeOf, it } from 'vitest'
import { relevanceRange } from '../../src/intermediate/macros/relevance-range.js'
import { categories, movies_history, raw, src_links, src_movies, src_ratings } from './movies.js'

type RatingRow = RowType<typeof src_ratings>

describe('topN', () => {
  it('adds the number under its name, or nothing', () => {
    const numbered = table({ r: src_ratings }, (db) =>
      db
        .selectFrom('r')
        .selectAll()
        .$call(
          topN({
            n: 5,
            partitionBy: ['movie_id'],
            orderBy: [
              ['rating', 'desc'],
              ['r.user_id', 'asc'],
            ],
            as: 'position',
          }),
        ),
    )
    expectTypeOf<RowType<typeof numbered>>().toEqualTypeOf<
      RatingRow & { position: number } extends infer R ? { [K in keyof R]: R[K] } : never
    >()
    const plain = table({ r: src_ratings }, (db) =>
      db
        .selectFrom('r')
        .selectAll()
        .$call(topN({ n: 1, partitionBy: [], orderBy: [['r.rating', 'desc']] })),
    )
    expectTypeOf<RowType<typeof plain>>().toEqualTypeOf<RatingRow>()
  })

  it('keeps all tables of a joined query, and takes aliases and aggregates', () => {
    const m = table({ r: src_ratings, l: src_links }, (db) =>
      db
        .selectFrom('r')
        .innerJoin('l', 'l.movie_id', 'r.movie_id')
        .leftJoin('r as other', 'other.user_id', 'r.user_id')
        .groupBy(['r.user_id', 'l.imdb_id', 'other.rating'])
        .select((eb) => ['r.user_id', 'l.imdb_id as imdb', 'other.rating', max(eb.ref('r.rating')).as('best')])
        .$call(
          topN({
            n: 3,
            partitionBy: ['r.user_id', 'imdb'],
            orderBy: [
              ['l.imdb_id', 'desc'],
              ['best', 'asc'],
            ],
            as: 'k',
          }),
        )
        .where('l.tmdb_id', 'is not', null)
        .where('other.rating', '>', 1),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      user_id: number
      imdb: string
      rating: number | null
      best: number
      k: number
    }>()
  })

  it('works next to since and touched', () => {
    const m = incremental(
      { r: src_ratings, l: src_links },
      (db, { since, touched }) =>
        db
          .selectFrom('r')
          .innerJoin('l', 'l.movie_id', 'r.movie_id')
          .$call(touched('r.user_id', db.selectFrom('r').select('r.user_id').$call(since('r.loaded_at'))))
          .select(['r.user_id', 'l.imdb_id', 'r.loaded_at'])
          .$call(topN({ n: 3, partitionBy: ['r.user_id'], orderBy: [['l.imdb_id', 'asc']] })),
      { uniqueKey: ['user_id', 'imdb_id'], watermark: 'loaded_at' },
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number; imdb_id: string; loaded_at: Date }>()
  })
})

it('deduplicate keeps the row and all tables of a joined query', () => {
  const m = view({ r: src_ratings, m: src_movies }, (db) =>
    db
      .selectFrom('r')
      .innerJoin('m', 'm.movie_id', 'r.movie_id')
      .select(['r.user_id', 'm.title'])
      .$call(deduplicate({ by: ['r.user_id', 'title'], orderBy: [['r.rated_at', 'desc']] }))
      .orderBy('m.title'),
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number; title: string }>()
})

it('asOf keeps the row, joinAsOf has that of the join', () => {
  const then = view({ h: movies_history }, (db) =>
    db
      .selectFrom('h')
      .select(['h.movie_id', 'h.title'])
      .$call(asOf(movies_history, 'h', new Date('2024-05-01'))),
  )
  expectTypeOf<RowType<typeof then>>().toEqualTypeOf<{ movie_id: number; title: string }>()
  const joined = view({ r: src_ratings, h: movies_history }, (db) =>
    db
      .selectFrom('r')
      .$call(joinAsOf(movies_history, 'h', { on: { movie_id: 'r.movie_id' }, at: 'r.rated_at' }))
      .select(['r.user_id', 'h.title']),
  )
  expectTypeOf<RowType<typeof joined>>().toEqualTypeOf<{ user_id: number; title: string | null }>()
  const inner = view({ r: src_ratings, h: movies_history }, (db) =>
    db
      .selectFrom('r')
      .$call(
        joinAsOf({ validFrom: 'valid_from', validTo: 'valid_to' }, 'h', {
          on: { movie_id: 'r.movie_id' },
          at: 'r.rated_at',
          inner: true,
        }),
      )
      .select(['r.user_id', 'h.title']),
  )
  expectTypeOf<RowType<typeof inner>>().toEqualTypeOf<{ user_id: number; title: string }>()
})

it('columnsExcept leaves columns out, by their definition and in a query', () => {
  const named = view({ l: raw.raw_links }, (db) =>
    db.selectFrom('l').select(columnsExcept(raw.raw_links, ['tmdbId'], 'l')),
  )
  expectTypeOf<RowType<typeof named>>().toEqualTypeOf<{ movieId: number; imdbId: string }>()
  const bare = view({ c: categories }, (db) => db.selectFrom('c').select(columnsExcept(categories, ['tags', 'active'])))
  expectTypeOf<RowType<typeof bare>>().toEqualTypeOf<{ code: string; level: 'low' | 'high' | null }>()
  const inQuery = view({ r: src_ratings, l: src_links }, (db) =>
    db
      .selectFrom('r')
      .leftJoin('l', 'l.movie_id', 'r.movie_id')
      .select('r.user_id')
      .$call(selectExcept('l', ['imdb_id'])),
  )
  expectTypeOf<RowType<typeof inQuery>>().toEqualTypeOf<{
    user_id: number
    movie_id: number | null
    tmdb_id: number | null
  }>()
})

it('expressions have the nullability of what goes in', () => {
  const m = table({ r: src_ratings, l: src_links }, (db) =>
    db
      .selectFrom('r')
      .innerJoin('l', 'l.movie_id', 'r.movie_id')
      .groupBy(['r.user_id', 'r.rating', 'l.tmdb_id'])
      .select((eb) => [
        surrogateKey([eb.ref('r.user_id'), eb.ref('l.tmdb_id')]).as('key'),
        avgExact(eb.ref('r.rating')).as('mean'),
        avgExact(eb.ref('l.tmdb_id')).as('nullable_mean'),
        weightedAvg(eb.ref('r.rating'), eb.ref('r.rating')).as('weighted'),
        safeDivide(sum(eb.ref('r.rating')), count(), 2).as('quotient'),
        relevanceRange(eb.ref('r.rating')).as('relevance'),
        bucket(eb.ref('l.tmdb_id'), [[10, 'many']], 'few').as('bucket'),
      ]),
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
    key: string
    mean: number
    nullable_mean: number | null
    weighted: number | null
    quotient: number | null
    relevance: 'high' | 'medium' | 'low'
    bucket: 'many' | 'few' | null
  }>()
})
