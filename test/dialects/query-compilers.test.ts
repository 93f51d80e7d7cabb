import { createQueryId, type OperationNodeSource, type RootOperationNode } from 'kysely'
import { describe, expect, it } from 'vitest'
import { array, json, varchar } from '../../src/core/columns/index.js'
import {
  dateAdd,
  datePart,
  dateTrunc,
  jsonPath,
  lpad,
  splitPart,
  substring,
  text,
  tryCast,
} from '../../src/core/functions/index.js'
import { compileDatabase as db } from '../../src/core/nodes/compile-database.js'
import { DuckDbQueryCompiler } from '../../src/dialects/duckdb/query/duckdb-query-compiler.js'
import { SnowflakeQueryCompiler } from '../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { t } from '../core/functions/fixture.js'
import { duckDb, snowflake, sqlOf } from '../core/functions/run-case.js'

const compiled = (compiler: DuckDbQueryCompiler | SnowflakeQueryCompiler, query: OperationNodeSource) => {
  const { sql, parameters } = compiler.compileQuery(query.toOperationNode() as RootOperationNode, createQueryId())
  return { sql, parameters }
}

const query = db
  .selectFrom('movies as m')
  .select('m.movieId as id')
  .where('m.title', '=', "it's")
  .where('m.id', 'in', [1, 2])

it('values are bound by default', () => {
  expect(compiled(new DuckDbQueryCompiler(), query)).toMatchInlineSnapshot(`
    {
      "parameters": [
        "it's",
        1,
        2,
      ],
      "sql": "select "m"."movieId" as "id" from "movies" as "m" where "m"."title" = $1 and "m"."id" in ($2, $3)",
    }
  `)
  expect(compiled(new SnowflakeQueryCompiler(), query)).toMatchInlineSnapshot(`
    {
      "parameters": [
        "it's",
        1,
        2,
      ],
      "sql": "select "M"."MOVIEID" as "ID" from "MOVIES" as "M" where "M"."TITLE" = ? and "M"."ID" in (?, ?)",
    }
  `)
})

it('names stay as they are where that is asked for', () => {
  const compiler = new SnowflakeQueryCompiler({ literals: 'inline', identifiers: 'exact' })
  expect(compiled(compiler, query)).toMatchInlineSnapshot(`
    {
      "parameters": [],
      "sql": "select "m"."movieId" as "id" from "movies" as "m" where "m"."title" = 'it''s' and "m"."id" in (1, 2)",
    }
  `)
})

it('only ASCII letters of names fold, and quotes cannot leave a name', () => {
  const odd = db.selectFrom('t').select('straße"; drop table x --' as never)
  expect(compiled(snowflake(), odd).sql).toMatchInlineSnapshot(`"select "STRAßE""; DROP TABLE X --" from "T""`)
  expect(compiled(duckDb(), odd).sql).toMatchInlineSnapshot(`"select "straße""; drop table x --" from "t""`)
})

describe('what cannot be right is refused', () => {
  it.each([
    ['a part that is no part', () => dateTrunc("month', x) --" as never, t.ts)],
    ['a part that an object has', () => datePart('constructor' as never, t.ts)],
    ['another such part', () => dateAdd('fortnight' as never, 1, t.ts)],
    ['position 0', () => substring(t.s, 0)],
    ['half a position', () => splitPart(t.s, '|', 1.5)],
    ['an empty filling', () => lpad(t.s, 3, '')],
    ['an empty path', () => jsonPath(t.j, '', json())],
    ['a path that starts with a point', () => jsonPath(t.j, '.a', json())],
    ['a path that ends with a point', () => jsonPath(t.j, 'a.', json())],
    ['two keys without a point', () => jsonPath(t.j, '[0]a', json())],
    ['a quote in a key', () => jsonPath(t.j, '["a"b"]', json())],
  ])('%s', (_, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'E_INVALID_OPTION' }))
  })

  it('a list out of text on Snowflake', () => {
    expect(() => sqlOf(snowflake(), tryCast(t.s, array(varchar())))).toThrowErrorMatchingInlineSnapshot(
      `[KerrosError: Snowflake cannot try_cast text to an array]`,
    )
  })
})

it('text is escaped as each engine reads it', () => {
  expect(sqlOf(duckDb(), text("a'b\\"))).toBe("'a''b\\'")
  expect(sqlOf(snowflake(), text("a'b\\"))).toBe("'a''b\\\\'")
})
