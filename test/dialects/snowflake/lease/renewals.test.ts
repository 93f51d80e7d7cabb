import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LeaseTable } from '../../../../src/dialects/snowflake/lease/lease-table.js'
import { type ClockTimes, SnowflakeLease } from '../../../../src/dialects/snowflake/lease/snowflake-lease.js'
import { report } from '../stub-server.js'
import { LeaseScene } from './lease-scene.js'

const RENEW = /^update .* set "EXPIRES_AT"/
const RELEASE = /^update .* set "RUN_ID" = null/

const table = (database: string) => new LeaseTable(database, [{ database, schema: 'raw' }])
const row = (target: string, token: number | string) => ({
  ...{ target, token, run_id: 'own', holder: 'ann@here', since: null, expires_at: null },
})

let scene: LeaseScene
let now: ClockTimes
let lease: SnowflakeLease
beforeEach(async () => {
  scene = await LeaseScene.open()
  hold()
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  await scene.close()
})

/** A lease that was taken now, in whole milliseconds. */
function hold(): void {
  now = { performance: Math.round(performance.now()), date: Date.now() }
  const held = [{ table: table('shop'), rows: [row('RAW', 3), row('X', '12')] }]
  lease = new SnowflakeLease(scene.database, { runId: 'own', held, takenAt: now, takenOverFrom: ['bob'] })
}

/** Moves one clock of this machine, or both, which stand still otherwise. */
function pass(milliseconds: { readonly performance?: number; readonly date?: number }): void {
  const { performance: monotonic = 0, date = 0 } = milliseconds
  now = { performance: now.performance + monotonic, date: now.date + date }
  vi.spyOn(performance, 'now').mockReturnValue(now.performance)
  vi.spyOn(Date, 'now').mockReturnValue(now.date)
}

const inSession = () => scene.database.withSession((session) => lease.ensureIn(session))

describe('a lease that is held', { timeout: 30_000 }, () => {
  it('has the greatest token of its rows, and the names of those it was taken over from', () => {
    expect([lease.token, lease.takenOverFrom]).toEqual([12, ['bob']])
  })

  it.each([
    ['as it was taken', {}, 0, 0],
    ['after 59 seconds', { performance: 59_000, date: 59_000 }, 0, 0],
    ['after a minute', { performance: 60_000, date: 60_000 }, 1, 0],
    ['after two minutes', { performance: 120_000, date: 120_000 }, 1, 1],
    ['when the machine has slept, of which one clock knows nothing', { performance: 5, date: 120_500 }, 1, 1],
    ['when the date was set back', { performance: 5, date: -120_500 }, 1, 1],
    ['when only the other clock goes on', { performance: 120_500 }, 1, 1],
  ])(
    'is renewed before a node after a minute, before a statement after two: %s',
    async (_, clocks, node, statement) => {
      scene.renews(2)
      pass(clocks)
      await inSession()
      expect(scene.sent(RENEW)).toHaveLength(statement)
      hold()
      pass(clocks)
      await lease.ensure()
      expect(scene.sent(RENEW)).toHaveLength(statement + node)
    },
  )

  it('is renewed for another minute, by one statement with the run in its tag', async () => {
    scene.renews(2)
    pass({ performance: 60_500 })
    await Promise.all([lease.ensure(), lease.ensure()])
    await lease.ensure()
    expect(scene.sent(RENEW)).toHaveLength(1)
    expect(scene.sentBy(RENEW)).toEqual([['own', 0]])
    pass({ performance: 60_500 })
    await lease.ensure()
    expect(scene.sent(RENEW)).toHaveLength(2)
  })

  it('is asked for again when a renewal has failed', async () => {
    scene.refuses(RENEW)
    pass({ performance: 60_500 })
    await expect(lease.ensure()).rejects.toMatchObject({ code: 'E_QUERY' })
    scene.renews(2)
    await lease.ensure()
    expect(scene.sent(RENEW)).toHaveLength(2)
  })

  it('is lost when fewer rows are renewed, to another run or to no one', async () => {
    scene.renews(1)
    pass({ performance: 60_500 })
    scene.holds([
      { target: 'RAW', run: 'own' },
      { target: 'X', run: 'other' },
    ])
    await expect(lease.ensure()).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringMatching(/^shop\.X is being built by other@machine /),
    })
    scene.holds([{ target: 'RAW', run: 'own' }, { target: 'X' }])
    await expect(lease.ensure()).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: 'this run has lost its lease of shop: it ended before it could be renewed',
    })
    expect(scene.sentBy(/^select "TARGET"/)).toEqual(Array(2).fill(['own', 0]))
  })

  it('is asked for before each statement of a transaction, whose changes may be undone', async () => {
    scene.renews(2)
    pass({ performance: 120_500 })
    await scene.database.withSession(async (session) => {
      await session.begin()
      await lease.ensureIn(session)
      await lease.ensureIn(session)
      await session.commit()
      expect(scene.sent(RENEW)).toHaveLength(2)
      await lease.ensureIn(session)
      await lease.ensureIn(session)
    })
    expect(scene.sent(RENEW)).toHaveLength(3)
  })

  it('counts from before the renewal was sent', async () => {
    let now = performance.now() + 60_500
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    scene.on(RENEW, () => {
      now += 60_000
      return report({ 'number of rows updated': 2 })
    })
    await lease.ensure()
    await lease.ensure()
    expect(scene.sent(RENEW)).toHaveLength(2)
  })

  it('is renewed every minute without being asked, until it is released', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    scene.renews(2)
    hold()
    vi.advanceTimersByTime(59_000)
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(1000)
    await vi.waitFor(() => expect(scene.sent(RENEW)).toHaveLength(1))
    scene.refuses(RENEW)
    // A renewal that has not been answered yet is not sent again.
    await vi.waitFor(() => {
      vi.advanceTimersByTime(60_000)
      expect(scene.sent(RENEW).length).toBeGreaterThan(1)
    })
    await lease.release()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a lease that is released', { timeout: 30_000 }, () => {
  it('gives back its rows of every database, also when those of one cannot be', async () => {
    const held = ['aa', 'bb'].map((database) => ({ table: table(database), rows: [row('RAW', 3)] }))
    const now = { performance: performance.now(), date: Date.now() }
    scene.refuses(/^update "AA"/)
    await new SnowflakeLease(scene.database, { runId: 'own', held, takenAt: now, takenOverFrom: [] }).release()
    expect(scene.sent(RELEASE)).toEqual(held.map((one) => one.table.release('own', one.rows)))
  })

  it('waits for its renewal, which would be held otherwise', async () => {
    pass({ performance: 60_500 })
    scene.on(RENEW, () => ({ ...report({ 'number of rows updated': 2 }), delay: 200 }))
    const renewing = lease.ensure()
    await vi.waitFor(() => expect(scene.sent(RENEW)).toHaveLength(1))
    const released = lease.release()
    await renewing
    expect(scene.sent(RELEASE)).toEqual([])
    await released
    expect(scene.sent(RELEASE)).toHaveLength(1)
  })

  it('is released also where no session can be had', async () => {
    await scene.database.close()
    await expect(lease.release()).resolves.toBeUndefined()
  })
})
