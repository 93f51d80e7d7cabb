import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LeaseRequest } from '../../../../src/core/ports/lease.js'
import { leaseHolderBeside, takeSnowflakeLease } from '../../../../src/dialects/snowflake/lease/take-lease.js'
import { failure } from '../stub-server.js'
import { history, LeaseScene } from './lease-scene.js'

const TAKE = /^merge into/
const READ = /^select "TARGET"/
const RELEASE = /^update .* set "RUN_ID" = null/
const DEAD = '{"pid":7}'

let scene: LeaseScene
beforeEach(async () => {
  scene = await LeaseScene.open()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await scene.close()
})

const take = (schemas = ['shop.raw'], options: Partial<LeaseRequest> = {}) =>
  takeSnowflakeLease(scene.database, {
    holder: { runId: 'own', name: 'ann@here' },
    schemas: schemas.map((name) => ({ database: name.split('.')[0]!, schema: name.split('.')[1]! })),
    isGone: (process) => JSON.stringify(process) === DEAD,
    ...options,
  })

/** Databases of statements, in the order in which they were sent. */
const places = (statement: RegExp): readonly string[] =>
  scene.sent(statement).map((sql) => /"(\w+)"\."_KERROS"/.exec(sql)![1]!)

describe('the taking of a lease', { timeout: 30_000 }, () => {
  it('asks each database once, in an order that is the same for all runs', async () => {
    scene.holds(
      [
        { target: 'X', run: 'own', token: 3 },
        { target: 'Y', run: 'own', token: 12 },
      ],
      [
        { target: 'DEV', run: 'own', token: 9 },
        { target: 'RAW', run: 'own', token: 4 },
      ],
    )
    const lease = await take(['bb.raw', 'AA.x', 'bb.dev', 'Bb.raw', 'aa.y'])
    expect(places(TAKE)).toEqual(['AA', 'BB'])
    expect(scene.sent(TAKE)[1]).toContain(`(select 'DEV' as "TARGET" union all select 'RAW' as "TARGET")`)
    expect([lease.token, lease.takenOverFrom]).toEqual([12, []])
    await lease.release()
    expect(places(RELEASE)).toEqual(['AA', 'BB'])
  })

  it('tags what it sends with its run', async () => {
    scene.holds([{ target: 'RAW', run: 'own' }])
    await (await take()).release()
    expect(scene.sentBy(/LEASES/)).toEqual(Array(3).fill(['own', 0]))
  })

  it('makes the table, and its schema, where they are missing, and asks again', async () => {
    let isThere = false
    scene.holds([{ target: 'RAW', run: 'own', token: 1 }])
    const missing = "Object 'SHOP._KERROS.LEASES' does not exist or not authorized."
    scene.on(TAKE, () => (isThere ? undefined : failure('002003', missing, '42S02')))
    scene.refuses(/^show terse objects/, "Schema 'SHOP._KERROS' does not exist or not authorized.")
    scene.on(/^create table/, () => {
      isThere = true
      return undefined
    })
    await (await take()).release()
    expect(scene.server.statements.map((sql) => sql.split(' ').slice(0, 3).join(' '))).toEqual([
      'merge into "SHOP"."_KERROS"."LEASES"',
      'show terse objects',
      'create schema if',
      'create table if',
      'merge into "SHOP"."_KERROS"."LEASES"',
      'select "TARGET", "RUN_ID",',
      'update "SHOP"."_KERROS"."LEASES" set',
    ])
    expect(scene.sentBy(TAKE)).toEqual(Array(2).fill(['own', 0]))
  })

  it('fails with what Snowflake says otherwise, and holds nothing then', async () => {
    scene.holds([{ target: 'RAW', run: 'own', token: 3 }])
    scene.on(TAKE, (sql) => (sql.includes('"BB"') ? failure('003001', 'Insufficient privileges', '42501') : undefined))
    await expect(take(['aa.raw', 'bb.raw'])).rejects.toMatchObject({ message: expect.stringMatching(/Insufficient/) })
    expect(scene.sent(/^create/)).toEqual([])
    expect(places(RELEASE)).toEqual(['AA'])
    expect(scene.sent(RELEASE)[0]).toContain(`"TARGET" = 'RAW' and "TOKEN" = 3`)
  })

  it('says why it failed also when the rows cannot be given back', async () => {
    scene.holds([
      { target: 'DEV', run: 'own' },
      { target: 'RAW', run: 'other' },
    ])
    scene.refuses(RELEASE)
    await expect(take(['shop.raw', 'shop.dev'])).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringMatching(/^shop\.raw is being built by other@machine since .* \(run other\)$/),
    })
    expect(scene.sent(RELEASE)).toHaveLength(1)
  })

  it('gives nothing back where it has nothing', async () => {
    scene.holds([{ target: 'RAW', run: 'other' }])
    await expect(take()).rejects.toMatchObject({ code: 'E_LOCKED' })
    expect(scene.sent(RELEASE)).toEqual([])
  })

  it('asks again for rows that were made, or that no one has, and not for ever', async () => {
    scene.holds([], [{ target: 'RAW' }], [{ target: 'RAW', run: 'own', token: 1 }])
    await (await take()).release()
    expect(scene.sent(TAKE)).toHaveLength(3)
    const free = { target: 'RAW' }
    scene.holds([{ target: 'DEV', run: 'own', token: 4 }, free])
    await expect(take(['shop.raw', 'shop.dev'])).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: 'another run asked for the same schemas of shop at the same time',
    })
    expect(scene.sent(TAKE)).toHaveLength(3 + 5)
    expect(scene.sent(RELEASE).at(-1)).toContain(`"TARGET" = 'DEV' and "TOKEN" = 4`)
  })

  it('stops before its first statement when the signal says so', async () => {
    await expect(take(['shop.raw'], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect(scene.server.statements).toEqual([])
  })
})

describe('a holder that is gone', { timeout: 30_000 }, () => {
  const dead = { target: 'RAW', run: 'dead', holder: `bob@here ${DEAD}` }
  const other = { target: 'X', run: 'late', holder: `eve@here ${DEAD}` }

  /** What dead runs have left has ended long ago. */
  function settle(): void {
    const now = Math.round(performance.now())
    let looks = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now + looks * 2000)
    scene.on(/query_history_by_user/, () => {
      looks++
      return history(['q1', '1', 'SUCCESS'])
    })
  }

  it('is taken over from by name, after its statements have ended', async () => {
    settle()
    scene.holds(
      [dead, other],
      [dead, other],
      [
        { target: 'RAW', run: 'own' },
        { target: 'X', run: 'own' },
      ],
    )
    const lease = await take(['shop.raw', 'shop.x'])
    expect(lease.takenOverFrom).toEqual(['bob@here', 'eve@here'])
    expect(scene.sent(TAKE)[0]).not.toContain('in (')
    expect(scene.sent(TAKE)[1]).toContain(`or t."RUN_ID" in ('dead', 'late')) then`)
    const looks = scene.sent(/query_history_by_user/)
    expect(
      looks.map((sql) => /"invocation":"(\w+)"/.exec(sql)![1]),
      'once for each run',
    ).toEqual(['dead', 'late'])
    expect(looks[0]).toContain('table("SHOP".information_schema')
    await lease.release()
  })

  it('is not looked after when a living one has another schema', async () => {
    settle()
    const living = { target: 'X', run: 'alive', holder: 'eve@here {"pid":8}' }
    for (const found of [living, { ...living, holder: 'eve@here' }]) {
      scene.holds([dead, found])
      await expect(take(['shop.raw', 'shop.x'])).rejects.toMatchObject({
        message: expect.stringMatching(/^shop\.x is being built by eve@here since .* \(run alive\)$/),
        hint: expect.stringMatching(/^Wait until/),
      })
    }
    expect(scene.sent(/query_history_by_user/)).toEqual([])
  })

  it('still counts when its statements do not end, and the first of several blocks', async () => {
    scene.on(/query_history_by_user/, () => history())
    scene.holds([dead, other])
    await expect(take(['shop.raw', 'shop.x'])).rejects.toMatchObject({
      message: expect.stringMatching(/^shop\.raw is being built by bob@here since .* \(run dead\)$/),
      hint: expect.stringMatching(/^Its process is gone, but Snowflake's history shows/),
    })
    expect(scene.sent(/query_history_by_user/)).toHaveLength(1)
  })
})

describe('who else has a schema', { timeout: 30_000 }, () => {
  const beside = (runId?: string) =>
    scene.database.withSession((session) => leaseHolderBeside(session, { database: 'shop', schema: 'raw' }, runId))

  it('is a run with its holder’s name, and not the own one or no one', async () => {
    scene.holds([{ target: 'RAW', run: 'other', holder: `bob@here ${DEAD}` }])
    expect([await beside('own'), await beside()]).toEqual(Array(2).fill('bob@here (run other)'))
    expect(await beside('other')).toBeUndefined()
    scene.holds([{ target: 'RAW', holder: 'bob@here' }])
    expect([await beside('own'), await beside()]).toEqual([undefined, undefined])
    scene.holds([])
    expect(await beside('own')).toBeUndefined()
  })

  it('is unknown where there is no table', async () => {
    scene.refuses(READ, 'does not exist')
    expect(await beside('own')).toBeUndefined()
  })
})
