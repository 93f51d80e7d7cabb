import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SnowflakeDatabase } from '../../../../src/dialects/snowflake/connect/snowflake-database.js'
import { SnowflakeError } from '../../../../src/dialects/snowflake/index.js'
import type { SnowflakeSession } from '../../../../src/dialects/snowflake/session/snowflake-session.js'
import { stubDatabase } from '../stub-database.js'
import { ABORT, failure, LOGIN, ok, QUERY, report, rows, type StubReply, StubServer } from '../stub-server.js'

const NUMBER = { name: 'A', type: 'fixed', precision: 38, scale: 0 } as const

let server: StubServer
let database: SnowflakeDatabase
let session: SnowflakeSession

beforeEach(async () => {
  server = await StubServer.start()
  database = stubDatabase(server)
  session = await database.connect()
})
afterEach(async () => {
  await database.close()
  await server.close()
})

/** Answers statements by their text; everything else as usual. */
function answer(to: (sql: string, times: number) => StubReply | undefined): void {
  const seen = new Map<string, number>()
  server.script = ({ path, body }) => {
    if (path !== QUERY) return undefined
    const times = (seen.get(body.sqlText!) ?? 0) + 1
    seen.set(body.sqlText!, times)
    return to(body.sqlText!, times)
  }
}

describe('a session', () => {
  it('gets its parameters once, with one statement', () => {
    expect(server.to(QUERY).map(({ body }) => body.sqlText)).toEqual([
      [
        "alter session set TIMEZONE = 'UTC', TIMESTAMP_TYPE_MAPPING = 'TIMESTAMP_NTZ', STRICT_JSON_OUTPUT = true",
        'ABORT_DETACHED_QUERY = true, AUTOCOMMIT = true, QUOTED_IDENTIFIERS_IGNORE_CASE = false',
        "DEFAULT_NULL_ORDERING = 'LAST', ROWS_PER_RESULTSET = 0",
        "BINARY_INPUT_FORMAT = 'HEX', BINARY_OUTPUT_FORMAT = 'HEX'",
        "GEOGRAPHY_OUTPUT_FORMAT = 'WKT', GEOMETRY_OUTPUT_FORMAT = 'WKT'",
        "DATE_INPUT_FORMAT = 'AUTO', TIME_INPUT_FORMAT = 'AUTO', TIMESTAMP_INPUT_FORMAT = 'AUTO'",
        "DATE_OUTPUT_FORMAT = 'YYYY-MM-DD', TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF9'",
        "TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM'",
        "TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9'",
        "TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM'",
        "TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM', LOCK_TIMEOUT = 600",
      ].join(', '),
    ])
  })

  it('takes formats of its user instead', async () => {
    const own = stubDatabase(server, { sessionParameters: { date_output_format: 'DD.MM.YYYY' }, lockTimeout: 5 })
    await own.open()
    await own.close()
    const [, sql] = server.to(QUERY).map(({ body }) => body.sqlText!)
    expect(sql).toContain("DATE_OUTPUT_FORMAT = 'DD.MM.YYYY'")
    expect(sql).not.toContain("DATE_OUTPUT_FORMAT = 'YYYY-MM-DD'")
    expect(sql).toMatch(/LOCK_TIMEOUT = 5$/)
    const wrong = stubDatabase(server, { sessionParameters: { TIMEZONE: {} as string } })
    await expect(wrong.open()).rejects.toMatchObject({
      message: 'the session parameter TIMEZONE is not a string, number or boolean',
    })
  })

  it('sends binds, tag and timeout with the statement itself', async () => {
    await session.query('insert into t values (?, ?, ?, ?)', [1, 'x', null, true], {
      queryTag: 'nightly',
      statementTimeout: 60,
    })
    expect(server.to(QUERY).at(-1)!.body).toMatchObject({
      sqlText: 'insert into t values (?, ?, ?, ?)',
      bindings: {
        1: { type: 'FIXED', value: '1' },
        2: { type: 'TEXT', value: 'x' },
        3: { type: 'TEXT', value: null },
        4: { type: 'BOOLEAN', value: 'true' },
      },
      parameters: { QUERY_TAG: 'nightly', STATEMENT_TIMEOUT_IN_SECONDS: 60 },
    })
  })

  it('a tag that is an object carries the id of the request', async () => {
    const requestId = '7b3ffb50-5d9c-49ab-852c-4db916f67652'
    await session.query('insert into t select 1', [], { queryTag: '{"node":"fct"}', requestId })
    const sent = server.to(QUERY).at(-1)!
    expect(sent.query.get('requestId')).toBe(requestId)
    expect(sent.body.parameters).toEqual({ QUERY_TAG: `{"node":"fct","request":"${requestId}"}` })
  })

  it('names fields as they were folded, or as the query names them', async () => {
    answer(() => rows([NUMBER, { name: 'USERID', type: 'text' }, { name: 'Mixed', type: 'text' }], [['1', 'u', null]]))
    const names = new Map([['USERID', 'userId']])
    const { rows: found, columns } = await session.query('select …', [], { names })
    expect(found).toEqual([{ a: 1, userId: 'u', Mixed: null }])
    expect(columns.map(({ snowflakeName, type }) => `${snowflakeName} ${type}`)).toEqual([
      'A fixed',
      'USERID text',
      'Mixed text',
    ])
  })

  it('submits a statement without waiting for it, and fetches its result by its id', async () => {
    const queryId = '01b00000-0000-0000-0000-00000000beef'
    const getResultUrl = `/queries/${queryId}/result`
    server.script = ({ path, body }) => {
      if (path === getResultUrl) return rows([NUMBER], [['7']])
      if (path !== QUERY || body.sqlText !== 'call nightly(?)') return undefined
      return { body: { success: true, code: '333334', message: 'detached', data: { queryId, getResultUrl } } }
    }
    expect(await session.submit('call nightly(?)', [1])).toBe(queryId)
    expect(server.to(QUERY).at(-1)!.body).toMatchObject({ asyncExec: true, bindings: { 1: { value: '1' } } })
    expect(server.to(getResultUrl)).toEqual([])
    expect((await session.fetch(queryId)).rows).toEqual([{ a: 7 }])
    expect(server.to(getResultUrl)).toHaveLength(1)
    // The session is free for others.
    expect((await session.query('select 1')).rows).toHaveLength(1)
  })

  it('reports how a submitted statement failed, and refuses one in a transaction', async () => {
    const queryId = '01b00000-0000-0000-0000-00000000beef'
    server.script = ({ path }) =>
      path === `/queries/${queryId}/result` ? failure('002003', 'Object does not exist', '42S02') : undefined
    const failed = session.fetch(queryId)
    await expect(failed).rejects.toMatchObject({ code: 'E_QUERY', snowflakeCode: '002003' })
    await expect(failed).rejects.toBeInstanceOf(SnowflakeError)
    await session.begin()
    await expect(session.submit('delete from t')).rejects.toMatchObject({ code: 'E_TRANSACTION' })
    await session.rollback()
  })

  it('drops no column that has the name of another', async () => {
    answer(() => rows([NUMBER, NUMBER], [['1', '2']]))
    await expect(session.query('select …')).rejects.toMatchObject({ code: 'E_DUPLICATE_COLUMN' })
  })

  it.each([
    ['insert', { 'number of rows inserted': 3 }, 3],
    ['merge', { 'number of rows inserted': 1, 'number of rows updated': 2, 'number of rows deleted': 4 }, 7],
    ['update', { 'number of rows updated': 5, 'number of multi-joined rows updated': 2 }, 5],
    ['insert all', { 'number of rows inserted into T1': 1, 'number of rows inserted into T2': 1 }, 2],
    ['create table t as select', { status: 1 }, undefined],
    ['select', { 'number of rows inserted': 3 }, undefined],
  ])('counts what %s wrote', async (sql, counts, expected) => {
    answer(() => report(counts as unknown as Record<string, number>))
    expect((await session.query(sql)).rowsChanged).toBe(expected)
  })

  it('runs one statement after the other', async () => {
    let running = 0
    let most = 0
    server.script = async ({ path }) => {
      if (path !== QUERY) return undefined
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 20))
      running--
      return undefined
    }
    await Promise.all([1, 2, 3].map((i) => session.query(`select ${i}`)))
    expect(most).toBe(1)
  })

  it('an error carries code, SQLSTATE, query id and the statement, and no value', async () => {
    answer(() => failure('100038', "Numeric value 'geheim' is not recognized", '22018'))
    await expect(session.query("select 'geheim'::number, 4711 /* geheim */ from t")).rejects.toMatchObject({
      code: 'E_QUERY',
      message: 'Numeric value … is not recognized (100038, SQLSTATE 22018, query 01b00000-0000-0000-0000-00000000dead)',
      snowflakeCode: '100038',
      sqlState: '22018',
      queryId: '01b00000-0000-0000-0000-00000000dead',
      sql: "select '…'::number, …  from t",
    })
  })

  it('a missing privilege is distinguished from an invalid query', async () => {
    answer(() =>
      failure('003001', "SQL access control error:\nInsufficient privileges to operate on table 'T'", '42501'),
    )
    await expect(session.query('drop table t')).rejects.toMatchObject({
      code: 'E_NOT_PERMITTED',
      message: expect.stringContaining("operate on table 'T'"),
    })
  })

  it('knows whether a transaction is open', async () => {
    await session.begin()
    expect(session.inTransaction).toBe(true)
    await session.commit()
    expect(session.inTransaction).toBe(false)
    await session.query('begin declare x int; begin return 1; end; end')
    expect(session.inTransaction).toBe(false)
    await session.rollback()
    expect(server.statements).not.toContain('rollback')
  })

  it('rolls back what is open when it is given back', async () => {
    await session.begin()
    await session.close()
    expect(server.statements.at(-1)).toBe('rollback')
    await expect(session.query('select 1')).rejects.toMatchObject({ code: 'E_CONNECTION' })
  })
})

describe('rows in chunks', () => {
  const chunk = (path: string, rowCount: number) => ({ url: `${server.url}${path}`, rowCount })

  function answerChunks(bodies: Readonly<Record<string, StubReply>>, announced: number): void {
    server.script = ({ path, body }) => {
      if (path !== QUERY || body.sqlText!.startsWith('alter')) return bodies[path]
      return rows(
        [NUMBER],
        [['0']],
        Object.keys(bodies).map((name) => chunk(name, announced)),
      )
    }
  }

  it('come in order, however slow, and in the size asked for', async () => {
    answerChunks({ '/1': { body: '["1"],["2"]', delay: 80 }, '/2': { body: '["3"],["4"]' } }, 2)
    const sizes: number[][] = []
    for await (const found of session.stream<{ a: number }>('select a from t', [], { chunkSize: 2 }))
      sizes.push(found.map(({ a }) => a))
    expect(sizes).toEqual([[0, 1], [2, 3], [4]])
  })

  it('that are fewer than announced are an error, not a shorter result', async () => {
    answerChunks({ '/1': { body: '["1"]' } }, 3)
    await expect(session.query('select a from t')).rejects.toMatchObject({
      code: 'E_QUERY',
      message: expect.stringMatching(/announced 4 rows, but 2 arrived/),
    })
  })

  it.each(['', '<html>blocked</html>'])('that are not answers (%j) end the wait for them', async (page) => {
    vi.useFakeTimers({ toFake: ['setInterval'] })
    answerChunks({ '/1': { body: page } }, 2)
    const failed = expect(session.query('select a from t')).rejects.toMatchObject({
      code: 'E_CONNECTION',
      message: expect.stringMatching(/^no rows arrived for 20 minutes/),
    })
    await expect.poll(() => server.to('/1').length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    vi.advanceTimersByTime(22 * 60_000)
    await failed
    vi.useRealTimers()
  })

  it('are not downloaded further when the reader pauses', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `/c${i}`,
        { body: Array.from({ length: 500 }, (_, j) => `["${j}"]`).join() },
      ]),
    )
    answerChunks(many, 500)
    const stream = session.stream('select a from t', [], { chunkSize: 100 })
    await stream.next()
    await new Promise((resolve) => setTimeout(resolve, 200))
    const downloaded = server.requests.filter(({ path }) => path.startsWith('/c')).length
    expect(downloaded).toBeGreaterThan(0)
    expect(downloaded).toBeLessThan(12)
    let count = 100
    for await (const found of stream) count += found.length
    expect(count).toBe(1 + 20 * 500)
  })

  it('left lying do not keep the session from its next statement, or from closing', async () => {
    answerChunks({ '/1': { body: '["1"],["2"]' } }, 2)
    const stream = session.stream('select a from t', [], { chunkSize: 1 })
    await stream.next()
    expect((await session.query('select a from t')).rows).toHaveLength(3)
    await session.close()
    await expect(stream.next()).rejects.toMatchObject({ code: 'E_CANCELLED' })
  })
})

describe('cancelling', () => {
  /** A statement that ends when it is aborted, and not before. */
  function endless(): void {
    let aborted: (() => void) | undefined
    server.script = async ({ path, body }) => {
      if (path === ABORT) {
        aborted?.()
        return ok(null)
      }
      if (path !== QUERY || !body.sqlText!.startsWith('call')) return undefined
      await new Promise<void>((resolve) => {
        aborted = resolve
      })
      return failure('000604', 'SQL execution canceled', '57014')
    }
  }

  it('a signal cancels in Snowflake, by the id of the request', async () => {
    endless()
    const abort = new AbortController()
    const running = session.query('call endless()', [], { signal: abort.signal })
    setTimeout(() => abort.abort(), 50)
    await expect(running).rejects.toMatchObject({ code: 'E_CANCELLED' })
    const requestId = server.to(QUERY).at(-1)!.query.get('requestId')
    expect(server.to(ABORT).map(({ body }) => body.requestId)).toEqual([requestId])
    expect((await session.query('select 1')).rows).toHaveLength(1)
  })

  it('interrupt() does too', async () => {
    endless()
    const running = session.query('call endless()')
    setTimeout(() => session.interrupt(), 50)
    await expect(running).rejects.toMatchObject({ code: 'E_CANCELLED' })
  })

  it('a signal that is aborted already sends nothing', async () => {
    await expect(session.query('select 1', [], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    })
    expect(server.statements).toEqual([])
  })

  it('closing the database cancels what runs', async () => {
    endless()
    const running = session.query('call endless()').catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await database.close()
    expect(await running).toMatchObject({ code: 'E_CANCELLED' })
    expect(server.to(LOGIN)).toHaveLength(1)
  })
})
