import { view } from 'kerros'
import { type Compilable, DummyDriver, Kysely, SqliteAdapter, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { DuckDbQueryCompiler } from '../../../src/dialects/duckdb/query/duckdb-query-compiler.js'
import type { SnowflakeQueryCompiler } from '../../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { compileAndRun, diagnosticsIn, raw } from '../compile/compile-models.js'
import { duckDb, openDuckDb, snowflake } from '../functions/run-case.js'

interface Database {
  readonly t: { readonly id: number; readonly v: string | null }
}

function database(compiler: () => DuckDbQueryCompiler | SnowflakeQueryCompiler): Kysely<Database> {
  return new Kysely<Database>({
    dialect: {
      createDriver: () => new DummyDriver(),
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: () => ({}) as never,
      createQueryCompiler: compiler,
    },
  })
}

describe.each([
  ['DuckDB', duckDb],
  ['Snowflake', snowflake],
])('an empty list for %s', (_, compiler) => {
  const db = database(compiler)
  const ids = async (query: Compilable): Promise<unknown[]> => {
    const connection = await openDuckDb()
    await connection.run('create macro iff(c, a, b) as case when c then a else b end')
    await connection.run(`create table t as select * from (values (1, 'a'), (2, null)) as t(id, v)`)
    const result = await connection.runAndReadAll(query.compile().sql)
    return result.getRowsJson().flat()
  }

  it('has nothing in it, and everything is not in it, NULL too', async () => {
    const rows = db.selectFrom('t').select('id').orderBy('id')
    expect(await ids(rows.where('v', 'in', []))).toEqual([])
    expect(await ids(rows.where('v', 'not in', []))).toEqual([1, 2])
    expect(await ids(rows.where((eb) => eb.not(eb('v', 'in', []))))).toEqual([1, 2])
    expect(await ids(rows.where((eb) => eb(eb.refTuple('id', 'v'), 'not in', [] as never)))).toEqual([1, 2])
    expect(await ids(rows.where((eb) => eb.or([eb('id', 'in', []), eb('id', '=', 2)])))).toEqual([2])
  })

  it('is one in HAVING, CASE, joins, FILTER, updates and deletes too', async () => {
    const t = db.selectFrom('t')
    expect(await ids(t.select('id').groupBy('id').having('id', 'in', []))).toEqual([])
    const label = t.select((eb) => eb.case().when('id', 'in', []).then('in').else('out').end().as('x')).limit(1)
    expect(await ids(label)).toEqual(['out'])
    const joined = t.innerJoin('t as u', (join) => join.on('u.id', 'not in', [])).select('t.id')
    expect(await ids(joined.orderBy('t.id'))).toEqual([1, 1, 2, 2])
    expect(await ids(t.select((eb) => eb.fn.countAll().filterWhere('id', 'in', []).as('n')))).toEqual(['0'])
    expect(await ids(db.updateTable('t').set({ v: 'x' }).where('id', 'in', []))).toEqual(['0'])
    expect(await ids(db.deleteFrom('t').where('id', 'not in', []))).toEqual(['2'])
    expect(await ids(t.select('id').where(sql<boolean>`id = 1 or id = 2`).where('id', '=', 2))).toEqual([2])
  })
})

describe('a clause without columns', () => {
  it.each<[string, (db: any) => any]>([
    ['groupBy', (db) => db.selectFrom('e').select('e.id').groupBy([])],
    ['orderBy', (db) => db.selectFrom('e').select('e.id').orderBy([])],
    [
      'partitionBy',
      (db) =>
        db.selectFrom('e').select((eb: any) =>
          eb.fn
            .countAll()
            .over((w: any) => w.partitionBy([]))
            .as('n'),
        ),
    ],
  ])('is an error for %s, in place of half a clause', (clause, query) => {
    for (const compiler of [duckDb, snowflake]) {
      const written = query(database(compiler).withTables<{ e: { id: number } }>())
      expect(() => written.compile()).toThrow(
        expect.objectContaining({ code: 'E_INVALID_DEFINITION', message: `the list of ${clause}([]) is empty` }),
      )
    }
  })
})

describe('undefined in a comparison', () => {
  const value = (db: any, given: unknown, operator = '=') =>
    db.selectFrom('e').select('e.id').where('e.id', operator, given)

  it('is an error where values are written into the SQL, alone and in a list, and NULL is not', () => {
    for (const compiler of [duckDb, snowflake]) {
      const db = database(compiler)
      for (const query of [value(db, undefined), value(db, undefined, '!='), value(db, [1, undefined], 'in')])
        expect(() => query.compile()).toThrow(expect.objectContaining({ code: 'E_LITERAL' }))
      expect(value(db, null).compile().sql).toContain('null')
      expect(value(db, [1, null], 'in').compile().sql).toContain('null')
    }
  })
})

describe('halves of set operations in models', () => {
  it('keep their own order and limit', async () => {
    const m = view({ e: raw.events }, (db) => {
      const all = db.selectFrom('e').select('e.id')
      return all.unionAll(all.orderBy('e.id').limit(1))
    })
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).toBe(
      'select "e"."id" from "raw"."events" as "e" union all (select "e"."id" from "raw"."events" as "e" order by "e"."id" nulls last limit 1)',
    )
    expect(rows.map(({ id }) => id).sort()).toEqual([1, 1, 2, 3])
  })

  it('that are limited before the operation are an error: Kysely forgets which half the limit belongs to', () => {
    const m = view({ e: raw.events }, (db) => {
      const all = db.selectFrom('e').select('e.id')
      return all.limit(1).unionAll(all)
    })
    expect(diagnosticsIn({ m })).toMatchInlineSnapshot(`
      [
        "E_INVALID_DEFINITION "m": limit, offset or fetch is called before a set operation, and Kysely applies it to the whole result → For the first half, use a subquery: db.selectFrom(first.as('f')).selectAll('f').unionAll(…). For the whole, call it last.",
      ]
    `)
    const last = view({ e: raw.events }, (db) => {
      const all = db.selectFrom('e').select('e.id')
      return all.unionAll(all).orderBy('id').limit(1)
    })
    expect(diagnosticsIn({ m: last })).toEqual([])
  })
})
