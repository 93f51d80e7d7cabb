import { count, incremental, integer, max, type RowType, source, timestamp, toDate } from 'kerros'
import { describe, expectTypeOf, it } from 'vitest'
import { src_links, src_movies, src_ratings } from './movies.js'

describe('since', () => {
  it('takes columns with and without their table, and keeps the row', () => {
    const m = incremental(
      { r: src_ratings },
      (db, { since }) => db.selectFrom('r').selectAll().$call(since('r.loaded_at')).$call(since('loaded_at')),
      { uniqueKey: ['user_id', 'movie_id'], watermark: 'loaded_at', strategy: 'merge' },
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<RowType<typeof src_ratings>>()
  })

  it('keeps all tables of a joined query and the nullability of its columns', () => {
    const m = incremental(
      { r: src_ratings, l: src_links },
      (db, { since }) =>
        db
          .selectFrom('r')
          .leftJoin('l', 'l.movie_id', 'r.movie_id')
          .$call(since('r.loaded_at', { lookback: { unit: 'day', amount: 3 } }))
          .where('l.imdb_id', 'is not', null)
          .select(['r.user_id', 'l.tmdb_id', 'r.loaded_at']),
      { watermark: 'loaded_at' },
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number; tmdb_id: number | null; loaded_at: Date }>()
  })

  it('works on a common table expression and in a subquery', () => {
    const m = incremental(
      { r: src_ratings },
      (db, { since }) =>
        db
          .with('fresh', (cte) => cte.selectFrom('r').selectAll().$call(since('r.loaded_at')))
          .selectFrom('fresh as f')
          .$call(since('f.loaded_at'))
          .select((eb) => [
            'f.user_id',
            'f.loaded_at',
            eb.selectFrom('fresh').select('fresh.rating').$call(since('fresh.rated_at')).limit(1).as('one'),
          ]),
      { watermark: 'loaded_at' },
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number; loaded_at: Date; one: number | null }>()
  })
})

describe('the timestamps of since', () => {
  it('can be NULL where the query says what becomes of them', () => {
    for (const nulls of ['skip', 'always'] as const)
      incremental(
        { m: src_movies },
        (db, { since }) =>
          db
            .selectFrom('m')
            .select(['m.movie_id', 'm.released'])
            .$call(since('m.released', { nulls, ties: 'again' })),
        { uniqueKey: 'movie_id', watermark: 'released' },
      )
  })

  it('are dates, timestamps and numbers, also after a join that makes them nullable', () => {
    incremental(
      { r: src_ratings, m: src_movies },
      (db, { since }) =>
        db
          .selectFrom('r')
          .leftJoin('m', 'm.movie_id', 'r.movie_id')
          .$call(since('r.rated_at'))
          .$call(since('r.movie_id'))
          .$call(since('m.released', { nulls: 'skip' }))
          .select((eb) => ['r.user_id', max(eb.ref('r.rated_at')).as('rated_at')])
          .groupBy('r.user_id'),
      { uniqueKey: 'user_id', watermark: 'rated_at' },
    )
  })
})

describe('touched', () => {
  it('keeps all tables of a joined query', () => {
    const m = incremental(
      { r: src_ratings, m: src_movies },
      (db, { since, touched }) =>
        db
          .selectFrom('r')
          .innerJoin('m', 'm.movie_id', 'r.movie_id')
          .$call(touched('r.user_id', db.selectFrom('r').select('r.user_id').$call(since('r.loaded_at'))))
          .groupBy(['r.user_id', 'm.title'])
          .select((eb) => ['r.user_id', 'm.title', count().as('n'), max(eb.ref('r.loaded_at')).as('last_loaded_at')]),
      { uniqueKey: ['user_id', 'title'], watermark: 'last_loaded_at' },
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      user_id: number
      title: string
      n: number
      last_loaded_at: Date
    }>()
  })

  it('takes several columns, and keys that are computed', () => {
    const m = incremental(
      { r: src_ratings },
      (db, { since, touched }) =>
        db
          .with('dated', (cte) =>
            cte
              .selectFrom('r')
              .select((eb) => ['r.user_id', 'r.loaded_at', toDate(eb.ref('r.rated_at')).as('rating_date')]),
          )
          .selectFrom('dated as d')
          .$call(
            touched(
              ['d.user_id', 'd.rating_date'],
              db
                .selectFrom('r')
                .select((eb) => ['r.user_id', toDate(eb.ref('r.rated_at')).as('rating_date')])
                .$call(since('r.loaded_at')),
            ),
          )
          .select(['d.user_id', 'd.rating_date', 'd.loaded_at']),
      { uniqueKey: ['user_id', 'rating_date'], watermark: 'loaded_at' },
    )
    expectTypeOf<keyof RowType<typeof m>>().toEqualTypeOf<'user_id' | 'rating_date' | 'loaded_at'>()
  })
})

it('self can be joined by the columns that are given for it', () => {
  const m = incremental(
    { r: src_ratings },
    (db, { self }) =>
      db
        .selectFrom('r')
        .leftJoin(self({ user_id: integer(), rated_at: timestamp() }).as('s'), 's.user_id', 'r.user_id')
        .select(['r.user_id', 's.rated_at as before']),
    { uniqueKey: 'user_id' },
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number; before: Date | null }>()
})

it('self can be read in a subquery', () => {
  const m = incremental(
    { r: src_ratings },
    (db, { self }) =>
      db
        .selectFrom('r')
        .selectAll('r')
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom(self({ user_id: integer() }).as('s'))
                .select('s.user_id')
                .whereRef('s.user_id', '=', 'r.user_id'),
            ),
          ),
        ),
    { strategy: 'append' },
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<RowType<typeof src_ratings>>()
})

it('self names a wrong column at its line where its columns come from the contract', () => {
  const columns = { user_id: integer(), rated_at: timestamp() }
  const m = incremental(
    { r: src_ratings },
    (db, { self }) =>
      db
        .selectFrom('r')
        .leftJoin(
          self({
            user_id: columns.user_id,
            // @ts-expect-error
            rated_at: columns.ratedAt,
          }).as('s'),
          's.user_id',
          'r.user_id',
        )
        .select(['r.user_id', 'r.rated_at']),
    { uniqueKey: 'user_id', contract: columns },
  )
  expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ user_id: number; rated_at: Date }>()
})

it('types the options of a microbatch model by its row', () => {
  const microbatch = { strategy: 'microbatch', batchSize: 'day', begin: '2026-01-01' } as const
  incremental({ r: src_ratings }, (db) => db.selectFrom('r').selectAll(), { ...microbatch, eventTime: 'rated_at' })
  incremental({ r: src_ratings }, (db) => db.selectFrom('r').selectAll(), {
    ...microbatch,
    // @ts-expect-error
    eventTime: 'user_id',
  })
  incremental({ r: src_ratings }, (db) => db.selectFrom('r').selectAll(), {
    ...microbatch,
    // @ts-expect-error
    eventTime: 'ratedAt',
  })
  incremental({ r: src_ratings }, (db) => db.selectFrom('r').selectAll(), {
    strategy: 'microbatch',
    eventTime: 'rated_at',
    // @ts-expect-error
    batchSize: 'week',
    // @ts-expect-error
    begin: 'yesterday',
  })
  const columns = { id: integer(), happened_at: timestamp() }
  source('raw', { events: columns }, { tables: { events: { eventTime: 'happened_at' } } })
  // @ts-expect-error
  source('raw', { events: columns }, { tables: { events: { eventTime: 'id' } } })
})
