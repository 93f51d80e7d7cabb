import { count, max, orNull, table, view } from 'kerros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { compileAndRun, compileFor, raw } from './compile-models.js'

const { events, users } = raw

describe('names of inputs become relations', () => {
  it('with three parts on Snowflake, and without the catalog on DuckDB, so that views still work in a copied file', async () => {
    const m = view({ e: events }, (db) => db.selectFrom('e').select(['e.id', 'kind']))
    const { duckdb, snowflake, rows } = await compileAndRun({ m })
    expect(duckdb).toMatchInlineSnapshot(`"select "e"."id", "kind" from "raw"."events" as "e""`)
    expect(snowflake).toMatchInlineSnapshot(`"select "E"."ID", "KIND" from "MOVIES"."RAW"."EVENTS" as "E""`)
    expect(rows).toHaveLength(3)
  })

  it('keeps aliases, also when one table is read twice', async () => {
    const m = view({ e: events }, (db) =>
      db
        .selectFrom('e as a')
        .innerJoin('e as b', 'b.user_id', 'a.user_id')
        .whereRef('a.id', '<', 'b.id')
        .select(['a.id as first', 'b.id as second']),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).toMatchInlineSnapshot(
      `"select "a"."id" as "first", "b"."id" as "second" from "raw"."events" as "a" inner join "raw"."events" as "b" on "b"."user_id" = "a"."user_id" where "a"."id" < "b"."id""`,
    )
    expect(rows).toEqual([{ first: 1, second: 2 }])
  })

  it('an alias may be the name of another input', async () => {
    const m = view({ e: events, u: users }, (db) =>
      db.selectFrom('u as e').innerJoin('e as u', 'u.user_id', 'e.user_id').select(['e.name', 'u.id']).orderBy('u.id'),
    )
    const { rows } = await compileAndRun({ m })
    expect(rows.map((row) => row['name'])).toEqual(['Aino', 'Aino', 'Veikko'])
  })

  it('models are where the target says', () => {
    const up = table({ e: events }, (db) => db.selectFrom('e').select('e.id'))
    const m = view({ up }, (db) => db.selectFrom('up').select('up.id'))
    expect(compileFor('duckdb', { m, up }).sql).toBe('select "up"."id" from "dev"."up" as "up"')
    expect(compileFor('snowflake', { m, up }).sql).toBe('select "UP"."ID" from "MOVIES"."DEV"."UP" as "UP"')
  })
})

describe('common table expressions', () => {
  it('are left alone where they are in scope', async () => {
    const m = view({ e: events }, (db) =>
      db
        .with('per_user', (q) =>
          q
            .selectFrom('e')
            .groupBy('e.user_id')
            .select(['e.user_id', count().as('n')]),
        )
        .with('many', (q) => q.selectFrom('per_user').selectAll().where('n', '>', 1))
        .selectFrom('many as x')
        .innerJoin('per_user', 'per_user.user_id', 'x.user_id')
        .select(['x.user_id', 'per_user.n']),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).toMatchInlineSnapshot(
      `"with "per_user" as (select "e"."user_id", count(*) as "n" from "raw"."events" as "e" group by "e"."user_id"), "many" as (select "per_user"."user_id", "per_user"."n" from "per_user" where "n" > 1) select "x"."user_id", "per_user"."n" from "many" as "x" inner join "per_user" on "per_user"."user_id" = "x"."user_id""`,
    )
    expect(rows).toEqual([{ user_id: 10, n: 2 }])
  })

  it('may hide an input: inside of it the name is still the input', async () => {
    const m = view({ e: events }, (db) =>
      db
        .with('e', (q) => q.selectFrom('e').select(['e.id', 'e.kind']).where('e.kind', '=', 'a'))
        .selectFrom('e')
        .selectAll()
        .orderBy('e.id'),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).toMatchInlineSnapshot(
      `"with "e" as (select "e"."id", "e"."kind" from "raw"."events" as "e" where "e"."kind" = 'a') select "e"."id", "e"."kind" from "e" order by "e"."id" nulls last"`,
    )
    expect(rows).toEqual([
      { id: 1, kind: 'a' },
      { id: 3, kind: 'a' },
    ])
  })

  it('of a query are known in queries with expressions of their own', async () => {
    const m = view({ e: events }, (db) =>
      db
        .with('firsts', (q) => q.selectFrom('e').select('e.id').where('e.id', '<', 3))
        .with('seconds', (q) =>
          q
            .with('inner_one', (p) => p.selectFrom('firsts').select('firsts.id').where('firsts.id', '>', 1))
            .selectFrom('inner_one')
            .innerJoin('firsts', 'firsts.id', 'inner_one.id')
            .select('firsts.id'),
        )
        .selectFrom('seconds')
        .select('seconds.id'),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb.match(/raw/g)).toHaveLength(1)
    expect(rows).toEqual([{ id: 2 }])
  })

  it('of a subquery are not known outside of it', async () => {
    const m = view({ e: events }, (db) =>
      db
        .selectFrom(
          db
            .with('e', (q) => q.selectFrom('e').select('e.id').where('e.id', '=', 1))
            .selectFrom('e')
            .select('e.id')
            .as('one'),
        )
        .innerJoin('e', 'e.id', 'one.id')
        .select(['one.id', 'e.kind']),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).toMatchInlineSnapshot(
      `"select "one"."id", "e"."kind" from (with "e" as (select "e"."id" from "raw"."events" as "e" where "e"."id" = 1) select "e"."id" from "e") as "one" inner join "raw"."events" as "e" on "e"."id" = "one"."id""`,
    )
    expect(rows).toEqual([{ id: 1, kind: 'a' }])
  })

  it('may read themselves when they are recursive', async () => {
    const m = view({ e: events }, (db) =>
      db
        .withRecursive('up(n)', (q) =>
          q
            .selectFrom('e')
            .select('e.id as n')
            .where('e.id', '=', 1)
            .unionAll(
              q
                .selectFrom('up')
                .select((eb) => eb('up.n', '+', 1).as('n'))
                .where('up.n', '<', 3),
            ),
        )
        .selectFrom('up')
        .selectAll()
        .orderBy('n'),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).toMatchInlineSnapshot(
      `"with recursive "up"("n") as (select "e"."id" as "n" from "raw"."events" as "e" where "e"."id" = 1 union all select "up"."n" + 1 as "n" from "up" where "up"."n" < 3) select "up"."n" from "up" order by "n" nulls last"`,
    )
    expect(rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  })
})

describe('every place where a query can read a table is reached', () => {
  it('exists, in, scalar subqueries', async () => {
    const m = view({ e: events, u: users }, (db) =>
      db
        .selectFrom('u')
        .where((eb) => eb.exists(eb.selectFrom('e').select('e.id').whereRef('e.user_id', '=', 'u.user_id')))
        .where('u.user_id', 'in', (eb) => eb.selectFrom('e').select('e.user_id').where('e.kind', '=', 'b'))
        .select((eb) => [
          'u.name',
          eb.selectFrom('e').select(count().as('n')).whereRef('e.user_id', '=', 'u.user_id').$asScalar().as('n'),
        ]),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb.match(/from "raw"\."events" as "e"/g)).toHaveLength(3)
    expect(rows).toEqual([{ name: 'Aino', n: 2 }])
  })

  it('lateral joins and branches of unions', async () => {
    const m = view({ e: events, u: users }, (db) =>
      db
        .selectFrom('u')
        .innerJoinLateral(
          (eb) =>
            eb
              .selectFrom('e')
              .select((e) => orNull(max(e.ref('e.id'))).as('id'))
              .whereRef('e.user_id', '=', 'u.user_id')
              .as('last'),
          (join) => join.onTrue(),
        )
        .select(['u.name as text', 'last.id'])
        .unionAll(db.selectFrom('e').select(['e.kind as text', 'e.id']).where('e.id', '=', 1))
        .unionAll(
          db
            .selectFrom((eb) => eb.selectFrom('e').select(['e.kind', 'e.id']).where('e.id', '=', 2).as('x'))
            .select(['x.kind as text', 'x.id']),
        ),
    )
    const { rows } = await compileAndRun({ m })
    expect(rows.map((row) => `${row['text']} ${row['id']}`).sort()).toEqual(['Aino 2', 'Veikko 3', 'a 1', 'b 2'])
  })

  it('having, order by, case, join conditions and window functions', async () => {
    const m = view({ e: events, u: users }, (db) =>
      db
        .selectFrom('u')
        .leftJoin('e', (join) =>
          join.onRef('e.user_id', '=', 'u.user_id').on((eb) =>
            eb(
              'e.id',
              '>=',
              eb.selectFrom('e as f').select((x) => x.fn.min('f.id').as('min')),
            ),
          ),
        )
        .groupBy('u.user_id')
        .having((eb) => eb(eb.fn.count('e.id'), '<=', eb.selectFrom('e as f').select(count().as('n'))))
        .select((eb) => [
          'u.user_id',
          eb
            .case()
            .when(eb.exists(eb.selectFrom('e as f').select('f.id')))
            .then(1)
            .else(0)
            .end()
            .as('flag'),
        ])
        .orderBy((eb) =>
          eb
            .selectFrom('u as v')
            .select((x) => x.fn.max('v.user_id').as('most'))
            .whereRef('v.user_id', '=', 'u.user_id'),
        ),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).not.toMatch(/from "[eu]"|join "[eu]"/)
    expect(rows).toEqual([
      { user_id: 10, flag: 1 },
      { user_id: 20, flag: 1 },
    ])
  })

  it('sql templates', async () => {
    const m = view({ e: events }, (db) =>
      db
        .selectFrom('e')
        .select([
          'e.id',
          sql<number>`(select count(*) from ${sql.table('e')} as ${sql.id('f')} where ${sql.ref('f.user_id')} = ${sql.ref('e.user_id')})`.as(
            'same',
          ),
        ]),
    )
    const { duckdb, rows } = await compileAndRun({ m })
    expect(duckdb).toMatchInlineSnapshot(
      `"select "e"."id", (select count(*) from "raw"."events" as "f" where "f"."user_id" = "e"."user_id") as "same" from "raw"."events" as "e""`,
    )
    expect(rows.map((row) => row['same'])).toEqual([2, 2, 1])
  })

  it('and no string is read as a name', async () => {
    const m = view({ e: events }, (db) =>
      db
        .selectFrom('e')
        .select(['e.id', sql<string>`${'e'}`.as('e')])
        .where('e.kind', '!=', 'e'),
    )
    const { duckdb } = await compileAndRun({ m })
    expect(duckdb).toContain(`'e' as "e"`)
  })
})
