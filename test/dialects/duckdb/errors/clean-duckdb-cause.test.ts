import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KerrosError } from '../../../../src/core/errors/index.js'
import { DuckDbDatabase } from '../../../../src/dialects/duckdb/connect/duckdb-database.js'
import { toOpenError, toSettingsError } from '../../../../src/dialects/duckdb/connect/open-errors.js'
import { cleanDuckDbCause } from '../../../../src/dialects/duckdb/errors/clean-duckdb-cause.js'
import type { DuckDbSession } from '../../../../src/dialects/duckdb/session/duckdb-session.js'

const database = new DuckDbDatabase()
let session: DuckDbSession

beforeAll(async () => {
  session = await database.connect()
  await session.query('create table people (id integer primary key, name varchar)')
  await session.query(`insert into people values (5, 'secret')`)
})
afterAll(() => database.close())

describe('what an uncaught error prints, with its causes,', () => {
  it.each([
    ['select cast(name as integer) from people', 'Could not convert string … to INT32'],
    [`insert into people select 1, 'secret' union all select 1, 'secret'`, 'duplicate key …'],
    [`select cast('{"a": secret}' as json)`, 'Error'],
    [`select 'secret' from nowhere`, 'Table with name nowhere does not exist'],
  ])('has no value of a row: %s', async (sql, expected) => {
    const error = (await session.query(sql).catch((thrown: unknown) => thrown)) as KerrosError
    expect(error.code).toBe('E_QUERY')
    expect((error.cause as Error).message).toContain(expected)
    expect(inspect(error, { showHidden: true, depth: null })).not.toContain('secret')
  })

  it('has no value of a row when its rows are streamed', async () => {
    const error = await session
      .stream('select cast(name as integer) from people')
      .next()
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(inspect(error, { showHidden: true, depth: null })).not.toContain('secret')
  })

  it('has no value of a setting', () => {
    const refused = new Error("Invalid Input Error: s3_secret cannot be set to 'my secret value'")
    const settings = { s3_secret: 'my secret value' }
    for (const error of [toSettingsError(refused, settings), toOpenError(refused, { path: 'x.duckdb', settings })])
      expect(inspect(error, { showHidden: true, depth: null })).not.toContain('my secret value')
  })
})

describe('a cleaned cause', () => {
  it('keeps its places', () => {
    const { stack } = cleanDuckDbCause(new Error("Conversion Error: Could not convert string 'x\n    at y' to INT32"))
    expect(stack).toMatch(/^Error: Conversion Error: Could not convert string … to INT32\n {4}at .*clean-duckdb-cause/)
  })

  it('is the error itself where the system speaks of a file', () => {
    const error = Object.assign(new Error("EACCES: permission denied, mkdir '/x'"), { syscall: 'mkdir' })
    expect(cleanDuckDbCause(error)).toBe(error)
  })
})
