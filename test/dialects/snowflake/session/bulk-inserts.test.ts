import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SnowflakeDatabase } from '../../../../src/dialects/snowflake/connect/snowflake-database.js'
import { BIND_LIMIT, bulkBatches } from '../../../../src/dialects/snowflake/session/bulk-batches.js'
import type { SnowflakeSession } from '../../../../src/dialects/snowflake/session/snowflake-session.js'
import { stubDatabase } from '../stub-database.js'
import { failure, QUERY, report, type StubRequest, StubServer } from '../stub-server.js'

const INSERT = 'insert into t values (?, ?)'

/** More than two statements take; each text ends as the driver's CSV would not keep it. */
const ROWS = Array.from({ length: BIND_LIMIT + 1 }, (_, i) => [i, `${i}\r`])

let server: StubServer
let database: SnowflakeDatabase
let session: SnowflakeSession

beforeEach(async () => {
  server = await StubServer.start()
  // Even where somebody asks for stages.
  database = stubDatabase(server, { driverOptions: { arrayBindingThreshold: 10 } })
  session = await database.connect()
  server.script = ({ path, body }) =>
    path === QUERY && body.sqlText === INSERT
      ? report({ 'number of rows inserted': (body.bindings![1]!.value as unknown[]).length })
      : undefined
})
afterEach(async () => {
  await database.close()
  await server.close()
})

const inserts = (): readonly StubRequest[] => server.to(QUERY).filter(({ body }) => body.sqlText === INSERT)

describe('many rows', () => {
  it('in a transaction are sent in it, with no stage that would commit it', async () => {
    await session.begin()
    const { rowsChanged } = await session.insertRows(INSERT, ROWS)
    await session.rollback()
    expect(server.statements).toEqual(['begin transaction', INSERT, INSERT, INSERT, 'rollback'])
    expect(rowsChanged).toBe(ROWS.length)
    expect(inserts().flatMap(({ body }) => body.bindings![2]!.value)).toEqual(ROWS.map(([, text]) => text))
  })

  it('outside of one are all written or none', async () => {
    await session.insertRows(INSERT, ROWS)
    expect(server.statements).toEqual(['begin transaction', INSERT, INSERT, INSERT, 'commit'])
    expect(session.inTransaction).toBe(false)

    const script = server.script
    server.script = (request) =>
      inserts().length === 5 && request.body.sqlText === INSERT ? failure('100132', 'no', '22000') : script(request)
    await expect(session.insertRows(INSERT, ROWS)).rejects.toMatchObject({ code: 'E_QUERY' })
    expect(server.statements.slice(5)).toEqual(['begin transaction', INSERT, INSERT, 'rollback'])
    expect(session.inTransaction).toBe(false)
  })

  it('are rolled back when they are cancelled', async () => {
    const stop = new AbortController()
    const script = server.script
    server.script = (request) => {
      if (inserts().length === 3) stop.abort()
      return script(request)
    }
    await expect(session.insertRows(INSERT, ROWS, { signal: stop.signal })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    })
    expect(server.statements.at(-1)).toBe('rollback')
    expect(server.statements).not.toContain('commit')
  })

  it('that one statement takes are one statement', async () => {
    await session.insertRows(INSERT, ROWS.slice(0, BIND_LIMIT / 2))
    expect(server.statements).toEqual([INSERT])
  })

  it('have one request id for each statement, the same when they are sent again', async () => {
    const requestId = '7b3ffb50-5d9c-49ab-852c-4db916f67652'
    await session.insertRows(INSERT, ROWS, { requestId })
    const result = await session.insertRows(INSERT, ROWS, { requestId })
    const ids = inserts().map(({ query }) => query.get('requestId'))
    expect(result.requestId).toBe(requestId)
    expect(ids[0]).toBe(requestId)
    expect(new Set(ids).size).toBe(3)
    expect(ids.slice(3)).toEqual(ids.slice(0, 3))
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })
})

it('long strings go in statements of some megabytes', () => {
  const rows = Array.from({ length: 40 }, () => ['x'.repeat(1_000_000)])
  expect(bulkBatches(rows).map(({ length }) => length)).toEqual([16, 16, 8])
  expect(bulkBatches([])).toEqual([])
  expect(bulkBatches([['x'.repeat(20_000_000)], ['y']]).map(({ length }) => length)).toEqual([1, 1])
})
