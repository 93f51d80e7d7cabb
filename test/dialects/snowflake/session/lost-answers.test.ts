import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SnowflakeDatabase } from '../../../../src/dialects/snowflake/connect/snowflake-database.js'
import type { SnowflakeSession } from '../../../../src/dialects/snowflake/session/snowflake-session.js'
import { stubDatabase } from '../stub-database.js'
import {
  failure,
  LOGIN,
  ok,
  QUERY,
  report,
  rows,
  type StubReply,
  type StubRequest,
  StubServer,
} from '../stub-server.js'

const INSERT = 'insert into t select * from s'
const TAG = '{"node":"fct_ratings"}'
const HISTORY = ['QUERY_ID', 'EXECUTION_STATUS', 'ERROR_CODE', 'ERROR_MESSAGE'].map((name) => ({ name, type: 'text' }))
const QUERY_ID = '01b00000-0000-0000-0000-0000000000aa'

let server: StubServer
let database: SnowflakeDatabase
let session: SnowflakeSession
/** How often each statement ran: Snowflake runs a request id once, however often it is sent. */
let executed: Map<string, number>

beforeEach(async () => {
  server = await StubServer.start()
  database = stubDatabase(server)
  session = await database.connect()
  executed = new Map()
})
afterEach(async () => {
  await database.close()
  await server.close()
})

/** Runs the statements of the test as Snowflake does, and answers the n-th sending of each by `replies[n - 1]`. */
function answer(sql: string, ...replies: ((request: StubRequest) => StubReply | undefined)[]): void {
  const seen = new Set<string>()
  let times = 0
  server.script = (request) => {
    if (request.path !== QUERY || request.body.sqlText !== sql) return others(request)
    const reply = replies[times++]?.(request)
    if (reply?.status !== undefined || isRefused(reply)) return reply
    const key = `${request.token} ${request.query.get('requestId')}`
    if (!seen.has(key)) executed.set(sql, (executed.get(sql) ?? 0) + 1)
    seen.add(key)
    return reply ?? report({ 'number of rows inserted': 3 })
  }
}

let others: (request: StubRequest) => StubReply | undefined = () => undefined
beforeEach(() => {
  others = () => undefined
})

function isRefused(reply: StubReply | undefined): boolean {
  return (reply?.body as { success?: boolean } | undefined)?.success === false
}

const lost = (): StubReply => ({ isCut: true })
const gone = (): StubReply => failure('390111', 'Session no longer exists. New login required to access the service.')

/** The ids of the requests by which a statement was sent. */
function requestIds(sql: string): readonly string[] {
  return server
    .to(QUERY)
    .filter(({ body }) => body.sqlText === sql)
    .map(({ query }) => query.get('requestId')!)
}

describe('an answer that does not come', () => {
  it('is asked for with the same request id, so that the statement runs once', async () => {
    answer(INSERT, lost)
    expect((await session.query(INSERT)).rowsChanged).toBe(3)
    expect(executed.get(INSERT)).toBe(1)
    expect(new Set(requestIds(INSERT)).size).toBe(1)
    expect(requestIds(INSERT)).toHaveLength(2)
  })

  it.each([429, 503])('HTTP %i is repeated with the same request id', async (status) => {
    answer(INSERT, () => ({ status, body: 'busy' }))
    expect((await session.query(INSERT)).rowsChanged).toBe(3)
    expect(executed.get(INSERT)).toBe(1)
    expect(new Set(requestIds(INSERT)).size).toBe(1)
  })

  it('the page of a proxy is no answer', async () => {
    answer(INSERT, () => ({ body: '<html>maintenance</html>' }))
    expect((await session.query(INSERT)).rowsChanged).toBe(3)
    expect(executed.get(INSERT)).toBe(1)
    expect(new Set(requestIds(INSERT)).size).toBe(1)
  })

  it('to the end: the error says that the outcome is not known, and how to look it up', async () => {
    const page = () => ({ body: '<html>maintenance</html>' })
    answer(INSERT, page, page, page, page)
    const requestId = '7b3ffb50-5d9c-49ab-852c-4db916f67652'
    await expect(session.query(INSERT, [], { requestId })).rejects.toMatchObject({
      code: 'E_CONNECTION',
      message: `no answer from Snowflake: whether the statement has run is not known (request ${requestId})`,
      hint: expect.stringContaining('query_history_by_user'),
    })
    expect(requestIds(INSERT)).toEqual([requestId, requestId])
    // The session may still be busy with it: the next statement gets another.
    await session.query('select 1')
    expect(server.to(LOGIN)).toHaveLength(2)
  })
})

describe('a session token that has expired', () => {
  it('is renewed, and the statement sent with the same request id', async () => {
    answer(INSERT, () => failure('390112', 'Your session has expired.'))
    expect((await session.query(INSERT)).rowsChanged).toBe(3)
    expect(server.to('/session/token-request')).toHaveLength(1)
    expect(server.to(LOGIN)).toHaveLength(1)
    expect(new Set(requestIds(INSERT)).size).toBe(1)
  })

  it('and cannot be renewed: there is a new login', async () => {
    others = ({ path }) =>
      path === '/session/token-request' ? failure('390114', 'Authentication token has expired.') : undefined
    answer('select 1', () => failure('390112', 'Your session has expired.'))
    await session.query('select 1')
    expect(server.to(LOGIN)).toHaveLength(2)
  })
})

describe('a session that is gone', () => {
  const history = (...found: (readonly (string | null)[])[]) => {
    others = ({ path, body }) => {
      if (path === `/queries/${QUERY_ID}/result`) return report({ 'number of rows inserted': 42 })
      if (!body.sqlText?.includes('query_history_by_user')) return undefined
      return rows(HISTORY, found.length > 1 ? [found.shift()!] : found)
    }
  }

  it('is replaced, with its parameters, and what only reads is run again', async () => {
    answer('select 1', gone)
    await session.query('select 1')
    expect(server.to(LOGIN)).toHaveLength(2)
    expect(server.to(QUERY).map(({ body, token }) => `${token}: ${body.sqlText!.slice(0, 13)}`)).toEqual([
      'session 1: alter session',
      'session 1: select 1',
      'session 2: alter session',
      'session 2: select 1',
    ])
  })

  it('what has run is not run again: its result is fetched', async () => {
    history([QUERY_ID, 'SUCCESS', null, null])
    answer(INSERT, lost, gone)
    const { rowsChanged, queryId } = await session.query(INSERT, [], { queryTag: TAG })
    expect(rowsChanged).toBe(42)
    expect(queryId).toMatch(/^01b00000-/)
    expect(executed.get(INSERT)).toBe(1)
    const [lookUp] = server.to(QUERY).filter(({ body }) => body.sqlText!.includes('query_history'))
    expect(lookUp!.body.bindings![1]!.value).toBe(`{"node":"fct_ratings","request":"${requestIds(INSERT)[0]}"}`)
  })

  it('what has not run is run', async () => {
    history()
    answer(INSERT, gone)
    expect((await session.query(INSERT, [], { queryTag: TAG })).rowsChanged).toBe(3)
    expect(executed.get(INSERT)).toBe(1)
  })

  it('what still runs is waited for', async () => {
    history([QUERY_ID, 'RUNNING', null, null], [QUERY_ID, 'SUCCESS', null, null])
    answer(INSERT, lost, gone)
    expect((await session.query(INSERT, [], { queryTag: TAG })).rowsChanged).toBe(42)
    expect(executed.get(INSERT)).toBe(1)
  })

  it('what still runs is cancelled by its id when no one wants it any more', async () => {
    history([QUERY_ID, 'RUNNING', null, null])
    answer(INSERT, lost, gone)
    const abort = new AbortController()
    const running = session.query(INSERT, [], { queryTag: TAG, signal: abort.signal })
    const asked = () => server.to(QUERY).some(({ body }) => body.sqlText!.includes('query_history'))
    const waiting = setInterval(() => asked() && abort.abort(), 20)
    await expect(running).rejects.toMatchObject({ code: 'E_CANCELLED' })
    clearInterval(waiting)
    const [cancel] = server.to(QUERY).filter(({ body }) => body.sqlText!.includes('system$cancel_query'))
    expect(cancel!.body.bindings![1]!.value).toBe(QUERY_ID)
    expect(executed.get(INSERT)).toBe(1)
  })

  it('what has failed fails, and is not run again', async () => {
    history([QUERY_ID, 'FAILED_WITH_ERROR', '100038', "Numeric value 'geheim' is not recognized"])
    answer(INSERT, lost, gone)
    await expect(session.query(INSERT, [], { queryTag: TAG })).rejects.toMatchObject({
      code: 'E_QUERY',
      message: `Numeric value … is not recognized (100038, query ${QUERY_ID})`,
    })
    expect(executed.get(INSERT)).toBe(1)
  })

  it('what cannot be distinguished from others of the same text is not run again either', async () => {
    history([QUERY_ID, 'SUCCESS', null, null])
    answer(INSERT, lost, gone)
    await expect(session.query(INSERT)).rejects.toMatchObject({
      code: 'E_CONNECTION',
      message: expect.stringContaining('whether it has run is not known'),
    })
    expect(executed.get(INSERT)).toBe(1)
  })

  it('is looked up in the history of the database that the login names', async () => {
    await database.close()
    database = stubDatabase(server, { database: 'movielens' })
    session = await database.connect()
    history([QUERY_ID, 'SUCCESS', null, null])
    answer(INSERT, lost, gone)
    await session.query(INSERT, [], { queryTag: TAG })
    const [lookUp] = server.to(QUERY).filter(({ body }) => body.sqlText!.includes('query_history'))
    expect(lookUp!.body.sqlText).toContain('from table("MOVIELENS".information_schema.query_history_by_user(')
  })

  it('and no history to ask: the error says so, in place of what Snowflake says to the look-up', async () => {
    others = ({ body }) =>
      body.sqlText?.includes('query_history_by_user')
        ? failure('000606', 'No active warehouse selected in the current session.', '57P03')
        : undefined
    answer(INSERT, lost, gone)
    const requestId = '7b3ffb50-5d9c-49ab-852c-4db916f67652'
    await expect(session.query(INSERT, [], { queryTag: TAG, requestId })).rejects.toMatchObject({
      code: 'E_CONNECTION',
      message: expect.stringMatching(
        /^the Snowflake session expired while a statement ran: whether it has run is not known \(request 7b3ffb50-.*\); the query history cannot be read: No active warehouse selected/,
      ),
      hint: expect.stringContaining('query_history_by_user'),
    })
    expect(executed.get(INSERT)).toBe(1)
  })

  it('and no answer comes to the login: an abort ends the wait immediately', async () => {
    answer('select 1', gone)
    others = ({ path }) => (path === LOGIN ? { status: 503, body: 'busy' } : undefined)
    const abort = new AbortController()
    const running = session.query('select 1', [], { signal: abort.signal })
    const waiting = setInterval(() => server.to(LOGIN).length > 1 && abort.abort(), 20)
    const outcome = expect(running).rejects.toMatchObject({ code: 'E_CANCELLED' })
    await vi.waitUntil(() => abort.signal.aborted)
    const since = performance.now()
    await outcome
    clearInterval(waiting)
    expect(performance.now() - since).toBeLessThan(500)
    // Who comes next waits for a login of its own, and can be stopped there, too.
    const next = new AbortController()
    const second = expect(session.query('select 2', [], { signal: next.signal })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    })
    setTimeout(() => next.abort(), 50)
    await second
    // A login that succeeds after all is logged out.
    others = () => undefined
    await vi.waitUntil(
      () => server.requests.some(({ query, token }) => query.get('delete') === 'true' && token === 'session 2'),
      {
        timeout: 8000,
      },
    )
  })

  it('its successor computes on the warehouse that was chosen in it', async () => {
    await session.query('use warehouse "BIG"')
    answer('select 1', gone)
    await session.query('select 1')
    expect(server.to(QUERY).map(({ body, token }) => `${token}: ${body.sqlText!.slice(0, 19)}`)).toEqual([
      'session 1: alter session set T',
      'session 1: use warehouse "BIG"',
      'session 1: select 1',
      'session 2: alter session set T',
      'session 2: use warehouse "BIG"',
      'session 2: select 1',
    ])
  })

  it('takes its transaction with it', async () => {
    await session.begin()
    answer(INSERT, gone)
    await expect(session.query(INSERT)).rejects.toMatchObject({
      code: 'E_TRANSACTION',
      message: 'the Snowflake session has expired, and its transaction was rolled back',
    })
    expect(session.inTransaction).toBe(false)
    expect(executed.get(INSERT)).toBeUndefined()
  })

  it('at the commit: the outcome is not known', async () => {
    await session.begin()
    answer('commit', gone)
    await expect(session.commit()).rejects.toMatchObject({
      code: 'E_TRANSACTION',
      message: expect.stringContaining('whether the transaction was committed is not known'),
    })
  })
})

it('a statement that Snowflake answers late is asked for until its result is there', async () => {
  const later = ok({ queryId: QUERY_ID, getResultUrl: `/queries/${QUERY_ID}/result` }).body as object
  others = ({ path }) => (path === `/queries/${QUERY_ID}/result` ? report({ 'number of rows inserted': 7 }) : undefined)
  answer(INSERT, () => ({ body: { ...later, code: '333333' } }))
  expect((await session.query(INSERT)).rowsChanged).toBe(7)
})
