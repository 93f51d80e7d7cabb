import { createQueryId, type OperationNodeSource, type RootOperationNode, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { anyValue, flatten, max, split } from '../../../../src/core/functions/index.js'
import { DuckDbQueryCompiler } from '../../../../src/dialects/duckdb/query/duckdb-query-compiler.js'
import { SnowflakeQueryCompiler } from '../../../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { db } from './database.js'

/** A column of the query around a subquery, which its own builder does not know. */
const outer = (name: string): never => name as never

const movies = db.selectFrom('movies as m').select('m.id')
const ratings = db.selectFrom('ratings as r')

// Pages below https://docs.snowflake.com/en/
const SUBQUERIES = 'user-guide/querying-subqueries'
const OPERATORS = 'sql-reference/operators-subquery'
const UPDATE = 'sql-reference/sql/update'
const LATERAL = 'sql-reference/constructs/join-lateral'

type Case = readonly [what: string, page: string, query: OperationNodeSource]

const refused: readonly Case[] = [
  [
    'EXISTS under OR',
    OPERATORS,
    movies.where((eb) =>
      eb.or([eb('m.id', '=', 1), eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')))]),
    ),
  ],
  [
    'EXISTS under OR under AND',
    OPERATORS,
    movies
      .where('m.id', '>', 1)
      .where((eb) =>
        eb.or([
          eb('m.id', '=', 1),
          eb.not(eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')))),
        ]),
      ),
  ],
  [
    'EXISTS under a negated AND, which is an OR',
    OPERATORS,
    movies.where((eb) =>
      eb.not(
        eb.and([eb('m.id', '=', 1), eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')))]),
      ),
    ),
  ],
  [
    "EXISTS in an aggregate's FILTER",
    SUBQUERIES,
    movies.select((eb) =>
      eb.fn
        .count('m.id')
        .filterWhere(eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id'))))
        .as('rated'),
    ),
  ],
  [
    'EXISTS in the select list',
    SUBQUERIES,
    movies.select((eb) => eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id'))).as('rated')),
  ],
  [
    'EXISTS in CASE',
    SUBQUERIES,
    movies.select((eb) =>
      eb
        .case()
        .when(eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id'))))
        .then(1)
        .end()
        .as('rated'),
    ),
  ],
  [
    'EXISTS that is compared',
    SUBQUERIES,
    movies.where((eb) =>
      eb(eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id'))), 'is', true),
    ),
  ],
  [
    'EXISTS in a join condition',
    SUBQUERIES,
    movies.innerJoin('staged as s', (join) =>
      join.on((eb) => eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('s.id')))),
    ),
  ],
  [
    'EXISTS in HAVING',
    SUBQUERIES,
    movies
      .groupBy('m.id')
      .having((eb) => eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')))),
  ],
  [
    'IN under OR',
    OPERATORS,
    movies.where((eb) =>
      eb.or([
        eb('m.id', '=', 1),
        eb('m.id', 'in', ratings.select('r.movieId').whereRef('r.movieId', '=', outer('m.id'))),
      ]),
    ),
  ],
  [
    'NOT IN in the select list',
    SUBQUERIES,
    movies.select((eb) =>
      eb('m.id', 'not in', ratings.select('r.movieId').whereRef('r.movieId', '>', outer('m.id'))).as('x'),
    ),
  ],
  [
    'EXISTS with LIMIT',
    SUBQUERIES,
    movies.where((eb) => eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')).limit(1))),
  ],
  [
    'a scalar with LIMIT',
    SUBQUERIES,
    movies.select(
      ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')).orderBy('r.rating').limit(1).as('x'),
    ),
  ],
  [
    'an aggregate with LIMIT',
    SUBQUERIES,
    movies.select(
      ratings
        .select((eb) => max(eb.ref('r.rating')).as('x'))
        .whereRef('r.movieId', '=', outer('m.id'))
        .limit(1)
        .as('x'),
    ),
  ],
  [
    'a scalar with FETCH',
    SUBQUERIES,
    movies.where('m.id', '=', ratings.select('r.movieId').whereRef('r.movieId', '=', outer('m.id')).fetch(1)),
  ],
  [
    'a scalar without an aggregate',
    SUBQUERIES,
    movies.select(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')).as('x')),
  ],
  [
    'a scalar without an aggregate in WHERE',
    SUBQUERIES,
    movies.where('m.id', '=', ratings.select('r.movieId').whereRef('r.movieId', '=', outer('m.id'))),
  ],
  [
    'a scalar of groups',
    SUBQUERIES,
    movies.select(
      ratings
        .select((eb) => max(eb.ref('r.rating')).as('x'))
        .whereRef('r.movieId', '=', outer('m.id'))
        .groupBy('r.movieId')
        .as('x'),
    ),
  ],
  [
    'a scalar of a window function',
    SUBQUERIES,
    movies.select(
      ratings
        .select((eb) => max(eb.ref('r.rating')).over().as('x'))
        .whereRef('r.movieId', '=', outer('m.id'))
        .as('x'),
    ),
  ],
  [
    'a scalar as an argument',
    SUBQUERIES,
    movies.select((eb) =>
      eb.fn.coalesce(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')), sql<number>`0`).as('x'),
    ),
  ],
  [
    'FLATTEN of a column of the outer query',
    SUBQUERIES,
    movies.select((eb) =>
      eb
        .selectFrom(flatten(split(eb.ref('m.genres'), '|')).as('g'))
        .select((g) => max(g.ref('g.index')).as('x'))
        .as('x'),
    ),
  ],
  [
    'a lateral join with LIMIT',
    LATERAL,
    movies.innerJoinLateral(
      ratings
        .select('r.rating')
        .whereRef('r.movieId', '=', outer('m.id'))
        .orderBy('r.rating', 'desc')
        .limit(1)
        .as('best'),
      (join) => join.onTrue(),
    ),
  ],
  [
    'UPDATE to a subquery over the updated row',
    UPDATE,
    db.updateTable('movies').set((eb) => ({
      title: eb
        .selectFrom('staged as s')
        .select((s) => max(s.ref('s.title')).as('x'))
        .whereRef('s.id', '=', outer('movies.id')),
    })),
  ],
  [
    'EXISTS under OR in a subquery of FROM',
    OPERATORS,
    db
      .selectFrom(
        movies
          .where((eb) =>
            eb.or([
              eb('m.id', '=', 1),
              eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id'))),
            ]),
          )
          .as('x'),
      )
      .selectAll(),
  ],
  [
    'EXISTS under OR in a common table expression',
    OPERATORS,
    db
      .with('x', () =>
        movies.where((eb) =>
          eb.or([eb('m.id', '=', 1), eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')))]),
        ),
      )
      .selectFrom('x')
      .selectAll(),
  ],
  [
    'EXISTS under OR in DELETE',
    OPERATORS,
    db
      .deleteFrom('movies')
      .where((eb) =>
        eb.or([
          eb('movies.id', '=', 1),
          eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('movies.id'))),
        ]),
      ),
  ],
  [
    'a scalar without an aggregate in the second half of a union',
    SUBQUERIES,
    movies.union(
      db
        .selectFrom('staged as s')
        .select(ratings.select('r.movieId').whereRef('r.movieId', '=', outer('s.id')).as('id'))
        .$castTo<{ id: number }>() as never,
    ),
  ],
]

const supported: readonly Case[] = [
  [
    'EXISTS',
    SUBQUERIES,
    movies.where((eb) => eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')))),
  ],
  [
    'NOT EXISTS beside others',
    SUBQUERIES,
    movies
      .where('m.id', '>', 1)
      .where((eb) => eb.not(eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id'))))),
  ],
  [
    'IN of a correlated query',
    SUBQUERIES,
    movies.where('m.id', 'in', ratings.select('r.movieId').whereRef('r.movieId', '=', outer('m.id'))),
  ],
  [
    'EXISTS of an uncorrelated query under OR',
    SUBQUERIES,
    movies.where((eb) => eb.or([eb('m.id', '=', 1), eb.exists(ratings.select('r.rating'))])),
  ],
  [
    'a list of an uncorrelated query in CASE',
    SUBQUERIES,
    movies.select((eb) => eb('m.id', 'in', ratings.select('r.movieId')).as('x')),
  ],
  [
    'a correlated aggregate in the select list',
    SUBQUERIES,
    movies.select(
      ratings
        .select((eb) => max(eb.ref('r.rating')).as('x'))
        .whereRef('r.movieId', '=', outer('m.id'))
        .as('x'),
    ),
  ],
  [
    'any value of a correlated query',
    SUBQUERIES,
    movies.select(
      ratings
        .select((eb) => anyValue(eb.ref('r.rating')).as('x'))
        .whereRef('r.movieId', '=', outer('m.id'))
        .as('x'),
    ),
  ],
  [
    'a correlated aggregate under OR',
    SUBQUERIES,
    movies.where((eb) =>
      eb.or([
        eb('m.id', '=', 1),
        eb(
          'm.id',
          '=',
          ratings.select((r) => max(r.ref('r.movieId')).as('x')).whereRef('r.movieId', '=', outer('m.id')),
        ),
      ]),
    ),
  ],
  ['an uncorrelated scalar with LIMIT', SUBQUERIES, movies.select(ratings.select('r.rating').limit(1).as('x'))],
  [
    'a name of its own that hides the outer one',
    SUBQUERIES,
    movies.select(db.selectFrom('staged as m').select('m.id').where('m.id', '=', 1).limit(1).as('x')),
  ],
  [
    'a lateral join without LIMIT',
    LATERAL,
    movies.innerJoinLateral(ratings.select('r.rating').whereRef('r.movieId', '=', outer('m.id')).as('x'), (join) =>
      join.onTrue(),
    ),
  ],
  [
    'UPDATE from a joined query',
    UPDATE,
    db
      .updateTable('movies')
      .from('staged as s')
      .set((eb) => ({ title: eb.ref('s.title') }))
      .whereRef('s.id', '=', outer('movies.id')),
  ],
  [
    'DELETE where EXISTS',
    OPERATORS,
    db
      .deleteFrom('movies')
      .where((eb) => eb.exists(ratings.select('r.rating').whereRef('r.movieId', '=', outer('movies.id')))),
  ],
]

const compiled = (compiler: SnowflakeQueryCompiler | DuckDbQueryCompiler, query: OperationNodeSource): string =>
  compiler.compileQuery(query.toOperationNode() as RootOperationNode, createQueryId()).sql

describe("subqueries that Snowflake's optimizer refuses are refused when they are compiled", () => {
  it.each(refused)('%s (%s)', (_, _page, query) => {
    expect(() => compiled(new SnowflakeQueryCompiler(), query)).toThrow(
      expect.objectContaining({
        code: 'E_UNSUPPORTED',
        message: expect.stringMatching(/^Snowflake has no /),
        hint: expect.stringMatching(/\.$/),
      }),
    )
  })

  it.each(refused)('DuckDB runs %s', (_, _page, query) => {
    expect(() => compiled(new DuckDbQueryCompiler(), query)).not.toThrow()
  })

  it('says which rule it is', () => {
    const said = refused.map(([, , query]) => {
      try {
        return compiled(new SnowflakeQueryCompiler(), query)
      } catch (error) {
        return `${(error as Error).message}. ${(error as { hint: string }).hint}`
      }
    })
    expect([...new Set(said)].sort()).toMatchInlineSnapshot(`
      [
        "Snowflake has no EXISTS with columns of the query around it outside of the conditions that WHERE joins by AND. Left join the other rows, one for each key, and test that key for NULL: leftJoin(db.selectFrom('o').select('o.id').distinct().as('o'), …).where('o.id', 'is not', null).",
        "Snowflake has no EXISTS with columns of the query around it under OR. Left join the other rows, one for each key, and test that key for NULL: leftJoin(db.selectFrom('o').select('o.id').distinct().as('o'), …).where('o.id', 'is not', null).",
        "Snowflake has no FLATTEN of a column of the query around it in a subquery. Flatten in the outer query, with crossJoinLateral, and group its rows.",
        "Snowflake has no IN (select …) with columns of the query around it outside of the conditions that WHERE joins by AND. Left join the other rows, one for each key, and test that key for NULL: leftJoin(db.selectFrom('o').select('o.id').distinct().as('o'), …).where('o.id', 'is not', null).",
        "Snowflake has no IN (select …) with columns of the query around it under OR. Left join the other rows, one for each key, and test that key for NULL: leftJoin(db.selectFrom('o').select('o.id').distinct().as('o'), …).where('o.id', 'is not', null).",
        "Snowflake has no LIMIT in a lateral join that uses columns of the tables before it. Use max(…) or min(…), or join rows of which topN or deduplicate has kept the first.",
        "Snowflake has no LIMIT, OFFSET or FETCH in a subquery that uses columns of the query around it. Use max(…) or min(…), or join rows of which topN or deduplicate has kept the first.",
        "Snowflake has no UPDATE that sets a column to a subquery over the updated row. Name the subquery in from and join it in where: updateTable('t').from(query.as('q')).set(…).whereRef('q.id', '=', 't.id').",
        "Snowflake has no scalar subquery that uses columns of the query around it and may give several rows. Select an aggregate without groupBy, such as max(…) or anyValue(…), or join the table.",
      ]
    `)
  })
})

describe('subqueries that Snowflake documents compile', () => {
  it.each(supported)('%s (%s)', (_, _page, query) => {
    expect(() => compiled(new SnowflakeQueryCompiler(), query)).not.toThrow()
  })
})
