import { count, countIf, grouping, integer, type RowType, recency, source, timestamp, varchar, view } from 'kerros'
import { groupingSets, pivot, sessionize, unpivot } from 'kerros/macros'
import { describe, expectTypeOf, it } from 'vitest'

const raw = source('raw', {
  e: { id: integer(), who: varchar(), kind: varchar().nullable(), at: timestamp(), seen: timestamp().nullable() },
})

describe('macros that change rows', () => {
  it('pivot has a column for each value, and takes values of the column only', () => {
    const m = view({ e: raw.e }, (db) =>
      db
        .selectFrom('e')
        .groupBy('e.who')
        .select((eb) => ['e.who', ...pivot(eb.ref('e.kind'), ['a', 'b'], (is) => countIf(is), { prefix: 'n_' })]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ who: string; n_a: number; n_b: number }>()
    view({ e: raw.e }, (db) =>
      db
        .selectFrom('e')
        .groupBy('e.who')
        // @ts-expect-error A number is no value of a column of strings.
        .select((eb) => pivot(eb.ref('e.kind'), [1], (is) => countIf(is))),
    )
  })

  it('unpivot has the names of the columns, and their values', () => {
    const m = view({ e: raw.e }, (db) =>
      unpivot(db, 'e', { columns: ['at', 'seen'], keep: ['id'], nameAs: 'event', valueAs: 'happened_at' }),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{ id: number; event: 'at' | 'seen'; happened_at: Date | null }>()
    view({ e: raw.e }, (db) =>
      // @ts-expect-error There is no such column.
      unpivot(db, 'e', { columns: ['att'], keep: ['id'], nameAs: 'event', valueAs: 'happened_at' }),
    )
  })

  it('sessionize numbers rows by a timestamp', () => {
    const m = view({ e: raw.e }, (db) =>
      sessionize(db, 'e', { partitionBy: ['who'], orderBy: 'at', gap: [30, 'minute'], as: 'session' }),
    )
    expectTypeOf<RowType<typeof m>['session']>().toEqualTypeOf<number>()
    expectTypeOf<RowType<typeof m>['kind']>().toEqualTypeOf<string | null>()
    const n = view({ e: raw.e }, (db) =>
      sessionize(db, 'e', { partitionBy: ['who'], orderBy: 'seen', gap: [30, 'minute'], as: 'session' }),
    )
    expectTypeOf<RowType<typeof n>['session']>().toEqualTypeOf<number | null>()
    view({ e: raw.e }, (db) =>
      // @ts-expect-error A name is no time.
      sessionize(db, 'e', { partitionBy: ['who'], orderBy: 'who', gap: [30, 'minute'], as: 'session' }),
    )
  })

  it('groupingSets makes its columns nullable', () => {
    const m = view({ e: raw.e }, (db) =>
      db
        .selectFrom('e')
        .$call(groupingSets({ rollup: ['e.who', 'e.kind'] }))
        .select((eb) => [count().as('n'), grouping(eb.ref('e.who')).as('all')]),
    )
    expectTypeOf<RowType<typeof m>>().toEqualTypeOf<{
      who: string | null
      kind: string | null
      n: number
      all: number
    }>()
    view({ e: raw.e }, (db) =>
      db
        .selectFrom('e')
        // @ts-expect-error There is no such column.
        .$call(groupingSets({ cube: ['e.whom'] }))
        .select(count().as('n')),
    )
  })
})

describe('tests of a source', () => {
  it('are typed by its columns', () => {
    source(
      'raw',
      { e: { id: integer(), at: timestamp() } },
      {
        tables: { e: { tests: [recency('at', { datepart: 'day', interval: 1, groupBy: ['id'] })] } },
      },
    )
    source(
      'raw',
      { e: { id: integer(), at: timestamp() } },
      {
        // @ts-expect-error A number is no time.
        tables: { e: { tests: [recency('id', { datepart: 'day', interval: 1 })] } },
      },
    )
    source(
      'raw',
      { e: { id: integer(), at: timestamp() } },
      {
        // @ts-expect-error There is no such column.
        tables: { e: { columns: { ids: {} } } },
      },
    )
  })
})
