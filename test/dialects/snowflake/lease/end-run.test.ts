import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { endRun } from '../../../../src/dialects/snowflake/lease/end-run.js'
import { QUERY, rows, type StubReply } from '../stub-server.js'
import { history, LeaseScene } from './lease-scene.js'

const HISTORY = /query_history_by_user/
const CANCEL = /system\$cancel_query/
const ROLL_BACK = /system\$abort_transaction/

/** More looks than any test needs, each of which takes a second. */
const MOST_LOOKS = 4

let scene: LeaseScene
beforeEach(async () => {
  scene = await LeaseScene.open()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await scene.close()
})

const end = (signal?: AbortSignal) => scene.database.withSession((session) => endRun(session, 'shop', `o"n'e`, signal))

/** Answers the looks at the history, the last one again and again; each takes so many milliseconds of a clock that stands still. */
function looks(milliseconds: number, ...answers: readonly (() => StubReply)[]): void {
  const now = Math.round(performance.now())
  let count = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now + count * milliseconds)
  scene.on(HISTORY, () => {
    if (count++ === MOST_LOOKS) scene.refuses(HISTORY, 'looked at for ever')
    return answers[Math.min(count, answers.length) - 1]!()
  })
}

const transactions = (...found: readonly (readonly [id: string, session: string])[]) =>
  rows(
    ['ID', 'SESSION'].map((name) => ({ name, type: 'text' })),
    found,
  )

describe('what a run has left in Snowflake', { timeout: 30_000 }, () => {
  it('is looked for by the id in its tag, as far back as its lease lasts, by all that the user sent', async () => {
    scene.on(HISTORY, () => history())
    await end()
    expect(scene.sent(HISTORY)[0]!.split('\n')).toEqual([
      'select query_id, session_id, execution_status from table("SHOP".information_schema.query_history_by_user(',
      "  end_time_range_start => dateadd('second', -540, current_timestamp()), result_limit => 10000))",
      `where contains(query_tag, '"invocation":"o\\\\"n''e"')`,
    ])
  })

  it('may be another user’s when the history has nothing of it', async () => {
    scene.on(HISTORY, () => history())
    expect(await end()).toBe("Snowflake's history shows this user nothing of that run")
    expect(scene.server.statements).toHaveLength(1)
  })

  it('has ended when all of it has, for long enough', async () => {
    looks(1999.9, () => history(['q1', '11', 'SUCCESS'], ['q2', '11', 'FAILED_WITH_ERROR'], ['q3', '12', 'fail']))
    scene.on(/^show transactions/, () => transactions())
    expect(await end()).toBeUndefined()
    expect(scene.sent(HISTORY), 'after two and four seconds').toHaveLength(2)
    expect(scene.sent(CANCEL)).toEqual([])
    expect(scene.sent(/^show transactions$/)).toHaveLength(1)
  })

  it('is looked at again for two seconds, since the history comes late', async () => {
    const late = (): StubReply => history(['q2', '1', 'RUNNING'])
    looks(1999.9, () => history(['q1', '1', 'SUCCESS']), late)
    const stop = new AbortController()
    scene.on(CANCEL, () => {
      stop.abort()
      return undefined
    })
    await expect(end(stop.signal)).rejects.toMatchObject({ code: 'E_CANCELLED' })
  })

  it('is cancelled statement by statement until the history says that it has ended', async () => {
    looks(
      2000,
      () => history(['q1', '1', 'RUNNING'], ['q2', '1', 'success'], ['q3', '2', 'QUEUED']),
      () => history(['q1', '1', 'FAILED_WITH_INCIDENT'], ['q2', '1', 'success'], ['q3', '2', 'SUCCESS']),
    )
    scene.refuses(/system\$cancel_query/, 'Identified SQL statement is not currently executing.')
    expect(await end()).toBeUndefined()
    const cancelled = scene.server.to(QUERY).filter(({ body }) => CANCEL.test(body.sqlText!))
    expect(cancelled.map(({ body }) => Object.values(body.bindings ?? {}).map(({ value }) => value))).toEqual([
      ['q1'],
      ['q3'],
    ])
  })

  it('blocks when it does not end within a minute', async () => {
    looks(60_000, () => history(['q1', '1', 'SUCCESS'], ['q2', '1', 'RUNNING']))
    expect(await end()).toBe('its statement q2 does not end')
    expect(scene.sent(CANCEL)).toEqual([])
  })

  it('has a minute to end', async () => {
    looks(59_000, () => history(['q2', '1', 'RUNNING']))
    expect(await end()).toBe('its statement q2 does not end')
    expect(scene.sent(CANCEL)).toHaveLength(1)
  })

  it('blocks when Snowflake does not show its history', async () => {
    scene.refuses(HISTORY, 'Insufficient privileges')
    expect(await end()).toMatch(/^Snowflake does not say what it left running \(.*Insufficient privileges.*\)$/)
  })

  it('has its own open transactions rolled back, and no others', async () => {
    looks(2000, () => history(['q1', '11', 'SUCCESS'], ['q2', '12', 'SUCCESS']))
    scene.on(/^show transactions/, () => transactions(['17-a8', '11'], ['19', '99'], ['20', '12']))
    scene.refuses(/abort_transaction\(178\)/, 'is not open')
    expect(await end()).toBeUndefined()
    expect(scene.sent(ROLL_BACK)).toEqual([
      'select system$abort_transaction(178)',
      'select system$abort_transaction(20)',
    ])
  })

  it('has ended also where the user may not see transactions', async () => {
    looks(2000, () => history(['q1', '11', 'SUCCESS']))
    scene.refuses(/^show transactions/)
    expect(await end()).toBeUndefined()
  })

  it('is left alone when the signal has come before, and while it is waited for', async () => {
    await expect(end(AbortSignal.abort())).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect(scene.server.statements).toEqual([])
    const stop = new AbortController()
    const running = (): StubReply => history(['q1', '11', 'RUNNING'])
    looks(1, running, () => {
      stop.abort()
      return running()
    })
    await expect(end(stop.signal)).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect(scene.sent(CANCEL), 'of the first look').toHaveLength(1)
    expect(scene.sent(/^show transactions/)).toEqual([])
  })

  it('keeps its transactions when the signal comes with the last look', async () => {
    const stop = new AbortController()
    looks(2000, () => {
      stop.abort()
      return history(['q1', '11', 'SUCCESS'])
    })
    await expect(end(stop.signal)).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect(scene.sent(/^show transactions/)).toEqual([])
  })
})
