import {
  analysis,
  array,
  avg,
  bigint,
  binary,
  boolean,
  connect,
  count,
  type DateString,
  type DecimalString,
  decimal,
  double,
  ephemeral,
  incremental,
  integer,
  type Json,
  json,
  max,
  notNull,
  oneOf,
  type RowType,
  relationships,
  scdType1,
  snapshot,
  source,
  sum,
  table,
  testColumns,
  timestamp,
  unique,
  variable,
  view,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { sql } from 'kysely'
import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { categories, movies_history, raw, src_links, src_movies, src_ratings } from './movies.js'

interface MovieRow {
  movie_id: number
  title: string
  genres: string | null
  released: DateString | null
}

describe('the inferred row', () => {
  it('of a source is its columns', () => {
    expectTypeOf<RowType<typeof raw.raw_links>>().toEqualTypeOf<{
      movieId: number
      imdbId: string
      tmdbId: number | null
    }>()
    const { every } = source('raw', {
      every: {
        a: bigint().nullable(),
        b: decimal(15, 2),
        c: decimal(16, 2),
        d: json(),
        e: json(z.object({ id: z.number() })).nullable(),
        f: array(integer().nullable()),
        g: oneOf('x', 'y').describe('one of two'),
        h: boolean(),
        i: double(),
        j: binary(),
      },
    })
    expectTypeOf<RowType<typeof every>>().toEqualTypeOf<{
      a: number | bigint | null
      b: number
      c: DecimalString
      d: Json
      e: { id: number } | null
      f: (number | null)[]
      g: 'x' | 'y'
      h: boolean
      i: number
      j: Uint8Array
    }>()
  })

  it('of a view and a table is what their queries select', () => {
    expectTypeOf<RowType<typeof src_movies>>().toEqualTypeOf<MovieRow>()
    expectTypeOf<RowType<typeof src_links>>().toEqualTypeOf<{
      movie_id: number
      imdb_id: string
      tmdb_id: number | null
    }>()
  })

  it('of a seed is its columns', () => {
    expectTypeOf<RowType<typeof categories>>().toEqualTypeOf<{
      code: string
      level: 'low' | 'high' | null
      tags: string[]
      active: boolean
    }>()
  })

  it('of an incremental and an ephemeral model is what their queries select', () => {
    const kept = incremental({ r: src_ratings }, (db) =>
      db
        .selectFrom('r')
        .groupBy('r.user_id')
        .select((eb) => ['r.user_id', max(eb.ref('r.rated_at')).as('last_rated_at'), count().as('ratings')]),
    )
    expectTypeOf<RowType<typeof kept>>().toEqualTypeOf<{ user_id: number; last_rated_at: Date; ratings: number }>()
    const inlined = ephemeral({ k: kept }, (db) => db.selectFrom('k').select('k.ratings as n'))
    expectTypeOf<RowType<typeof inlined>>().toEqualTypeOf<{ n: number }>()
  })

  it('of a snapshot has the columns that it adds, under their names', () => {
    expectTypeOf<RowType<typeof movies_history>>().toEqualTypeOf<{
      movie_id: number
      title: string
      genres: string | null
      released: DateString | null
      valid_from: Date
      valid_to: Date | null
      scd_id: string
      scd_updated_at: Date
    }>()
    const renamed = snapshot(src_links, {
      uniqueKey: ['movie_id'],
      strategy: 'check',
      checkColumns: 'all',
      snapshotMetaColumnNames: { validFrom: 'dbt_valid_from', validTo: 'dbt_valid_to' },
    })
    expectTypeOf<RowType<typeof renamed>>().toEqualTypeOf<{
      movie_id: number
      imdb_id: string
      tmdb_id: number | null
      dbt_valid_from: Date
      dbt_valid_to: Date | null
      scd_id: string
      scd_updated_at: Date
    }>()
  })

  it('of a snapshot has deletion records and ends of current versions where the options say so', () => {
    const known = snapshot(src_links, {
      uniqueKey: 'movie_id',
      strategy: 'check',
      checkColumns: 'all',
      hardDeletes: 'newRecord',
      validToCurrent: new Date('9999-12-31'),
      snapshotMetaColumnNames: { isDeleted: 'is_gone' },
      columns: { is_gone: { tests: [notNull()] } },
    })
    expectTypeOf<RowType<typeof known>>().toEqualTypeOf<{
      movie_id: number
      imdb_id: string
      tmdb_id: number | null
      valid_from: Date
      valid_to: Date
      scd_id: string
      scd_updated_at: Date
      is_gone: boolean
    }>()
    const ended = snapshot(src_links, {
      uniqueKey: 'movie_id',
      strategy: 'check',
      checkColumns: 'all',
      hardDeletes: 'invalidate',
    })
    expectTypeOf<RowType<typeof ended>['valid_to']>().toEqualTypeOf<Date | null>()
    expectTypeOf<RowType<typeof ended>>().not.toHaveProperty('is_deleted')
  })

  it('of scdType1 is that of its source, and the mark of what is gone', () => {
    const latest = scdType1(src_links, { uniqueKey: 'movie_id', hardDeletes: 'delete' })
    expectTypeOf<RowType<typeof latest>>().toEqualTypeOf<{
      movie_id: number
      imdb_id: string
      tmdb_id: number | null
    }>()
    const marked = scdType1(src_links, {
      uniqueKey: 'movie_id',
      hardDeletes: 'mark',
      columns: { is_deleted: { tests: [notNull()] } },
    })
    expectTypeOf<RowType<typeof marked>>().toEqualTypeOf<{
      movie_id: number
      imdb_id: string
      tmdb_id: number | null
      is_deleted: boolean
    }>()
    const renamed = scdType1(src_links, {
      uniqueKey: 'movie_id',
      hardDeletes: 'mark',
      snapshotMetaColumnNames: { isDeleted: 'is_gone' },
    })
    expectTypeOf<RowType<typeof renamed>['is_gone']>().toEqualTypeOf<boolean>()
  })

  it('of a snapshot is known downstream, and its options take what the snapshot adds', () => {
    const latest = view({ h: movies_history }, (db) =>
      db.selectFrom('h').where('h.valid_to', 'is', null).select(['h.movie_id', 'h.valid_from']),
    )
    expectTypeOf<RowType<typeof latest>>().toEqualTypeOf<{ movie_id: number; valid_from: Date }>()
    snapshot(src_ratings, {
      uniqueKey: ['user_id', 'movie_id'],
      strategy: 'timestamp',
      updatedAt: 'rated_at',
      columns: { scd_id: { tests: [unique()] } },
    })
  })

  it('of an analysis is what its query selects', () => {
    const best = analysis({ m: src_movies }, (db) => db.selectFrom('m').select(['m.title']).limit(20))
    expectTypeOf(best.query).returns.toHaveProperty('expressionType')
    expectTypeOf<NonNullable<ReturnType<typeof best.query>['expressionType']>>().toEqualTypeOf<{ title: string }>()
  })

  it('of raw SQL is what the template says', () => {
    const typed = table({ r: src_ratings }, () => sql<{ n: number }>`select count(*) as n from r`, {
      contract: { n: integer() },
    })
    expectTypeOf<RowType<typeof typed>>().toEqualTypeOf<{ n: number }>()
  })

  it('holds aggregates as the engines return them', () => {
    const facts = table({ r: src_ratings, l: src_links }, (db) =>
      db
        .selectFrom('r')
        .innerJoin('l', 'l.movie_id', 'r.movie_id')
        .groupBy('r.user_id')
        .select((eb) => [
          count().as('ratings'),
          sum(eb.ref('r.rating')).as('rating_sum'),
          avg(eb.ref('r.rating')).as('rating_avg'),
          avg(eb.ref('l.tmdb_id')).as('tmdb_avg'),
          max(eb.ref('l.tmdb_id')).as('tmdb_max'),
        ]),
    )
    expectTypeOf<RowType<typeof facts>>().toEqualTypeOf<{
      ratings: number
      rating_sum: number
      rating_avg: number
      tmdb_avg: number | null
      tmdb_max: number | null
    }>()
  })
})

describe('what uses a row', () => {
  it('a connection reads what is named, with its rows', async () => {
    const db = connect(duckdb({ path: ':memory:' }), { src_movies, history: movies_history, ratings: raw.raw_ratings })
    const rows = await db
      .selectFrom('src_movies as m')
      .innerJoin('history as h', 'h.movie_id', 'm.movie_id')
      .select(['m.title', 'h.valid_to'])
      .execute()
    expectTypeOf(rows).toEqualTypeOf<{ title: string; valid_to: Date | null }[]>()
    expectTypeOf(await db.selectFrom('src_movies').selectAll().execute()).toEqualTypeOf<MovieRow[]>()
    // @ts-expect-error a table that is not named
    db.selectFrom('src_links')
  })

  it('a contract that says what the query says is accepted', () => {
    const contracted = table(
      { r: src_ratings, l: src_links },
      (db) =>
        db.selectFrom('r').leftJoin('l', 'l.movie_id', 'r.movie_id').select(['r.user_id', 'r.rated_at', 'l.tmdb_id']),
      { contract: { user_id: integer().describe('who rated'), rated_at: timestamp(), tmdb_id: integer().nullable() } },
    )
    expectTypeOf<RowType<typeof contracted>>().toEqualTypeOf<{
      user_id: number
      rated_at: Date
      tmdb_id: number | null
    }>()
  })

  it('relationships between a nullable column and one that is not are accepted', () => {
    testColumns(src_links, {
      tmdb_id: [relationships(src_ratings, 'user_id')],
      movie_id: [relationships(src_links, 'tmdb_id')],
    })
    testColumns(categories, { level: [relationships(categories, 'code')] })
  })

  it('a variable has the type of its default, widened', () => {
    const atLeast = variable('at_least', 50)
    const busy = view({ r: src_ratings }, (db) =>
      db
        .selectFrom('r')
        .where('r.rating', '>=', atLeast)
        .select(['r.user_id', atLeast.as('at_least')]),
    )
    expectTypeOf<RowType<typeof busy>>().toEqualTypeOf<{ user_id: number; at_least: number }>()
  })
})
