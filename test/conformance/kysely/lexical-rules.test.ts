import { afterAll, describe, expect, it } from 'vitest'
import { formatSql } from '../../../src/core/format/format-sql.js'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'
import { duckDbSqlDialect } from '../../../src/dialects/duckdb/warehouse/duckdb-sql-dialect.js'
import { snowflakeSqlDialect } from '../../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import { sdkRows, sdkSession } from '../../servers/sdk-rows.js'
import { snowflakeServer } from '../../servers/snowflake-server.js'

const LONG = `'${'x'.repeat(80)}'`

/** A backslash before a quote: the string ends there, or goes on. */
const ENDS = String.raw`'a\'`
const GOES_ON = String.raw`'a\'  (b,  c'`

describe('SQL is formatted as its engine reads it', () => {
  const database = new DuckDbDatabase()
  afterAll(() => database.close())

  it('on DuckDB a backslash is a character like any other', async () => {
    const formatted = formatSql(`select  ${ENDS}  as x, ${LONG} as y`, duckDbSqlDialect('shop').lexicalRules)
    expect(formatted).toBe(`select\n  ${ENDS} as x,\n  ${LONG} as y`)
    const session = await database.connect()
    expect((await session.query(formatted)).rows).toMatchObject([{ x: 'a\\' }])
  })

  it('on Snowflake it escapes the next character', () => {
    const formatted = formatSql(`select  ${GOES_ON}  as x, ${LONG} as y`, snowflakeSqlDialect().lexicalRules)
    expect(formatted).toBe(`select\n  ${GOES_ON} as x,\n  ${LONG} as y`)
  })
})

const server = await snowflakeServer()

describe.skipIf(server.skipReason)('Snowflake', () => {
  it('reads a string with an escaped quote to its end', async () => {
    const session = await sdkSession(server)
    try {
      expect(await sdkRows(session, `select ${GOES_ON} as x`)).toEqual([["a'  (b,  c"]])
    } finally {
      await session.close()
    }
  })
})
