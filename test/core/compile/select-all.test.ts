import {
  decimal,
  flatten,
  integer,
  objectConstruct,
  parseJson,
  snapshot,
  source,
  splitToTable,
  table,
  view,
} from 'kerros'
import { topN } from 'kerros/macros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { compileAndRun, compileFor, diagnosticsIn, raw } from './compile-models.js'

const { events, users } = raw

const names = (definitions: Parameters<typeof compileFor>[1]): readonly string[] =>
  compileFor('duckdb', definitions).columns!.map(({ name }) => name)

describe('selectAll becomes the columns themselves', () => {
  it('of a table, on both engines', () => {
    const m = view({ u: users }, (db) => db.selectFrom('u').selectAll())
    expect(compileFor('duckdb', { m }).sql).toMatchInlineSnapshot(
      `"select "u"."user_id", "u"."name", "u"."born", "u"."score" from "raw"."users" as "u""`,
    )
    expect(compileFor('snowflake', { m }).sql).toMatchInlineSnapshot(
      `"select "U"."USER_ID", "U"."NAME", "U"."BORN", "U"."SCORE" from "MOVIES"."RAW"."USERS" as "U""`,
    )
  })

  it('of common table expressions, with the names that they list', () => {
    const m = view({ u: users }, (db) =>
      db
        .with('a(key, label)', (q) => q.selectFrom('u').select(['u.user_id', 'u.name']) as never)
        .with('b', (q) => q.selectFrom('a').selectAll())
        .selectFrom('b')
        .selectAll(),
    )
    expect(names({ m })).toEqual(['key', 'label'])
  })

  it('of a snapshot, with the columns that it adds and their types', () => {
    const s = snapshot(users, { uniqueKey: 'user_id', strategy: 'check', checkColumns: ['name'] })
    const m = view({ s }, (db) => db.selectFrom('s').selectAll())
    const { columns } = compileFor('duckdb', { s, m })
    expect(columns!.map(({ name, type }) => [name, type?.name])).toEqual([
      ['user_id', 'integer'],
      ['name', 'varchar'],
      ['born', 'date'],
      ['score', 'double'],
      ['valid_from', 'timestamp'],
      ['valid_to', 'timestamp'],
      ['scd_id', 'varchar'],
      ['scd_updated_at', 'timestamp'],
    ])
  })

  it('of recursive expressions', async () => {
    const m = view({ u: users }, (db) =>
      db
        .withRecursive('r(n, name)', (q) =>
          q
            .selectFrom('u')
            .select(['u.user_id as n', 'u.name'])
            .unionAll(
              q
                .selectFrom('r')
                .select((eb) => [eb('r.n', '+', 1).as('n'), 'r.name'])
                .where('r.n', '<', 12),
            ),
        )
        .selectFrom('r')
        .selectAll(),
    )
    expect(names({ m })).toEqual(['n', 'name'])
    expect((await compileAndRun({ m })).rows).toHaveLength(4)
  })

  it('of unions, in each branch', async () => {
    const m = view({ e: events }, (db) =>
      db
        .selectFrom('e')
        .selectAll()
        .where('e.id', '=', 1)
        .unionAll(db.selectFrom('e').selectAll().where('e.id', '=', 2)),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).not.toContain('*')
    expect(rows).toHaveLength(2)
  })

  it('of subqueries and of single tables of a join', async () => {
    const m = view({ e: events, u: users }, (db) =>
      db
        .selectFrom('e')
        .innerJoin(
          (eb) => eb.selectFrom('u').selectAll().as('w'),
          (join) => join.onRef('w.user_id', '=', 'e.user_id'),
        )
        .selectAll('e')
        .select('w.name'),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).toMatchInlineSnapshot(
      `"select "e"."id", "e"."user_id", "e"."kind", "e"."amount", "e"."loaded_at", "w"."name" from "raw"."events" as "e" inner join (select "u"."user_id", "u"."name", "u"."born", "u"."score" from "raw"."users" as "u") as "w" on "w"."user_id" = "e"."user_id""`,
    )
    expect(Object.keys(rows[0]!)).toEqual(['id', 'user_id', 'kind', 'amount', 'loaded_at', 'name'])
  })

  it('of table functions', async () => {
    const m = view({ u: users }, (db) =>
      db
        .selectFrom('u')
        .crossJoinLateral((eb) => splitToTable(eb.ref('u.name'), 'i').as('part'))
        .selectAll('part')
        .select('u.user_id'),
    )
    const { rows } = await compileAndRun({ m })
    expect(names({ m })).toEqual(['value', 'index', 'user_id'])
    expect(rows).toHaveLength(4)
    const flat = view({ u: users }, (db) =>
      db
        .selectFrom('u')
        .crossJoinLateral(() => flatten(sql<number[]>`${parseJson(sql<string>`'[1, 2]'`)}`).as('f'))
        .selectAll('f'),
    )
    expect(names({ m: flat })).toEqual(['value', 'index'])
  })

  it('of what topN keeps', async () => {
    const m = view({ e: events }, (db) =>
      db
        .selectFrom('e')
        .selectAll()
        .$call(topN({ n: 1, partitionBy: ['e.user_id'], orderBy: [['e.id', 'desc']], as: 'place' })),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).not.toContain('*')
    expect(rows.map((row) => row['id']).sort()).toEqual([2, 3])
  })

  it('of models and ephemerals, as their queries return them', () => {
    const up = table({ u: users }, (db) => db.selectFrom('u').select(['u.name as who', 'u.score']))
    const m = view({ up }, (db) => db.selectFrom('up as x').selectAll())
    expect(compileFor('duckdb', { up, m }).sql).toBe('select "x"."who", "x"."score" from "dev"."up" as "x"')
  })

  it('in an exists changes nothing', async () => {
    const m = view({ e: events, u: users }, (db) =>
      db
        .selectFrom('u')
        .where((eb) => eb.exists(eb.selectFrom('e').selectAll().whereRef('e.user_id', '=', 'u.user_id')))
        .select('u.name'),
    )
    expect((await compileAndRun({ m })).rows).toHaveLength(2)
  })

  it('of a join whose tables share a column is refused', () => {
    const m = view({ e: events, u: users }, (db) =>
      db.selectFrom('e').innerJoin('u', 'u.user_id', 'e.user_id').selectAll(),
    )
    expect(diagnosticsIn({ m })).toMatchInlineSnapshot(`
      [
        "E_DUPLICATE_COLUMN the query of "m" returns the column "user_id" twice → Name the columns that you want instead of selectAll(), or give one of them an alias.",
      ]
    `)
  })
})

describe('a decimal that is read as a string', () => {
  it('is a string in a JSON object too, with all its digits', () => {
    const { long } = source('raw', { long: { id: integer(), amount: decimal(38, 2, { as: 'string' }) } })
    const m = view({ l: long }, (db) =>
      db.selectFrom('l').select((eb) => objectConstruct({ id: eb.ref('l.id'), amount: eb.ref('l.amount') }).as('o')),
    )
    expect(compileFor('duckdb', { long, m }).sql).toBe(
      `select json_object('id', "l"."id", 'amount', cast("l"."amount" as varchar)) as "o" from "raw"."long" as "l"`,
    )
  })
})
