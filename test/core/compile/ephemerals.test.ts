import { count, ephemeral, table, view } from 'kerros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { compileAndRun, compileFor, raw } from './compile-models.js'

const { events, users } = raw

describe('ephemerals become common table expressions', () => {
  it('nested ones first, shared ones once, on both engines', async () => {
    const a = ephemeral({ e: events }, (db) => db.selectFrom('e').select(['e.id', 'e.user_id']))
    const b = ephemeral({ x: a }, (db) => db.selectFrom('x').select('x.user_id').distinct())
    const c = ephemeral({ x: a, y: b }, (db) =>
      db.selectFrom('x').innerJoin('y', 'y.user_id', 'x.user_id').select(['x.id', 'y.user_id']),
    )
    const m = table({ a, b, c }, (db) =>
      db
        .selectFrom('c')
        .innerJoin('b', 'b.user_id', 'c.user_id')
        .innerJoin('a', 'a.id', 'c.id')
        .groupBy('b.user_id')
        .select(['b.user_id', count().as('n')])
        .orderBy('b.user_id'),
    )
    const { duckdb, snowflake, rows } = await compileAndRun({ a, b, c, m })
    expect(duckdb).toMatchInlineSnapshot(
      `"with "a_2" as (select "e"."id", "e"."user_id" from "raw"."events" as "e"), "b_2" as (select distinct "x"."user_id" from "a_2" as "x"), "c_2" as (select "x"."id", "y"."user_id" from "a_2" as "x" inner join "b_2" as "y" on "y"."user_id" = "x"."user_id") select "b"."user_id", count(*) as "n" from "c_2" as "c" inner join "b_2" as "b" on "b"."user_id" = "c"."user_id" inner join "a_2" as "a" on "a"."id" = "c"."id" group by "b"."user_id" order by "b"."user_id" nulls last"`,
    )
    expect(snowflake.match(/ as \(select/g)).toHaveLength(3)
    expect(rows).toEqual([
      { user_id: 10, n: 2 },
      { user_id: 20, n: 1 },
    ])
  })

  it('are written, all of them, before the expressions of a reader', async () => {
    const a = ephemeral({ e: events }, (db) => db.selectFrom('e').select(['e.id', 'e.user_id']))
    const b = ephemeral({ u: users }, (db) => db.selectFrom('u').select(['u.user_id', 'u.name']))
    const m = view({ a, b }, (db) =>
      db
        .with('named', (q) => q.selectFrom('a').innerJoin('b', 'b.user_id', 'a.user_id').select(['a.id', 'b.name']))
        .selectFrom('named')
        .select(['named.id', 'named.name'])
        .orderBy('named.id'),
    )
    const { duckdb, rows } = await compileAndRun({ a, b, m })
    expect(duckdb).toMatch(/^with "a_2" as \(.*\), "b_2" as \(.*\), "named" as/)
    expect(rows.map((row) => row['name'])).toEqual(['Aino', 'Aino', 'Veikko'])
  })

  it('are written before the expressions of a recursive reader', async () => {
    const start = ephemeral({ e: events }, (db) => db.selectFrom('e').select('e.id as n').where('e.id', '=', 1))
    const m = view({ start }, (db) =>
      db
        .withRecursive('up(n)', (q) =>
          q
            .selectFrom('start')
            .select('start.n')
            .unionAll(
              q
                .selectFrom('up')
                .select((eb) => eb('up.n', '+', 1).as('n'))
                .where('up.n', '<', 3),
            ),
        )
        .selectFrom('up')
        .select('up.n')
        .orderBy('up.n'),
    )
    const { duckdb, rows } = await compileAndRun({ start, m })
    expect(duckdb).toMatch(/^with recursive "start_2" as \(.*\), "up"\("n"\) as/)
    expect(rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  })

  it('that are recursive themselves can be read', async () => {
    const numbers = ephemeral({ e: events }, (db) =>
      db
        .withRecursive('r(n)', (q) =>
          q
            .selectFrom('e')
            .select('e.id as n')
            .where('e.id', '=', 1)
            .unionAll(
              q
                .selectFrom('r')
                .select((eb) => eb('r.n', '+', 1).as('n'))
                .where('r.n', '<', 4),
            ),
        )
        .selectFrom('r')
        .select('r.n'),
    )
    const m = view({ numbers }, (db) => db.selectFrom('numbers').select(count().as('n')))
    expect((await compileAndRun({ numbers, m })).rows).toEqual([{ n: 4 }])
  })

  it('get names that clash with nothing: not with tables, expressions, aliases or other ephemerals', async () => {
    const x = ephemeral({ e: events }, (db) => db.selectFrom('e').select(['e.id', 'e.kind']))
    const m = view({ renamed: x, u: users }, (db) =>
      db
        .with('x', (q) => q.selectFrom('u').select('u.user_id'))
        .selectFrom('x')
        .innerJoin('renamed', (join) => join.on((eb) => eb('renamed.id', '<=', eb.lit(2))))
        .select(['x.user_id', 'renamed.kind'])
        .orderBy('x.user_id')
        .orderBy('renamed.id'),
    )
    const { duckdb, rows } = await compileAndRun({ x, m })
    expect(duckdb).toMatchInlineSnapshot(
      `"with "x_2" as (select "e"."id", "e"."kind" from "raw"."events" as "e"), "x" as (select "u"."user_id" from "raw"."users" as "u") select "x"."user_id", "renamed"."kind" from "x" inner join "x_2" as "renamed" on "renamed"."id" <= 2 order by "x"."user_id" nulls last, "renamed"."id" nulls last"`,
    )
    expect(rows).toHaveLength(4)
  })

  it('are read under two names without being written twice', async () => {
    const x = ephemeral({ e: events }, (db) => db.selectFrom('e').select(['e.id', 'e.user_id']))
    const m = view({ one: x, two: x }, (db) =>
      db.selectFrom('one').innerJoin('two', 'two.user_id', 'one.user_id').select(['one.id', 'two.id as other']),
    )
    const { duckdb, rows } = await compileAndRun({ x, m })
    expect(duckdb.match(/ as \(select/g)).toHaveLength(1)
    expect(rows).toHaveLength(5)
  })

  it('that shadow an input by an expression of their own keep their scope', async () => {
    const x = ephemeral({ e: events }, (db) =>
      db
        .with('e', (q) => q.selectFrom('e').select('e.id').where('e.id', '>', 1))
        .selectFrom('e')
        .select('e.id'),
    )
    const m = view({ x, e: events }, (db) =>
      db.selectFrom('e').innerJoin('x', 'x.id', 'e.id').select(['e.id', 'e.kind']).orderBy('e.id'),
    )
    const { rows } = await compileAndRun({ x, m })
    expect(rows).toEqual([
      { id: 2, kind: 'b' },
      { id: 3, kind: 'a' },
    ])
  })

  it('can be read in subqueries, unions and raw SQL that has a WITH of its own', async () => {
    const x = ephemeral({ e: events }, (db) => db.selectFrom('e').select('e.id'))
    const union = view({ x, e: events }, (db) =>
      db.selectFrom('e').select('e.id').where('e.id', '=', 1).union(db.selectFrom('x').select('x.id')),
    )
    expect((await compileAndRun({ x, m: union })).rows).toHaveLength(3)
    const nested = view({ x, e: events }, (db) =>
      db
        .selectFrom('e')
        .where('e.id', 'in', (eb) => eb.selectFrom('x').select('x.id'))
        .select('e.id'),
    )
    expect((await compileAndRun({ x, m: nested })).rows).toHaveLength(3)
    const { integer } = await import('kerros')
    const rawSql = view(
      { x },
      () => sql<{ id: number }>`with two as (select * from ${sql.table('x')} where id < 3) select id from two`,
      {
        contract: { id: integer() },
      },
    )
    expect((await compileAndRun({ x, m: rawSql })).rows).toHaveLength(2)
  })

  it('that are not read are not written', () => {
    const x = ephemeral({ e: events }, (db) => db.selectFrom('e').select('e.id'))
    const m = view({ x, e: events }, (db) => db.selectFrom('e').select('e.id'))
    expect(compileFor('duckdb', { x, m }).sql).not.toContain('with')
  })
})
