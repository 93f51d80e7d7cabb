import {
  count,
  incremental,
  type Model,
  notNull,
  type RowType,
  relationships,
  snapshot,
  table,
  testColumns,
  view,
} from 'kerros'
import { describe, expectTypeOf, it } from 'vitest'
import { src_movies, src_ratings } from './movies.js'

const titles = table({ m: src_movies }, (db) => db.selectFrom('m').select(['m.movie_id', 'm.title']), {
  group: 'catalogue',
  access: 'private',
})

describe('a private relation', () => {
  it('has the row of its query', () => {
    expectTypeOf<RowType<typeof titles>>().toEqualTypeOf<{ movie_id: number; title: string }>()
  })

  it('is read by its group, next to any other option', () => {
    const counted = view({ t: titles }, (db) => db.selectFrom('t').select(['t.title', count().over().as('n')]), {
      group: 'catalogue',
      columns: { title: { where: (eb) => eb('n', '>', 1), tests: [notNull()] } },
    })
    expectTypeOf(counted).toEqualTypeOf<Model<{ title: string; n: number }>>()
    incremental({ t: titles }, (db) => db.selectFrom('t').selectAll(), { group: 'catalogue', uniqueKey: 'movie_id' })
    snapshot(titles, { group: 'catalogue', uniqueKey: 'movie_id', strategy: 'check', checkColumns: ['title'] })
  })

  it('is read by no other group, and not without one', () => {
    // @ts-expect-error The reader is of another group.
    view({ t: titles }, (db) => db.selectFrom('t').selectAll(), { group: 'sales' })
    // @ts-expect-error The reader names no group.
    view({ t: titles }, (db) => db.selectFrom('t').selectAll())
    // @ts-expect-error A snapshot of it names no group.
    snapshot(titles, { uniqueKey: 'movie_id', strategy: 'check', checkColumns: ['title'] })
  })

  it('is read by tests', () => {
    testColumns(titles, { movie_id: [notNull()] })
    table({ r: src_ratings }, (db) => db.selectFrom('r').select('r.movie_id'), {
      columns: { movie_id: { tests: [relationships(titles, 'movie_id')] } },
    })
  })
})

describe('what only a run can see', () => {
  it('is a relation whose group is a default of its folder', () => {
    const hidden = table({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), { access: 'private' })
    expectTypeOf(hidden).toEqualTypeOf<Model<{ title: string }>>()
    view({ h: hidden }, (db) => db.selectFrom('h').selectAll())
  })

  it('is a group that is no literal', () => {
    const group = 'catalogue' as string
    const hidden = table({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), { group, access: 'private' })
    expectTypeOf(hidden).toEqualTypeOf<Model<{ title: string }>>()
    view({ t: titles }, (db) => db.selectFrom('t').selectAll(), { group })
  })
})

describe('a model that is public or protected', () => {
  it('has the type of any model', () => {
    const open = view({ m: src_movies }, (db) => db.selectFrom('m').select('m.title'), {
      group: 'catalogue',
      access: 'public',
    })
    expectTypeOf(open).toEqualTypeOf<Model<{ title: string }>>()
    view({ o: open }, (db) => db.selectFrom('o').selectAll(), { group: 'sales' })
  })
})
