import { avg, count, lag, listagg, type RowType, rowNumber, rowsBetween, sum, view } from 'kerros'
import { Kysely } from 'kysely'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { DuckDbDialect } from '../../../src/dialects/duckdb/dialect/duckdb-dialect.js'
import { compileFor, raw } from '../compile/compile-models.js'

const named = view({ e: raw.events, u: raw.users }, (db) =>
  db
    .selectFrom('e')
    .leftJoin('u', 'u.user_id', 'e.user_id')
    .select((eb) => [
      'e.id',
      rowNumber()
        .over((w) => w.partitionBy('e.user_id').orderBy('e.loaded_at', 'desc').orderBy('e.id'))
        .as('position'),
      sum(eb.ref('e.amount'))
        .over((w) => w.partitionBy(['e.user_id', 'u.name']))
        .as('total'),
      avg(eb.ref('e.amount'))
        .over((w) =>
          w
            .partitionBy('e.kind')
            .orderBy(['e.loaded_at', eb.ref('e.id')], 'desc')
            .$call(rowsBetween('1 preceding', 'current row')),
        )
        .as('mean'),
      lag(eb.ref('u.name'))
        .over((w) => w.orderBy('id'))
        .$notNull()
        .as('before'),
      listagg(eb.ref('e.kind'), ', ')
        .withinGroupOrderBy([eb.ref('e.kind'), eb.ref('e.id')], 'desc')
        .over((w) => w.partitionBy('e.user_id'))
        .as('kinds'),
    ]),
)

const byExpressions = view({ e: raw.events, u: raw.users }, (db) =>
  db
    .selectFrom('e')
    .leftJoin('u', 'u.user_id', 'e.user_id')
    .select((eb) => [
      'e.id',
      rowNumber()
        .over((w) => w.partitionBy(eb.ref('e.user_id')).orderBy(eb.ref('e.loaded_at'), 'desc').orderBy(eb.ref('e.id')))
        .as('position'),
      sum(eb.ref('e.amount'))
        .over((w) => w.partitionBy(eb.ref('e.user_id')).partitionBy(eb.ref('u.name')))
        .as('total'),
      avg(eb.ref('e.amount'))
        .over((w) =>
          w
            .partitionBy(eb.ref('e.kind'))
            .orderBy(eb.ref('e.loaded_at'), 'desc')
            .orderBy(eb.ref('e.id'), 'desc')
            .$call(rowsBetween('1 preceding', 'current row')),
        )
        .as('mean'),
      lag(eb.ref('u.name'))
        .over((w) => w.orderBy(eb.ref('id')))
        .as('before'),
      listagg(eb.ref('e.kind'), ', ')
        .withinGroupOrderBy(eb.ref('e.kind'), 'desc')
        .withinGroupOrderBy(eb.ref('e.id'), 'desc')
        .over((w) => w.partitionBy(eb.ref('e.user_id')))
        .as('kinds'),
    ]),
)

describe('columns of a window by their names', () => {
  it.each(['duckdb', 'snowflake'] as const)('make the SQL that expressions make, without a word: %s', (engine) => {
    const said = (['log', 'warn', 'error', 'info'] as const).map((method) => vi.spyOn(console, method))
    const { sql } = compileFor(engine, { m: named })
    expect(said.flatMap((method) => method.mock.calls)).toEqual([])
    vi.restoreAllMocks()
    expect(sql).toBe(compileFor(engine, { m: byExpressions }).sql)
    expect(sql).toMatch(/partition by "e"."user_id", "u"."name"/i)
  })

  it('have the type of the function', () => {
    expectTypeOf<RowType<typeof named>>().toEqualTypeOf<{
      id: number
      position: number
      total: number
      mean: number
      before: string
      kinds: string
    }>()
  })

  it('can have blanks in their names', async () => {
    const database = new DuckDbDatabase()
    const db = new Kysely<{ t: { 'my group': string; n: number } }>({ dialect: new DuckDbDialect({ database }) })
    await db.schema.createTable('t').addColumn('my group', 'varchar').addColumn('n', 'integer').execute()
    await db
      .insertInto('t')
      .values([1, 2, 3].map((n) => ({ n, 'my group': n > 2 ? 'b' : 'a' })))
      .execute()
    const rows = await db
      .selectFrom('t')
      .select([
        'n',
        rowNumber()
          .over((w) => w.partitionBy('my group').orderBy(['t.my group', 'n'], 'desc'))
          .as('k'),
        count()
          .over((w) => w.partitionBy('t.my group'))
          .as('in_group'),
      ])
      .orderBy('n')
      .execute()
    expect(rows).toEqual([
      { n: 1, k: 2, in_group: 2 },
      { n: 2, k: 1, in_group: 2 },
      { n: 3, k: 1, in_group: 1 },
    ])
    await db.destroy()
    await database.close()
  })
})
