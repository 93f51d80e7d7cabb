import { count, dynamicTable, incremental, type RowType, seed, snapshot, table, varchar, view } from 'kerros'
import { describe, expectTypeOf, it } from 'vitest'
import { src_movies, src_ratings } from './movies.js'

describe('a dynamic table', () => {
  const movie_counts = dynamicTable(
    { r: src_ratings },
    (db) =>
      db
        .selectFrom('r')
        .groupBy('r.movie_id')
        .select(['r.movie_id', count().as('ratings')]),
    { targetLag: '1 hour', clusterBy: ['movie_id'], columns: { ratings: { description: 'How many.' } } },
  )

  it('has the row that its query selects', () => {
    expectTypeOf<RowType<typeof movie_counts>>().toEqualTypeOf<{ movie_id: number; ratings: number }>()
    table({ m: movie_counts }, (db) => db.selectFrom('m').select('m.ratings'))
  })

  it('needs a lag that can be, and known modes', () => {
    const query = (db: any) => db.selectFrom('r').select('r.movie_id')
    // @ts-expect-error The lag is required.
    dynamicTable({ r: src_ratings }, query)
    // @ts-expect-error There are no weeks.
    dynamicTable({ r: src_ratings }, query, { targetLag: '1 week' })
    // @ts-expect-error There is no such mode.
    dynamicTable({ r: src_ratings }, query, { targetLag: 'downstream', refreshMode: 'fast' })
  })
})

describe('policies', () => {
  it('name only columns of the row', () => {
    const rowAccessPolicy = { policy: 'governance.by_title', on: 'title' } as const
    table({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), {
      rowAccessPolicy,
      maskingPolicies: { title: { policy: 'governance.mask', using: ['title'] } },
    })
    view({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), {
      // @ts-expect-error There is no such column in the row.
      rowAccessPolicy: { policy: 'governance.by_title', on: 'titel' },
    })
    view({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), {
      // @ts-expect-error There is no such column in the row.
      maskingPolicies: { titel: { policy: 'governance.mask' } },
    })
    view({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), {
      // @ts-expect-error There is no such column in the row.
      maskingPolicies: { title: { policy: 'governance.mask', using: ['movie_id'] } },
    })
  })
})

describe('clusterBy', () => {
  it('names only columns of the row', () => {
    table({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), { clusterBy: 'title' })
    // @ts-expect-error There is no such column in the row.
    table({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), { clusterBy: 'movie_id' })
    // @ts-expect-error There is no such column in the row.
    incremental({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), { clusterBy: ['title', 'titel'] })
    // @ts-expect-error There is no such column in the row.
    view({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), { clusterBy: 'titel' })
    // @ts-expect-error There is no such column in the source.
    snapshot(src_movies, { uniqueKey: 'movie_id', strategy: 'check', checkColumns: 'all', clusterBy: 'titel' })
    // @ts-expect-error There is no such column in the file.
    seed('a.csv', { code: varchar() }, { clusterBy: 'cod' })
  })
})
