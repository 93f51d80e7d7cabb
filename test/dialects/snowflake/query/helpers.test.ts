import { integer, source, table, varchar } from 'kerros'
import { compileSql } from 'kerros/testing'
import type { Expression } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { DuckDbQueryCompiler } from '../../../../src/dialects/duckdb/query/duckdb-query-compiler.js'
import {
  arrayAgg,
  arrayConstruct,
  asofJoin,
  at,
  before,
  castTo,
  exact,
  exactTable,
  flatten,
  iff,
  listagg,
  objectConstruct,
  parseJson,
  path,
  pivot,
  qualify,
  sample,
  secureView,
  stageColumn,
  stagedFiles,
  tableOf,
  toVariant,
  tryCast,
  unpivot,
} from '../../../../src/dialects/snowflake/index.js'
import { SnowflakeQueryCompiler } from '../../../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { jsonPathText } from '../../../../src/dialects/snowflake/text/json-path-text.js'
import * as fc from '../../../seeded-fast-check.js'
import { checkQuery, type LeftOut, type MatrixQuery, openExecutor } from './check-query.js'
import { compileOnly, type Database, db } from './database.js'

const executor = await openExecutor()
afterAll(() => executor?.close())

const check = (query: MatrixQuery, leftOut?: LeftOut) => checkQuery(executor, query, leftOut)
const invalid = expect.objectContaining({ code: 'E_INVALID_OPTION' })

describe('clauses', () => {
  it('qualify rows by a window', async () => {
    const query = db
      .selectFrom('ratings as r')
      .select(['r.userId', 'r.rating'])
      .$call(
        qualify((eb) =>
          eb(
            eb.fn.agg<number>('row_number').over((o) => o.partitionBy('r.userId').orderBy('r.rating', 'desc')),
            '=',
            1,
          ),
        ),
      )
      .orderBy('r.userId')
    expect(await check(query)).toMatchInlineSnapshot(`
      {
        "parameters": [
          1,
        ],
        "rows": [
          {
            "RATING": 4.5,
            "USERID": 1,
          },
          {
            "RATING": 2.5,
            "USERID": 2,
          },
        ],
        "sql": "select "R"."USERID", "R"."RATING" from "RATINGS" as "R" qualify row_number() over(partition by "R"."USERID" order by "R"."RATING" desc) = ? order by "R"."USERID"",
      }
    `)
  })

  it('sample rows', async () => {
    const movies = tableOf(db, 'movies')
    expect(await check(db.selectFrom(sample(movies, { percent: 100 }).as('m')).select('m.id'))).toMatchInlineSnapshot(`
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
        ],
        "sql": "select "M"."ID" from (select * from "MOVIES" sample bernoulli (100)) as "M"",
      }
    `)
    const some = sample(movies, { percent: 0.5, method: 'system', seed: 7 })
    expect(
      (await check(db.selectFrom(some.as('m')).select('m.title'), { notRun: 'chance' })).sql,
    ).toMatchInlineSnapshot(`"select "M"."TITLE" from (select * from "MOVIES" sample system (0.5) seed (7)) as "M""`)
    const query = db.selectFrom('movies').select('title')
    expect(
      await check(db.selectFrom(sample(query, { percent: 100 }).as('m')).select('m.title')),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "TITLE": "Twelve O'Clock \\ High",
          },
          {
            "TITLE": "Alien",
          },
          {
            "TITLE": "Unknown",
          },
        ],
        "sql": "select "M"."TITLE" from (select * from (select "TITLE" from "MOVIES") sample bernoulli (100)) as "M"",
      }
    `)
    expect(() => sample(query, { percent: 1, seed: 1 })).toThrow(invalid)
    expect(await check(db.selectFrom(sample(movies, { rows: 9 }).as('m')).select('m.id'))).toMatchInlineSnapshot(`
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
        ],
        "sql": "select "M"."ID" from (select * from "MOVIES" sample (9 rows)) as "M"",
      }
    `)
    expect(() => sample(movies, { percent: 101 })).toThrow(invalid)
    expect(() => sample(movies, { rows: 1.5 })).toThrow(invalid)
    expect(() => sample(movies, { percent: '1) --' as never })).toThrow(invalid)
    expect(() => sample(movies, { percent: 1, seed: -1 })).toThrow(invalid)
  })

  it('pivot and unpivot tables', async () => {
    const wide = pivot(tableOf(db, 'ratings'), {
      groupBy: ['userId'],
      aggregate: 'max',
      of: 'rating',
      for: 'movieId',
      values: { first: 1, second: 2 },
    })
    expect(
      await check(db.selectFrom(wide.as('p')).select(['p.userId', 'p.first', 'p.second']).orderBy('p.userId')),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "FIRST": 4.5,
            "SECOND": 3,
            "USERID": 1,
          },
          {
            "FIRST": 2.5,
            "SECOND": null,
            "USERID": 2,
          },
        ],
        "sql": "select "P"."USERID", "P"."FIRST", "P"."SECOND" from (select * from (select "USERID", "MOVIEID", "RATING" from "RATINGS") pivot(max("RATING") for "MOVIEID" in (1, 2)) as "PIVOTED" ("USERID", "FIRST", "SECOND")) as "P" order by "P"."USERID"",
      }
    `)
    const long = unpivot(
      db.selectFrom('movies').select((eb) => ['id', 'title', eb.fn.coalesce('genres', 'title').as('genres')]),
      { keep: ['id'], columns: ['title', 'genres'], name: 'what', value: 'text' },
    )
    expect(
      await check(
        db.selectFrom(long.as('u')).select(['u.id', 'u.what', 'u.text']).where('u.id', '=', 2).orderBy('u.what'),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          2,
        ],
        "rows": [
          {
            "ID": 2,
            "TEXT": "Horror",
            "WHAT": "GENRES",
          },
          {
            "ID": 2,
            "TEXT": "Alien",
            "WHAT": "TITLE",
          },
        ],
        "sql": "select "U"."ID", "U"."WHAT", "U"."TEXT" from (select * from (select "ID", "TITLE", "GENRES" from (select "ID", "TITLE", coalesce("GENRES", "TITLE") as "GENRES" from "MOVIES")) unpivot ("TEXT" for "WHAT" in ("TITLE", "GENRES"))) as "U" where "U"."ID" = ? order by "U"."WHAT"",
      }
    `)
    expect(() =>
      pivot(tableOf(db, 'ratings'), { groupBy: [], aggregate: 'sum', of: 'rating', for: 'userId', values: {} }),
    ).toThrow(invalid)
  })

  it('read a table as it was', async () => {
    const leftOut = { notRun: 'it has no past' }
    const movies = tableOf(db, 'movies')
    const sqlAt = async (table: ReturnType<typeof at<Expression<{ id: number }>>>) =>
      (await check(db.selectFrom(table.as('m')).select('m.id'), leftOut)).sql
    expect(await sqlAt(at(movies, { offset: -3600 }))).toMatchInlineSnapshot(
      `"select "M"."ID" from "MOVIES" at(offset => -3600) as "M""`,
    )
    expect(await sqlAt(at(movies, { timestamp: new Date('2024-01-31T12:00:00Z') }))).toMatchInlineSnapshot(
      `"select "M"."ID" from "MOVIES" at(timestamp => to_timestamp_ntz('2024-01-31 12:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6')) as "M""`,
    )
    expect(await sqlAt(before(movies, { statement: "01b2'--" }))).toMatchInlineSnapshot(
      `"select "M"."ID" from "MOVIES" before(statement => '01b2''--') as "M""`,
    )
    expect(() => at(movies, { offset: 1 })).toThrow(invalid)
    expect(() => at(db.selectFrom('movies').selectAll(), { offset: -1 })).toThrow(invalid)
  })

  it('join the nearest earlier row', async () => {
    const query = db
      .selectFrom('movies as m')
      .$call(
        asofJoin('ratings as r', {
          match: (join) => join.onRef('m.id', '>=', 'r.rating'),
          on: (join) => join.onRef('m.id', '=', 'r.movieId'),
        }),
      )
      .select(['m.id', 'r.rating'])
    expect((await check(query, { notRun: 'knows no MATCH_CONDITION' })).sql).toMatchInlineSnapshot(
      `"select "M"."ID", "R"."RATING" from "MOVIES" as "M" asof join "RATINGS" as "R" match_condition ("M"."ID" >= "R"."RATING") on "M"."ID" = "R"."MOVIEID""`,
    )
    const wrong = asofJoin<Database, 'movies', {}, 'ratings as r'>('ratings as r', {
      match: (join) => join.onRef('movies.id', '=', 'r.movieId'),
    })
    expect(() => wrong(db.selectFrom('movies'))).toThrow(invalid)
  })

  it('a helper in the wrong place is refused', () => {
    expect(() => secureView(db.selectFrom('movies').select('id')).compile()).toThrow(
      expect.objectContaining({ code: 'E_UNSUPPORTED' }),
    )
  })
})

describe('semi-structured data', () => {
  it('is reached by paths', async () => {
    expect(
      await check(
        db.selectFrom('events as e').select((eb) => [
          path(eb.ref('e.payload'), 'user', 'tags', 0).cast('varchar').as('tag'),
          path(eb.ref('e.payload'), 'odd key').cast('number(10, 2)').as('odd'),
          path(eb.ref('e.payload'), 'user').as('user'),
          path(parseJson(eb.cast<string>(eb.val('{"A":[1]}'), 'varchar')), 'A', 0)
            .cast('integer')
            .as('one'),
        ]),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          "{"A":[1]}",
        ],
        "rows": [
          {
            "ODD": 7,
            "ONE": 1,
            "TAG": "a",
            "USER": {
              "name": "Ann",
              "tags": [
                "a",
                "b",
              ],
            },
          },
        ],
        "sql": "select "E"."PAYLOAD":"user"."tags"[0]::varchar as "TAG", "E"."PAYLOAD":"odd key"::number(10, 2) as "ODD", "E"."PAYLOAD":"user" as "USER", parse_json(cast(? as varchar)):"A"[0]::integer as "ONE" from "EVENTS" as "E"",
      }
    `)
  })

  it('no part of a path leaves it', async () => {
    const read = (...legs: readonly (string | number)[]) =>
      db.selectFrom('events as e').select((eb) => path(eb.ref('e.payload'), ...legs).as('x'))
    const attack = read("a']; drop table movies; --", "b'c", 1)
    expect(await check(attack)).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "X": null,
          },
        ],
        "sql": "select "E"."PAYLOAD"['a'']; drop table movies; --']['b''c'][1] as "X" from "EVENTS" as "E"",
      }
    `)
    const { sql } = await check(read(`a"]; drop table movies; --'\\`, 'x'), { notRun: "quotes end DuckDB's paths" })
    expect(sql).toMatchInlineSnapshot(
      `"select "E"."PAYLOAD"['a"]; drop table movies; --''\\\\']."x" as "X" from "EVENTS" as "E""`,
    )
    const payload = db.dynamic.ref('payload') as never
    for (const legs of [[], [''], [-1], [0.5], [Number.NaN]] as const)
      expect(() => path(db.selectFrom('events').select(payload), ...legs)).toThrow(invalid)
    expect(() => path(exact('x'), 'a').cast('varchar); drop table movies; --' as never)).toThrow(invalid)
    expect(() => tryCast(exact<string>('x'), 'integer) --' as never)).toThrow(invalid)
  })

  it('any text is one step of a path', () => {
    const step = /^(?:[:.]"[\w $@#-]+"|\['(?:[^'\\]|''|\\\\)*'\])$/
    void fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (key) => {
        fc.pre(!key.includes('\0'))
        expect(jsonPathText([key])).toMatch(step)
        expect(jsonPathText(['a', key]).slice(':"a"'.length)).toMatch(step)
      }),
    )
  })

  it('is flattened', async () => {
    expect(
      await check(
        db
          .selectFrom('events as e')
          .crossJoinLateral((eb) => flatten<string>(path(eb.ref('e.payload'), 'user', 'tags')).as('t'))
          .select((eb) => ['t.index', castTo(eb.ref('t.value'), varchar()).as('tag')])
          .orderBy('t.index'),
      ),
    ).toMatchInlineSnapshot(`
      {
        "rows": [
          {
            "INDEX": 0,
            "TAG": "a",
          },
          {
            "INDEX": 1,
            "TAG": "b",
          },
        ],
        "sql": "select "T"."INDEX", cast("T"."VALUE" as varchar) as "TAG" from "EVENTS" as "E" inner join lateral flatten(input => "E"."PAYLOAD":"user"."tags") as "T" order by "T"."INDEX"",
      }
    `)
    const { sql } = await check(
      db
        .selectFrom(
          flatten(parseJson(exact<string>('x')), { path: 'a.b[0]', outer: true, recursive: true, mode: 'array' }).as(
            'f',
          ),
        )
        .select(['f.key', 'f.path']),
      { notRun: 'there is no x' },
    )
    expect(sql).toMatchInlineSnapshot(
      `"select "F"."KEY", "F"."PATH" from table(flatten(input => parse_json("x"), path => 'a.b[0]', outer => true, recursive => true, mode => 'array')) as "F""`,
    )
    expect(() => flatten(exact('x'), { path: "a'" })).toThrow(invalid)
  })

  it('is made, cast and aggregated', async () => {
    expect(
      await check(
        db
          .selectFrom('movies as m')
          .where('m.id', '<', 3)
          .select((eb) => [
            listagg(eb.ref('m.title'), ', ').withinGroupOrderBy(eb.ref('m.id')).as('titles'),
            arrayAgg(eb.ref('m.id')).orderBy(eb.ref('m.id'), 'desc').as('ids'),
          ]),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          3,
        ],
        "rows": [
          {
            "IDS": [
              2,
              1,
            ],
            "TITLES": "Twelve O'Clock \\ High, Alien",
          },
        ],
        "sql": "select iff(count("M"."TITLE") = 0, null, listagg("M"."TITLE", ', ') within group (order by "M"."ID")) as "TITLES", array_agg("M"."ID") within group (order by "M"."ID" desc) as "IDS" from "MOVIES" as "M" where "M"."ID" < ?",
      }
    `)
    expect(
      await check(
        db
          .selectFrom('movies as m')
          .where('m.id', '=', 1)
          .select((eb) => [
            iff(eb('m.id', '=', 1), eb.ref('m.title'), eb.ref('m.genres')).as('either'),
            tryCast(eb.ref('m.title'), 'integer').as('none'),
            tryCast(eb.ref('m.title'), varchar()).as('same'),
            toVariant(eb.ref('m.id')).as('variant'),
            objectConstruct({ id: eb.ref('m.id'), genres: eb.ref('m.genres') }).as('object'),
          ]),
      ),
    ).toMatchInlineSnapshot(`
      {
        "parameters": [
          1,
          1,
        ],
        "rows": [
          {
            "EITHER": "Twelve O'Clock \\ High",
            "NONE": null,
            "OBJECT": {
              "genres": "Drama|War",
              "id": 1,
            },
            "SAME": "Twelve O'Clock \\ High",
            "VARIANT": 1,
          },
        ],
        "sql": "select iff("M"."ID" = ?, "M"."TITLE", "M"."GENRES") as "EITHER", try_cast("M"."TITLE" as integer) as "NONE", try_cast("M"."TITLE" as varchar) as "SAME", to_variant("M"."ID") as "VARIANT", object_construct_keep_null('id', "M"."ID", 'genres', "M"."GENRES") as "OBJECT" from "MOVIES" as "M" where "M"."ID" = ?",
      }
    `)
    expect(
      await check(
        db
          .selectFrom('movies as m')
          .select((eb) => arrayConstruct(eb.ref('m.id'), eb.ref('m.releaseYear')).as('array')),
        { notRun: 'its ARRAY_CONSTRUCT fails' },
      ),
    ).toMatchInlineSnapshot(`
      {
        "sql": "select array_construct("M"."ID", "M"."RELEASEYEAR") as "ARRAY" from "MOVIES" as "M"",
      }
    `)
  })
})

describe('names', () => {
  it('have three parts, or are exact', async () => {
    const three = compileOnly<{ 'movielens.dev.movies': { id: number } }>(new SnowflakeQueryCompiler())
    expect(
      three.selectFrom(tableOf(three, 'movielens.dev.movies').as('m')).select('m.id').compile().sql,
    ).toMatchInlineSnapshot(`"select "M"."ID" from "MOVIELENS"."DEV"."MOVIES" as "M""`)
    expect(
      db
        .selectFrom(exact<{ id: number }>('Raw', 'My "Movies"').as('m'))
        .select(['m.id', exact<number>('movieId').as('movie_id')])
        .compile().sql,
    ).toMatchInlineSnapshot(`"select "M"."ID", "movieId" as "MOVIE_ID" from "Raw"."My ""Movies""" as "M""`)
    expect(
      db
        .selectFrom(exactTable<{ movieId: number; 'a"b': string }>(['RAW', 'Movies'], ['movieId', 'a"b']).as('m'))
        .select(['m.movieId', 'm.a"b'])
        .compile().sql,
    ).toMatchInlineSnapshot(
      `"select "M"."MOVIEID", "M"."A""B" from (select "movieId" as "MOVIEID", "a""b" as "A""B" from "RAW"."Movies") as "M""`,
    )
    const names = compileOnly<Database>(new SnowflakeQueryCompiler({ literals: 'bind', identifiers: 'exact' }))
    expect(
      names.withSchema('Db.dev').selectFrom('movies as m').select('m.releaseYear').compile().sql,
    ).toMatchInlineSnapshot(`"select "m"."releaseYear" from "Db"."dev"."movies" as "m""`)
  })

  it('are those of staged files', async () => {
    const query = db
      .selectFrom(stagedFiles('raw.landing', { path: '/movies/2024/', fileFormat: 'csv', pattern: ".*'csv" }).as('s'))
      .select([stageColumn<string>(1, 's').as('id'), stageColumn<string>(2).as('title'), 's.metadata$filename'])
    expect((await check(query, { notRun: 'there is no such stage' })).sql).toMatchInlineSnapshot(
      `"select "S".$1 as "ID", $2 as "TITLE", "S"."METADATA$FILENAME" from '@"RAW"."LANDING"/movies/2024/' (file_format => 'csv', pattern => '.*''csv') as "S""`,
    )
    expect(
      db.selectFrom(stagedFiles('landing').as('s')).select(stageColumn(1).as('x')).compile().sql,
    ).toMatchInlineSnapshot(`"select $1 as "X" from '@"LANDING"' as "S""`)
    const odd = stagedFiles('it\'s raw.my "old" stage', { path: "a b; -- 'c'\\d.csv" }).as('s')
    expect(
      (await check(db.selectFrom(odd).select(stageColumn(1).as('x')), { notRun: 'there is no such stage' })).sql,
    ).toBe(`select $1 as "X" from '@"IT''S RAW"."MY ""OLD"" STAGE"/a b; -- ''c''\\\\d.csv' as "S"`)
    expect(() => stageColumn(0)).toThrow(invalid)
  })
})

it('helpers read the inputs of a model', () => {
  const movies = source('raw', { movies: { id: integer(), title: varchar() } })
  const some = table(
    { m: movies.movies },
    (models) => models.selectFrom(sample(tableOf(models, 'm'), { rows: 9 }).as('s')).select(['s.id']),
    { contract: { id: integer() } },
  )
  expect(compileSql(some, { names: { movies, some }, dialect: 'snowflake' })).toMatchInlineSnapshot(
    `"select "S"."ID" from (select * from "ANALYTICS"."RAW"."MOVIES" sample (9 rows)) as "S""`,
  )
})

it('another dialect refuses what only Snowflake has, by its name', () => {
  const query = db.selectFrom(sample(tableOf(db, 'movies'), { rows: 1 }).as('m')).selectAll()
  expect(() => new DuckDbQueryCompiler().compileQuery(query.toOperationNode() as never, { queryId: 'x' })).toThrow(
    'DuckDB cannot render the function "snowflake.sample"',
  )
})
