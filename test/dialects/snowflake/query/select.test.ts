import { concat, iff, text } from 'kerros'
import { createQueryId, ExplainNode, expressionBuilder, type SelectQueryNode, sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { SnowflakeQueryCompiler } from '../../../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { checkQuery, type LeftOut, type MatrixQuery, openExecutor } from './check-query.js'
import { db } from './database.js'

const executor = await openExecutor()
afterAll(() => executor?.close())

const check = (query: MatrixQuery, leftOut?: LeftOut) => checkQuery(executor, query, leftOut)
const eb = expressionBuilder<any, any>()
const movies = db.selectFrom('movies as m')

describe('select', () => {
  it('columns, distinct, where with all kinds of values', async () => {
    expect(await check(movies.select(['m.id', 'm.title as name']).where('m.id', '=', 1))).toMatchInlineSnapshot(`
      {
        "parameters": [
          1,
        ],
        "rows": [
          {
            "ID": 1,
            "NAME": "Twelve O'Clock \\ High",
          },
        ],
        "sql": "select "M"."ID", "M"."TITLE" as "NAME" from "MOVIES" as "M" where "M"."ID" = ?",
      }
    `)
    expect(await check(movies.select('m.releaseYear').distinct().orderBy('m.releaseYear'))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "RELEASEYEAR": 1949,
          },
          {
            "RELEASEYEAR": 1979,
          },
          {
            "RELEASEYEAR": null,
          },
        ],
        "sql": "select distinct "M"."RELEASEYEAR" from "MOVIES" as "M" order by "M"."RELEASEYEAR"",
      }
    `)
    expect(
      await check(movies.select('m.id').where('m.title', '=', "Twelve O'Clock \\ High").where('m.id', 'in', [1, 2])),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          "Twelve O'Clock \\ High",
          1,
          2,
        ],
        "rows": [
          {
            "ID": 1,
          },
        ],
        "sql": "select "M"."ID" from "MOVIES" as "M" where "M"."TITLE" = ? and "M"."ID" in (?, ?)",
      }
    `)
    expect(
      await check(
        movies
          .select('m.id')
          .where((eb) => eb.or([eb('m.title', 'ilike', 'al%'), eb.between('m.releaseYear', 1940, 1950)]))
          .where('m.genres', 'is not', null),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          "al%",
          1940,
          1950,
        ],
        "rows": [
          {
            "ID": 1,
          },
          {
            "ID": 2,
          },
        ],
        "sql": "select "M"."ID" from "MOVIES" as "M" where ("M"."TITLE" ilike ? or "M"."RELEASEYEAR" between ? and ?) and "M"."GENRES" is not null",
      }
    `)
  })

  it('writes operators in their own form', async () => {
    expect(
      await check(
        movies.select((eb) => [
          'm.id',
          eb(eb('m.id', '>', 1), 'is', true).as('late'),
          eb(eb('m.releaseYear', '>', 1), 'is not', true).as('unknown'),
          eb.neg(eb.neg('m.id')).as('same'),
          eb.neg(eb('m.id', '+', 1)).as('negative'),
          eb('m.releaseYear', 'is distinct from', null).as('known'),
        ]),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          1,
          1,
          1,
          null,
        ],
        "rows": [
          {
            "ID": 1,
            "KNOWN": true,
            "LATE": false,
            "NEGATIVE": -2,
            "SAME": 1,
            "UNKNOWN": false,
          },
          {
            "ID": 2,
            "KNOWN": true,
            "LATE": true,
            "NEGATIVE": -3,
            "SAME": 2,
            "UNKNOWN": false,
          },
          {
            "ID": 3,
            "KNOWN": false,
            "LATE": true,
            "NEGATIVE": -4,
            "SAME": 3,
            "UNKNOWN": true,
          },
        ],
        "sql": "select "M"."ID", ("M"."ID" > ?) is not distinct from true as "LATE", ("M"."RELEASEYEAR" > ?) is distinct from true as "UNKNOWN", -(-"M"."ID") as "SAME", -("M"."ID" + ?) as "NEGATIVE", "M"."RELEASEYEAR" is distinct from ? as "KNOWN" from "MOVIES" as "M"",
      }
    `)
  })

  it('limits rows by limit, offset, fetch and top', async () => {
    expect(await check(movies.select('m.id').orderBy('m.id').limit(2).offset(1))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 2,
          },
          {
            "ID": 3,
          },
        ],
        "sql": "select "M"."ID" from "MOVIES" as "M" order by "M"."ID" limit 2 offset 1",
      }
    `)
    expect(await check(movies.select('m.id').orderBy('m.id').offset(1))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 2,
          },
          {
            "ID": 3,
          },
        ],
        "sql": "select "M"."ID" from "MOVIES" as "M" order by "M"."ID" limit null offset 1",
      }
    `)
    expect(await check(movies.select('m.id').orderBy('m.id').offset(1).fetch(1))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 2,
          },
        ],
        "sql": "select "M"."ID" from "MOVIES" as "M" order by "M"."ID" offset 1 fetch next 1 rows only",
      }
    `)
    expect(await check(movies.select('m.id').orderBy('m.id').top(2))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 1,
          },
          {
            "ID": 2,
          },
        ],
        "sql": "select top 2 "M"."ID" from "MOVIES" as "M" order by "M"."ID"",
      }
    `)
    expect(() => movies.select('m.id').limit(-1).compile()).toThrow(
      expect.objectContaining({ code: 'E_INVALID_OPTION' }),
    )
  })

  it('orders by an expression, and puts NULL first or last', async () => {
    expect(
      await check(movies.select('m.id').orderBy('m.releaseYear', (ob) => ob.desc().nullsLast())),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 2,
          },
          {
            "ID": 1,
          },
          {
            "ID": 3,
          },
        ],
        "sql": "select "M"."ID" from "MOVIES" as "M" order by "M"."RELEASEYEAR" desc nulls last",
      }
    `)
    expect(
      await check(movies.select('m.id').orderBy('m.releaseYear', (ob) => ob.asc().nullsFirst())),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 3,
          },
          {
            "ID": 1,
          },
          {
            "ID": 2,
          },
        ],
        "sql": "select "M"."ID" from "MOVIES" as "M" order by "M"."RELEASEYEAR" asc nulls first",
      }
    `)
    expect(
      await check(
        movies.select('m.id').orderBy('m.title', (ob) => ob.collate('en-ci')),
        { notRun: 'knows no such collation' },
      ),
    ).toMatchInlineSnapshot(`
      {
        "sql": "select "M"."ID" from "MOVIES" as "M" order by "M"."TITLE" collate 'en-ci'",
      }
    `)
  })

  it('group by, having, aggregates with filter and order', async () => {
    expect(
      await check(
        db
          .selectFrom('ratings as r')
          .groupBy('r.movieId')
          .having((eb) => eb.fn.count('r.id'), '>', 1)
          .select((eb) => [
            'r.movieId',
            eb.fn.countAll().as('all'),
            eb.fn.count('r.id').filterWhere('r.rating', '>', 3).as('good'),
            eb.fn
              .agg<string>('listagg', [eb.cast('r.userId', 'varchar'), eb.val(',')])
              .orderBy('r.userId')
              .as('users'),
          ]),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          3,
          ",",
          1,
        ],
        "rows": [
          {
            "ALL": 2,
            "GOOD": 1,
            "MOVIEID": 1,
            "USERS": "1,2",
          },
        ],
        "sql": "select "R"."MOVIEID", count(*) as "ALL", count(iff("R"."RATING" > ?, "R"."ID", null)) as "GOOD", listagg(cast("R"."USERID" as varchar), ?) within group (order by "R"."USERID") as "USERS" from "RATINGS" as "R" group by "R"."MOVIEID" having count("R"."ID") > ?",
      }
    `)
  })

  it('computes windows', async () => {
    expect(
      await check(
        db
          .selectFrom('ratings as r')
          .select((eb) => [
            'r.userId',
            eb.fn
              .agg<number>('row_number')
              .over((o) => o.partitionBy('r.movieId').orderBy('r.rating', 'desc'))
              .as('n'),
          ])
          .orderBy(['r.userId', 'n']),
      ),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "N": 1,
            "USERID": 1,
          },
          {
            "N": 1,
            "USERID": 1,
          },
          {
            "N": 2,
            "USERID": 2,
          },
        ],
        "sql": "select "R"."USERID", row_number() over(partition by "R"."MOVIEID" order by "R"."RATING" desc) as "N" from "RATINGS" as "R" order by "R"."USERID", "N"",
      }
    `)
  })

  it('has case, cast, tuples, exists and functions', async () => {
    expect(
      await check(
        movies.select((eb) => [
          'm.id',
          eb.case().when('m.releaseYear', '<', 1950).then('old').else('new').end().as('age'),
          eb.cast<string>('m.id', 'varchar(10)').as('text'),
          eb.cast<Date>(eb.val('2024-01-31'), 'timestamp').as('day'),
          eb.fn.coalesce('m.genres', sql.lit('none')).as('genres'),
          eb.exists(eb.selectFrom('ratings as r').select('r.id')).as('rated'),
        ]),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          1950,
          "old",
          "new",
          "2024-01-31",
        ],
        "rows": [
          {
            "AGE": "old",
            "DAY": 2024-01-31T00:00:00.000Z,
            "GENRES": "Drama|War",
            "ID": 1,
            "RATED": true,
            "TEXT": "1",
          },
          {
            "AGE": "new",
            "DAY": 2024-01-31T00:00:00.000Z,
            "GENRES": "Horror",
            "ID": 2,
            "RATED": true,
            "TEXT": "2",
          },
          {
            "AGE": "new",
            "DAY": 2024-01-31T00:00:00.000Z,
            "GENRES": "none",
            "ID": 3,
            "RATED": true,
            "TEXT": "3",
          },
        ],
        "sql": "select "M"."ID", case when "M"."RELEASEYEAR" < ? then ? else ? end as "AGE", cast("M"."ID" as varchar(10)) as "TEXT", cast(? as timestamp_ntz) as "DAY", coalesce("M"."GENRES", 'none') as "GENRES", exists (select "R"."ID" from "RATINGS" as "R") as "RATED" from "MOVIES" as "M"",
      }
    `)
    expect(
      await check(
        movies.select('m.id').where((eb) => eb(eb.refTuple('m.id', 'm.title'), 'in', [eb.tuple(2, 'Alien')])),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          2,
          "Alien",
        ],
        "rows": [
          {
            "ID": 2,
          },
        ],
        "sql": "select "M"."ID" from "MOVIES" as "M" where ("M"."ID", "M"."TITLE") in ((?, ?))",
      }
    `)
  })

  it('reaches into semi-structured data', async () => {
    expect(
      await check(
        db
          .selectFrom('events as e')
          .select((eb) => [
            eb.ref('e.payload', '->').key('user').key('tags').at(0).as('tag'),
            eb.ref('e.payload', '->>').key('user').key('name').as('name'),
            eb.ref('e.payload', '->$').key('odd key').as('odd'),
            eb.ref('e.payload', '->>$').key('user').key('tags').at(1).as('second'),
          ]),
      ),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "NAME": "Ann",
            "ODD": 7,
            "SECOND": "b",
            "TAG": "a",
          },
        ],
        "sql": "select "E"."PAYLOAD":"user"."tags"[0] as "TAG", "E"."PAYLOAD":"user"."name"::varchar as "NAME", "E"."PAYLOAD":"odd key" as "ODD", "E"."PAYLOAD":"user"."tags"[1]::varchar as "SECOND" from "EVENTS" as "E"",
      }
    `)
  })

  it('explains a query', () => {
    const explained = (format?: 'text' | 'json') => {
      const node = { ...movies.select('m.id').toOperationNode(), explain: ExplainNode.create(format) }
      return new SnowflakeQueryCompiler().compileQuery(node as SelectQueryNode, createQueryId()).sql
    }
    expect(explained()).toMatchInlineSnapshot(`"explain select "M"."ID" from "MOVIES" as "M""`)
    expect(explained('json')).toMatchInlineSnapshot(`"explain using json select "M"."ID" from "MOVIES" as "M""`)
  })
})

describe('set operations', () => {
  const ids = db.selectFrom('movies').select('id')
  const others = db.selectFrom('staged').select('id')

  it('are of all kinds', async () => {
    expect(await check(ids.union(others).orderBy('id'))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 1,
          },
          {
            "ID": 2,
          },
          {
            "ID": 3,
          },
          {
            "ID": 4,
          },
        ],
        "sql": "select "ID" from "MOVIES" union select "ID" from "STAGED" order by "ID"",
      }
    `)
    expect(await check(ids.unionAll(others).orderBy('id').limit(4))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 1,
          },
          {
            "ID": 2,
          },
          {
            "ID": 2,
          },
          {
            "ID": 3,
          },
        ],
        "sql": "select "ID" from "MOVIES" union all select "ID" from "STAGED" order by "ID" limit 4",
      }
    `)
    expect(await check(ids.intersect(others))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 2,
          },
        ],
        "sql": "select "ID" from "MOVIES" intersect select "ID" from "STAGED"",
      }
    `)
    expect(await check(ids.except(others).orderBy('id'))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 1,
          },
          {
            "ID": 3,
          },
        ],
        "sql": "select "ID" from "MOVIES" except select "ID" from "STAGED" order by "ID"",
      }
    `)
  })

  it('an operand keeps its own order, limit and operations', async () => {
    expect(await check(ids.unionAll(others.orderBy('id', 'desc').limit(1)).orderBy('id'))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 1,
          },
          {
            "ID": 2,
          },
          {
            "ID": 3,
          },
          {
            "ID": 4,
          },
        ],
        "sql": "select "ID" from "MOVIES" union all (select "ID" from "STAGED" order by "ID" desc limit 1) order by "ID"",
      }
    `)
    expect(await check(ids.except(ids.except(others)).orderBy('id'))).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "ID": 2,
          },
        ],
        "sql": "select "ID" from "MOVIES" except (select "ID" from "MOVIES" except select "ID" from "STAGED") order by "ID"",
      }
    `)
  })
})

describe('common table expressions', () => {
  it('are one or several, with or without columns', async () => {
    expect(
      await check(
        db
          .with('old', (q) => q.selectFrom('movies').selectAll().where('releaseYear', '<', 1950))
          .with('rated(movie_id, best)', (q) =>
            q
              .selectFrom('ratings')
              .groupBy('movieId')
              .select((eb) => ['movieId as movie_id', eb.fn.max('rating').as('best')]),
          )
          .selectFrom('old')
          .innerJoin('rated', 'rated.movie_id', 'old.id')
          .select(['old.title', 'rated.best']),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          1950,
        ],
        "rows": [
          {
            "BEST": 4.5,
            "TITLE": "Twelve O'Clock \\ High",
          },
        ],
        "sql": "with "OLD" as (select * from "MOVIES" where "RELEASEYEAR" < ?), "RATED"("MOVIE_ID", "BEST") as (select "MOVIEID" as "MOVIE_ID", max("RATING") as "BEST" from "RATINGS" group by "MOVIEID") select "OLD"."TITLE", "RATED"."BEST" from "OLD" inner join "RATED" on "RATED"."MOVIE_ID" = "OLD"."ID"",
      }
    `)
  })

  it('has the list of columns of a recursive query, which the manual asks for, from the names of its first half', () => {
    const counter = (as: string): string =>
      db
        .withRecursive(as, (q) =>
          q
            .selectNoFrom([sql.lit(1).as('n'), sql.lit('a').as('userId')])
            .unionAll(
              q
                .selectFrom('counter' as any)
                .select((eb: any) => [eb('counter.n', '+', 1).as('n'), eb.ref('counter.userId').as('userId')]) as any,
            ),
        )
        .with('plain', (q) => q.selectNoFrom(sql.lit(1).as('m')))
        .selectNoFrom(sql.lit(1).as('x'))
        .compile().sql
    expect(counter('counter')).toContain('with recursive "COUNTER"("N", "USERID") as (select 1')
    expect(counter('counter')).toContain('"PLAIN"("M") as (')
    expect(counter('counter(n, name)')).toContain('with recursive "COUNTER"("N", "NAME") as (select 1')
    expect(
      db
        .withRecursive('c', (q) => q.selectNoFrom(sql`1`.as('n')))
        .with('all', (q) => q.selectFrom('c').selectAll())
        .selectFrom('all')
        .selectAll()
        .compile().sql,
    ).toBe('with recursive "C"("N") as (select 1 as "N"), "ALL" as (select * from "C") select * from "ALL"')
  })

  it('gives the strings of a first half no length, which those of the other half may exceed', async () => {
    const paths = (first: any) =>
      db
        .withRecursive('walk(depth, path)', (q): any =>
          q.selectNoFrom([sql.lit(1).as('depth'), first.as('path')] as any).unionAll(
            q
              .selectFrom('walk' as any)
              .select((eb: any) => [eb('walk.depth', '+', 1).as('depth'), eb('walk.path', '||', '/b').as('path')])
              .where('walk.depth' as any, '<', 3) as any,
          ),
        )
        .selectFrom('walk')
        .selectAll()
        .compile().sql
    const first = (x: any): string => /as \(select 1 as "DEPTH", (.*) as "PATH" union all/.exec(paths(x))![1]!
    const name = sql.ref('m.title')
    expect(
      [
        text('a'),
        sql.lit('a'),
        concat(text('a'), name as any),
        iff(sql<boolean>`true`, text('a'), name as any),
        eb.case().when(sql<boolean>`true`).then(sql.lit('a')).else(null).end(),
        eb.parens(eb(text('a'), '||', name as any)),
        eb.fn.coalesce(name as any, text('a')),
      ].map(first),
    ).toMatchInlineSnapshot(`
      [
        "cast('a' as varchar)",
        "cast('a' as varchar)",
        "cast(concat('a', "M"."TITLE") as varchar)",
        "cast(iff(true, 'a', "M"."TITLE") as varchar)",
        "cast(case when true then 'a' else null end as varchar)",
        "cast(('a' || "M"."TITLE") as varchar)",
        "cast(coalesce("M"."TITLE", 'a') as varchar)",
      ]
    `)
    expect([name, sql.lit(1), sql`'a'`, eb(sql.lit(1), '+', sql.lit(2))].map(first)).toMatchInlineSnapshot(`
      [
        ""M"."TITLE"",
        "1",
        "'a'",
        "1 + 2",
      ]
    `)
    expect(
      db
        .with('w', (q) => q.selectNoFrom(sql.lit('a').as('s')))
        .selectFrom('w')
        .selectAll()
        .compile().sql,
    ).not.toContain('cast')
  })

  it('are recursive', async () => {
    expect(
      await check(
        db
          .withRecursive('counter(n)', (q) =>
            q.selectNoFrom(sql.lit(1).as('n')).unionAll(
              q
                .selectFrom('counter')
                .select((eb) => eb('counter.n', '+', 1).as('n'))
                .where('counter.n', '<', 3),
            ),
          )
          .selectFrom('counter')
          .select('n')
          .orderBy('n'),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          1,
          3,
        ],
        "rows": [
          {
            "N": 1,
          },
          {
            "N": 2,
          },
          {
            "N": 3,
          },
        ],
        "sql": "with recursive "COUNTER"("N") as (select 1 as "N" union all select "COUNTER"."N" + ? as "N" from "COUNTER" where "COUNTER"."N" < ?) select "N" from "COUNTER" order by "N"",
      }
    `)
  })
})

describe('joins', () => {
  it('are inner, left, right, full and cross', async () => {
    expect(
      await check(
        movies
          .innerJoin('ratings as r', 'r.movieId', 'm.id')
          .leftJoin('staged as s', (join) => join.onRef('s.id', '=', 'm.id').on('s.title', '!=', 'x'))
          .select(['m.id', 'r.rating', 's.title as staged'])
          .orderBy(['m.id', 'r.rating']),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          "x",
        ],
        "rows": [
          {
            "ID": 1,
            "RATING": 2.5,
            "STAGED": null,
          },
          {
            "ID": 1,
            "RATING": 4.5,
            "STAGED": null,
          },
          {
            "ID": 2,
            "RATING": 3,
            "STAGED": "Alien (1979)",
          },
        ],
        "sql": "select "M"."ID", "R"."RATING", "S"."TITLE" as "STAGED" from "MOVIES" as "M" inner join "RATINGS" as "R" on "R"."MOVIEID" = "M"."ID" left join "STAGED" as "S" on "S"."ID" = "M"."ID" and "S"."TITLE" != ? order by "M"."ID", "R"."RATING"",
      }
    `)
    expect(
      await check(
        movies
          .rightJoin('staged as s', 's.id', 'm.id')
          .fullJoin('events as e', 'e.id', 'm.id')
          .crossJoin('staged as c')
          .select((eb) => eb.fn.countAll().as('n')),
      ),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "N": 6,
          },
        ],
        "sql": "select count(*) as "N" from "MOVIES" as "M" right join "STAGED" as "S" on "S"."ID" = "M"."ID" full join "EVENTS" as "E" on "E"."ID" = "M"."ID" cross join "STAGED" as "C"",
      }
    `)
  })

  it('are lateral', async () => {
    const best = (q: typeof db) => q.selectFrom('ratings as r').select((eb) => eb.fn.max('r.rating').as('best'))
    expect(
      await check(
        movies
          .crossJoinLateral((eb) =>
            eb
              .selectFrom('ratings as r')
              .select((inner) => inner.fn.max('r.rating').as('best'))
              .whereRef('r.movieId', '=', 'm.id')
              .as('b'),
          )
          .select(['m.id', 'b.best'])
          .orderBy('m.id'),
      ),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "BEST": 4.5,
            "ID": 1,
          },
          {
            "BEST": 3,
            "ID": 2,
          },
          {
            "BEST": null,
            "ID": 3,
          },
        ],
        "sql": "select "M"."ID", "B"."BEST" from "MOVIES" as "M" inner join lateral (select max("R"."RATING") as "BEST" from "RATINGS" as "R" where "R"."MOVIEID" = "M"."ID") as "B" order by "M"."ID"",
      }
    `)
    expect(
      await check(
        movies
          .leftJoinLateral(
            (eb) => eb.selectFrom('ratings as r').select('r.rating').whereRef('r.movieId', '=', 'm.id').as('b'),
            (join) => join.onTrue(),
          )
          .innerJoinLateral(best(db).as('c'), (join) => join.onTrue())
          .select((eb) => eb.fn.countAll().as('n')),
      ),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "N": 4,
          },
        ],
        "sql": "select count(*) as "N" from "MOVIES" as "M" left join lateral (select "R"."RATING" from "RATINGS" as "R" where "R"."MOVIEID" = "M"."ID") as "B" on true inner join lateral (select max("R"."RATING") as "BEST" from "RATINGS" as "R") as "C"",
      }
    `)
  })
})

describe('names', () => {
  it('keywords, quotes, schemas of one and two parts', async () => {
    expect(await check(db.selectFrom('select').select(['select.from', 'a"b']))).toMatchInlineSnapshot(`
      {
        "rows": [],
        "sql": "select "SELECT"."FROM", "A""B" from "SELECT"",
      }
    `)
    expect(
      await check(db.selectFrom('matrix.other').selectAll(), { notRun: 'it does not exist' }),
    ).toMatchInlineSnapshot(`
      {
        "sql": "select * from "MATRIX"."OTHER"",
      }
    `)
    expect(
      await check(db.withSchema('movielens.dev').selectFrom('movies').select('movies.id'), {
        notRun: 'it does not exist',
      }),
    ).toMatchInlineSnapshot(`
      {
        "sql": "select "MOVIELENS"."DEV"."MOVIES"."ID" from "MOVIELENS"."DEV"."MOVIES"",
      }
    `)
  })
})
