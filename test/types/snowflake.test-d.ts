import { varchar } from 'kerros'
import {
  asofJoin,
  at,
  exact,
  exactTable,
  flatten,
  insertOverwrite,
  path,
  pivot,
  qualify,
  sample,
  stageColumn,
  stagedFiles,
  tableOf,
  toVariant,
  tryCast,
  unpivot,
} from 'kerros/snowflake'
import type { ControlledTransaction, Generated, Kysely, QueryCreator, Transaction } from 'kysely'
import { describe, expectTypeOf, it } from 'vitest'

interface Database {
  movies: { id: Generated<number>; title: string; year: number | null; payload: unknown }
  ratings: { user_id: number; movie_id: number; rating: number; at: Date }
  'movielens.dev.tags': { tag: string }
}

declare const db: Kysely<Database>
declare const creator: QueryCreator<Database>
declare const trx: Transaction<Database>
declare const controlled: ControlledTransaction<Database>

type Row<Q extends { execute(): Promise<readonly unknown[]> }> = Awaited<ReturnType<Q['execute']>>[number]

describe('tables', () => {
  it('tableOf has the rows of a table of the database', () => {
    const query = db.selectFrom(tableOf(db, 'movielens.dev.tags').as('t')).select('t.tag')
    expectTypeOf<Row<typeof query>>().toEqualTypeOf<{ tag: string }>()
    expectTypeOf(tableOf(creator, 'ratings')).toEqualTypeOf(tableOf(db, 'ratings'))
    expectTypeOf(tableOf(trx, 'ratings')).toEqualTypeOf(tableOf(db, 'ratings'))
    expectTypeOf(tableOf(controlled, 'ratings')).toEqualTypeOf(tableOf(db, 'ratings'))
    // @ts-expect-error There is no such table.
    tableOf(db, 'moves')
    // @ts-expect-error There is no such column.
    db.selectFrom(tableOf(db, 'movies').as('m')).select('m.name')
  })

  it('exactTable reads the named columns', () => {
    const query = db.selectFrom(exactTable<{ movieId: number }>(['Movies'], ['movieId']).as('m')).selectAll()
    expectTypeOf<Row<typeof query>>().toEqualTypeOf<{ movieId: number }>()
    // @ts-expect-error There is no such column.
    exactTable<{ movieId: number }>(['Movies'], ['movie_id'])
  })

  it('at and sample keep the row', () => {
    const query = db
      .selectFrom(sample(at(tableOf(db, 'movies'), { offset: -60 }), { percent: 1 }).as('m'))
      .select(['m.id', 'm.year'])
    expectTypeOf<Row<typeof query>>().toEqualTypeOf<{ id: number; year: number | null }>()
    // @ts-expect-error A moment is one of three.
    at(tableOf(db, 'movies'), { seconds: 1 })
    // @ts-expect-error Rows take no seed.
    sample(tableOf(db, 'movies'), { rows: 1, seed: 2 })
  })

  it('are pivoted and unpivoted', () => {
    const wide = pivot(tableOf(db, 'ratings'), {
      groupBy: ['user_id'],
      aggregate: 'max',
      of: 'at',
      for: 'movie_id',
      values: { first: 1, second: 2 },
    })
    const query = db.selectFrom(wide.as('p')).selectAll()
    expectTypeOf<Row<typeof query>>().toEqualTypeOf<{ user_id: number; first: Date | null; second: Date | null }>()
    const source = tableOf(db, 'ratings')
    // @ts-expect-error There is no such column.
    pivot(source, { groupBy: ['user'], aggregate: 'max', of: 'at', for: 'movie_id', values: { a: 1 } })
    // @ts-expect-error The values are numbers.
    pivot(source, { groupBy: ['user_id'], aggregate: 'max', of: 'at', for: 'movie_id', values: { a: 'x' } })
    // @ts-expect-error There is no such aggregate.
    pivot(source, { groupBy: ['user_id'], aggregate: 'sum)', of: 'at', for: 'movie_id', values: { a: 1 } })

    const long = unpivot(tableOf(db, 'movies'), { keep: ['id'], columns: ['id', 'year'], name: 'what', value: 'n' })
    const rows = db.selectFrom(long.as('u')).selectAll()
    expectTypeOf<Row<typeof rows>>().toEqualTypeOf<{ id: number; what: string; n: number }>()
    const withNulls = unpivot(tableOf(db, 'movies'), {
      keep: [],
      columns: ['year'],
      name: 'what',
      value: 'n',
      includeNulls: true,
    })
    const all = db.selectFrom(withNulls.as('u')).selectAll()
    expectTypeOf<Row<typeof all>>().toEqualTypeOf<{ what: string; n: number | null }>()
    // @ts-expect-error There is no such column.
    unpivot(tableOf(db, 'movies'), { keep: [], columns: ['years'], name: 'what', value: 'n' })
  })

  it('are flattened, and read from stages', () => {
    const query = db
      .selectFrom('movies as m')
      .crossJoinLateral((eb) => flatten<string, { outer: true }>(eb.ref('m.payload'), { outer: true }).as('f'))
      .select(['m.title', 'f.index', 'f.value'])
    expectTypeOf<Row<typeof query>>().toEqualTypeOf<{ title: string; index: number | null; value: string | null }>()
    const files = db.selectFrom(stagedFiles('s').as('s')).select(['s.metadata$filename', stageColumn(1).as('a')])
    expectTypeOf<Row<typeof files>>().toEqualTypeOf<{ metadata$filename: string; a: string | null }>()
    // @ts-expect-error Columns of staged files have positions only.
    db.selectFrom(stagedFiles('s').as('s')).select('s.title')
  })

  it('asofJoin makes the columns of the right table nullable', () => {
    const query = db
      .selectFrom('movies as m')
      .$call(asofJoin('ratings as r', { match: (join) => join.onRef('m.id', '>=', 'r.movie_id') }))
      .select(['m.title', 'r.rating'])
    expectTypeOf<Row<typeof query>>().toEqualTypeOf<{ title: string; rating: number | null }>()
    db.selectFrom('movies as m').$call(
      // @ts-expect-error There is no such column.
      asofJoin('ratings as r', { match: (join) => join.onRef('m.id', '>=', 'r.movie') }),
    )
  })
})

describe('expressions', () => {
  it('qualify sees the columns of the query', () => {
    const query = db
      .selectFrom('ratings as r')
      .select('r.rating')
      .$call(qualify((eb) => eb('r.rating', '>', 1)))
    expectTypeOf<Row<typeof query>>().toEqualTypeOf<{ rating: number }>()
    // @ts-expect-error There is no such column.
    db.selectFrom('ratings as r').$call(qualify((eb) => eb('r.stars', '>', 1)))
  })

  it('have paths and casts', () => {
    const query = db
      .selectFrom('movies as m')
      .select((eb) => [
        path(eb.ref('m.payload'), 'a', 0).cast('integer').as('n'),
        path(eb.ref('m.payload'), 'a').cast('number(20, 4)').as('d'),
        tryCast(eb.ref('m.title'), 'date').as('day'),
        tryCast(eb.ref('m.title'), varchar()).as('text'),
        toVariant(eb.ref('m.year')).as('v'),
        exact<Date>('At').as('at'),
      ])
    expectTypeOf<Row<typeof query>>().toEqualTypeOf<{
      n: number | null
      d: number | string | null
      day: `${number}-${number}-${number}` | null
      text: string | null
      v: number | null
      at: Date
    }>()
    // @ts-expect-error There is no such type.
    path(exact('x'), 'a').cast('int4')
    // @ts-expect-error Only text can be tried.
    tryCast(exact<number>('x'), 'integer')
  })

  it('insertOverwrite keeps the builder', () => {
    const insert = db.insertInto('movies')
    expectTypeOf(insert.$call(insertOverwrite)).toEqualTypeOf(insert)
  })
})
