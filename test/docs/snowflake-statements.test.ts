import { Dialect, validate } from '@polyglot-sql/sdk'
import type { Analysis } from 'kerros'
import { compileSql } from 'kerros/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SnowflakeQueryCompiler } from '../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { compileOnly } from '../dialects/snowflake/query/database.js'
import { type SdkSession, sdkRows, sdkSession } from '../servers/sdk-rows.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { functionExamples } from './function-examples.js'
import { type Shop, shopTables, snowflakeExamples, statementOf } from './snowflake-examples.js'

const server = await snowflakeServer()

/** What neither the server nor, where it says so, a parser knows of Snowflake. Each has to fail, or it goes. */
const NOT_RUN: { readonly [name: string]: string } = {
  asofJoin: 'no MATCH_CONDITION',
  at: 'no Time Travel',
  before: 'no Time Travel',
  call: 'no procedures',
  commentOn: 'no COMMENT ON COLUMN of two parts',
  stageColumn: 'there is no such stage',
  stagedFiles: 'there is no such stage',
  tableOf: 'there is no such database',
}

const NOT_PARSED: { readonly [name: string]: string } = {
  'tableOptions of Snowflake': 'no comment before AS; the other parser reads it',
}

const database = compileOnly<Shop>(new SnowflakeQueryCompiler({ literals: 'inline' }))
const functions = Object.values<{ readonly [name: string]: Analysis<any> }>(functionExamples)
  .flatMap(Object.entries)
  .map(([name, example]): readonly [string, string] => {
    const sql = compileSql(example, { dialect: 'snowflake', names: { example } })
    return [name, sql.replaceAll('"ANALYTICS"', `"${server.database}"`)]
  })
const helpers = Object.entries(snowflakeExamples).map(([name, example]): readonly [string, string] => [
  `${name} of Snowflake`,
  statementOf(example, database),
])
const own = (name: string): string => name.replace(' of Snowflake', '')

/** Rows for the examples that are the same on both engines. */
const MOVIES = `create table shop.movies as select 1 as movie_id, 'The Heat (1995)' as title, 'Crime' as genre,
  cast(null as varchar) as tagline, 60000000 as budget, cast(187436818.50 as number(18, 2)) as revenue, cast(4.25 as double) as rating,
  cast(40.7127 as double) as latitude, cast(-74.0059 as double) as longitude,
  812 as votes, false as is_new, cast('1995-12-15' as date) as released, cast('2024-03-06 13:14:15' as timestamp) as added_at,
  cast('2024-03-08 00:00:00' as timestamp) as updated_at, 1709730855 as added_epoch, '1995' as year_text,
  'Crime|Drama' as genres, cast(parse_json('["classic"]') as array) as tags,
  parse_json('{"user":{"tags":["bank"]}}') as payload, '{"a":1}' as payload_text`

describe('the SQL of docs/functions.md for Snowflake', () => {
  it.each([...functions, ...helpers])('of %s is what a parser reads', (name, sql) => {
    const { errors } = validate(sql, Dialect.Snowflake)
    if (NOT_PARSED[name]) expect(errors).not.toEqual([])
    else expect(errors).toEqual([])
  })

  describe.skipIf(server.skipReason)('on the protocol server', () => {
    let session: SdkSession
    beforeAll(async () => {
      session = await sdkSession(server)
      await sdkRows(session, 'create schema shop')
      await sdkRows(session, MOVIES)
      await sdkRows(
        session,
        `create table shop.archive as select 2 as movie_id, 'Metropolis' as title, cast('1927-01-10' as date) as closed`,
      )
      await sdkRows(session, `create table shop.lent as select 3 as movie_id, 'Persona' as title`)
      await sdkRows(
        session,
        `create table shop.prices as select 1 as movie_id, cast(12.5 as number(6, 2)) as price, cast('2024-01-01' as timestamp_ntz) as valid_from, cast(null as timestamp_ntz) as valid_to`,
      )
      // A schema that is created is the session's.
      await sdkRows(session, 'use schema public')
      for (const statement of shopTables) await sdkRows(session, statement)
    }, 120_000)
    afterAll(() => session?.close())

    it('is what the second parser reads', async () => {
      const all = [...functions, ...helpers]
      const diagnostics = await server.parse(all.map(([, sql]) => sql))
      const failed = all.flatMap(([name], i) => (diagnostics[i] === null ? [] : [`${name}: ${diagnostics[i]}`]))
      // sqlglot passes CALL through as it is.
      expect(failed).toEqual([expect.stringMatching(/^call of Snowflake: not understood: CALL/)])
    })

    it.each(functions)('of %s runs', async (name, sql) => {
      const rows = sdkRows(session, sql)
      if (NOT_RUN[name]) await expect(rows).rejects.toThrow()
      else expect((await rows).length).toBeGreaterThan(0)
    })

    it.each(helpers)('of %s runs', async (name, sql) => {
      const run = sdkRows(session, sql)
      if (NOT_RUN[own(name)]) await expect(run).rejects.toThrow()
      else await run
    })
  })
})
