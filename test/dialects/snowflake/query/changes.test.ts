import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { insertOverwrite } from '../../../../src/dialects/snowflake/index.js'
import { checkQuery, type LeftOut, type MatrixQuery, openExecutor } from './check-query.js'
import { db } from './database.js'

const executor = await openExecutor()
afterAll(() => executor?.close())

/** The change, and what the table holds after it. */
async function check(query: MatrixQuery, table: 'movies' | 'ratings' | 'staged', leftOut?: LeftOut) {
  const checked = await checkQuery(executor, query, leftOut)
  if (leftOut?.notRun !== undefined || !executor) return checked
  const rows = await executor.run(`select * from ${table} order by 1, 2`, [])
  return { ...checked, after: rows.map((row) => Object.values(row).join(' ')) }
}

describe('insert', () => {
  it('inserts one row, and several rows with defaults', async () => {
    expect(await check(db.insertInto('movies').values({ id: 5, title: 'Five' }), 'movies')).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High 1949 Drama|War",
          "2 Alien 1979 Horror",
          "3 Unknown  ",
          "5 Five  ",
        ],
        "parameters": [
          5,
          "Five",
        ],
        "sql": "insert into "MOVIES" ("ID", "TITLE") values (?, ?)",
      }
    `)
    expect(
      await check(
        db.insertInto('movies').values([
          { id: 6, title: 'Six', releaseYear: 2006 },
          { id: 7, title: 'Seven' },
        ]),
        'movies',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High 1949 Drama|War",
          "2 Alien 1979 Horror",
          "3 Unknown  ",
          "5 Five  ",
          "6 Six 2006 ",
          "7 Seven  ",
        ],
        "parameters": [
          6,
          "Six",
          2006,
          7,
          "Seven",
        ],
        "sql": "insert into "MOVIES" ("ID", "TITLE", "RELEASEYEAR") values (?, ?, ?), (?, ?, default)",
      }
    `)
  })

  it('rows with expressions become selects, which take what VALUES does not', async () => {
    expect(
      await check(
        db.insertInto('staged').values([
          { id: 8, title: sql`upper(${'eight'})` },
          { id: (eb) => eb.selectFrom('movies').select((m) => m.fn.max('id').as('id')), title: 'greatest' },
        ]),
        'staged',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "2 Alien (1979)",
          "4 Dune",
          "7 greatest",
          "8 EIGHT",
        ],
        "parameters": [
          8,
          "eight",
          "greatest",
        ],
        "sql": "insert into "STAGED" ("ID", "TITLE") select ?, upper(?) union all select (select max("ID") as "ID" from "MOVIES"), ?",
      }
    `)
    expect(
      await check(db.insertInto('events').values({ id: 2, payload: sql`parse_json(${'{"a":1}'})` }), 'staged'),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "2 Alien (1979)",
          "4 Dune",
          "7 greatest",
          "8 EIGHT",
        ],
        "parameters": [
          2,
          "{"a":1}",
        ],
        "sql": "insert into "EVENTS" ("ID", "PAYLOAD") select ?, parse_json(?)",
      }
    `)
    expect(
      await check(db.insertInto('staged').values({ id: 9, title: sql`default` }), 'staged'),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "2 Alien (1979)",
          "4 Dune",
          "7 greatest",
          "8 EIGHT",
          "9 ",
        ],
        "parameters": [
          9,
        ],
        "sql": "insert into "STAGED" ("ID", "TITLE") values (?, default)",
      }
    `)
  })

  it('inserts the rows of a select, with common table expressions', async () => {
    expect(
      await check(
        db
          .insertInto('staged')
          .columns(['id', 'title'])
          .expression(db.selectFrom('movies').select(['id', 'title']).where('id', '=', 1)),
        'staged',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High",
          "2 Alien (1979)",
          "4 Dune",
          "7 greatest",
          "8 EIGHT",
          "9 ",
        ],
        "parameters": [
          1,
        ],
        "sql": "insert into "STAGED" ("ID", "TITLE") select "ID", "TITLE" from "MOVIES" where "ID" = ?",
      }
    `)
    expect(
      await check(
        db
          .with('old', (q) => q.selectFrom('movies').selectAll().where('releaseYear', '<', 1950))
          .insertInto('staged')
          .columns(['id', 'title'])
          .expression((eb) => eb.selectFrom('old').select(['old.id', 'old.title'])),
        'staged',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High",
          "1 Twelve O'Clock \\ High",
          "2 Alien (1979)",
          "4 Dune",
          "7 greatest",
          "8 EIGHT",
          "9 ",
        ],
        "parameters": [
          1950,
        ],
        "sql": "insert into "STAGED" ("ID", "TITLE") with "OLD" as (select * from "MOVIES" where "RELEASEYEAR" < ?) select "OLD"."ID", "OLD"."TITLE" from "OLD"",
      }
    `)
  })

  it('overwrites a table', async () => {
    expect(
      await check(
        db
          .insertInto('staged')
          .$call(insertOverwrite)
          .columns(['id', 'title'])
          .expression(db.selectFrom('movies').select(['id', 'title']).where('id', '<', 3)),
        'staged',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High",
          "2 Alien",
        ],
        "parameters": [
          3,
        ],
        "sql": "insert overwrite into "STAGED" ("ID", "TITLE") select "ID", "TITLE" from "MOVIES" where "ID" < ?",
      }
    `)
    expect(
      await check(
        db
          .insertInto('staged')
          .$call(insertOverwrite)
          .values([
            { id: 2, title: 'Alien (1979)' },
            { id: 4, title: 'Dune' },
          ]),
        'staged',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "2 Alien (1979)",
          "4 Dune",
        ],
        "parameters": [
          2,
          "Alien (1979)",
          4,
          "Dune",
        ],
        "sql": "insert overwrite into "STAGED" ("ID", "TITLE") values (?, ?), (?, ?)",
      }
    `)
  })
})

describe('update', () => {
  it('sets values and expressions', async () => {
    expect(
      await check(
        db
          .updateTable('movies')
          .set((eb) => ({ title: eb.fn<string>('upper', ['title']), genres: null }))
          .where('id', '=', 5),
        'movies',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High 1949 Drama|War",
          "2 Alien 1979 Horror",
          "3 Unknown  ",
          "5 FIVE  ",
          "6 Six 2006 ",
          "7 Seven  ",
        ],
        "parameters": [
          null,
          5,
        ],
        "sql": "update "MOVIES" set "TITLE" = upper("TITLE"), "GENRES" = ? where "ID" = ?",
      }
    `)
  })

  it('updates from another table, and from a join', async () => {
    expect(
      await check(
        db
          .updateTable('movies')
          .from('staged as s')
          .set((eb) => ({ title: eb.ref('s.title') }))
          .whereRef('movies.id', '=', 's.id'),
        'movies',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High 1949 Drama|War",
          "2 Alien (1979) 1979 Horror",
          "3 Unknown  ",
          "5 FIVE  ",
          "6 Six 2006 ",
          "7 Seven  ",
        ],
        "sql": "update "MOVIES" set "TITLE" = "S"."TITLE" from "STAGED" as "S" where "MOVIES"."ID" = "S"."ID"",
      }
    `)
    expect(
      await check(
        db
          .updateTable('movies')
          .from('staged as s')
          .innerJoin('ratings as r', 'r.movieId', 's.id')
          .set((eb) => ({ genres: eb.cast<string>('r.rating', 'varchar') }))
          .whereRef('movies.id', '=', 's.id'),
        'movies',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High 1949 Drama|War",
          "2 Alien (1979) 1979 3.0",
          "3 Unknown  ",
          "5 FIVE  ",
          "6 Six 2006 ",
          "7 Seven  ",
        ],
        "sql": "update "MOVIES" set "GENRES" = cast("R"."RATING" as varchar) from "STAGED" as "S" inner join "RATINGS" as "R" on "R"."MOVIEID" = "S"."ID" where "MOVIES"."ID" = "S"."ID"",
      }
    `)
  })
})

describe('delete', () => {
  it('deletes by a condition, and by another table', async () => {
    expect(await check(db.deleteFrom('movies').where('id', '>', 5), 'movies')).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High 1949 Drama|War",
          "2 Alien (1979) 1979 3.0",
          "3 Unknown  ",
          "5 FIVE  ",
        ],
        "parameters": [
          5,
        ],
        "sql": "delete from "MOVIES" where "ID" > ?",
      }
    `)
    expect(
      await check(
        db
          .deleteFrom('ratings')
          .using(['movies as m', 'staged as s'])
          .whereRef('ratings.movieId', '=', 'm.id')
          .whereRef('s.id', '=', 'm.id'),
        'ratings',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 1 1 4.5",
          "3 2 1 2.5",
        ],
        "sql": "delete from "RATINGS" using "MOVIES" as "M", "STAGED" as "S" where "RATINGS"."MOVIEID" = "M"."ID" and "S"."ID" = "M"."ID"",
      }
    `)
  })
})

describe('merge', () => {
  it('has all clauses', async () => {
    expect(
      await check(
        db
          .mergeInto('movies as m')
          .using('staged as s', 's.id', 'm.id')
          .whenMatchedAnd('s.title', '=', 'gone')
          .thenDelete()
          .whenMatchedAndRef('s.title', '!=', 'm.title')
          .thenUpdateSet((eb) => ({ title: eb.ref('s.title'), releaseYear: 1980 }))
          .whenMatched()
          .thenUpdateSet({ genres: 'same' })
          .whenNotMatchedAnd('s.id', '>', 3)
          .thenInsertValues((eb) => ({
            id: eb.ref('s.id'),
            title: eb.fn<string>('lower', ['s.title']),
            releaseYear: 2021,
          })),
        'movies',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High 1949 Drama|War",
          "2 Alien (1979) 1979 same",
          "3 Unknown  ",
          "4 dune 2021 ",
          "5 FIVE  ",
        ],
        "parameters": [
          "gone",
          1980,
          "same",
          3,
          2021,
        ],
        "sql": "merge into "MOVIES" as "M" using "STAGED" as "S" on "S"."ID" = "M"."ID" when matched and "S"."TITLE" = ? then delete when matched and "S"."TITLE" != "M"."TITLE" then update set "TITLE" = "S"."TITLE", "RELEASEYEAR" = ? when matched then update set "GENRES" = ? when not matched and "S"."ID" > ? then insert ("ID", "TITLE", "RELEASEYEAR") values ("S"."ID", lower("S"."TITLE"), ?)",
      }
    `)
  })

  it('merges a query', async () => {
    expect(
      await check(
        db
          .mergeInto('movies')
          .using(
            db
              .with('best', (q) => q.selectFrom('staged').selectAll().where('id', '=', 4))
              .selectFrom('best')
              .selectAll()
              .as('s'),
            (join) => join.onRef('s.id', '=', 'movies.id'),
          )
          .whenMatched()
          .thenDelete(),
        'movies',
      ),
    ).toMatchInlineSnapshot(`
      {
        "after": [
          "1 Twelve O'Clock \\ High 1949 Drama|War",
          "2 Alien (1979) 1979 same",
          "3 Unknown  ",
          "5 FIVE  ",
        ],
        "parameters": [
          4,
        ],
        "sql": "merge into "MOVIES" using (with "BEST" as (select * from "STAGED" where "ID" = ?) select * from "BEST") as "S" on "S"."ID" = "MOVIES"."ID" when matched then delete",
      }
    `)
  })
})
