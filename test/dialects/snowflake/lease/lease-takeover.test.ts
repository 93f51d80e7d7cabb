import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HolderProcess } from '../../../../src/core/ports/lease.js'
import type { Warehouse } from '../../../../src/core/ports/warehouse.js'
import { snowflake } from '../../../../src/dialects/snowflake/index.js'
import { type SnowflakeServer, snowflakeServer } from '../../../servers/snowflake-server.js'

const { skipReason } = await snowflakeServer()

const DEAD = { host: 'here', pid: 7 }
const ENDLESS = 'create or replace table dev.endless as select count(*) as n from range(100000000000) a, range(1000000)'

describe.skipIf(skipReason)('a lease whose holder is gone', { timeout: 60_000 }, () => {
  let server: SnowflakeServer
  /** The history is of all databases. */
  let one: string
  const open: Warehouse[] = []
  beforeEach(async () => {
    server = await snowflakeServer()
    one = `one${randomBytes(4).toString('hex')}`
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await Promise.all(open.splice(0).map((warehouse) => warehouse.close()))
  })

  async function connect(user = 'tester'): Promise<Warehouse> {
    const { accessUrl, account, password, database } = server
    const target = snowflake({ accessUrl, account, user, password, database, schema: 'DEV' })
    const warehouse = await target.connect({ projectRoot: '.', threads: 2 })
    open.push(warehouse)
    return warehouse
  }

  const take = (
    warehouse: Warehouse,
    runId: string,
    process: HolderProcess = DEAD,
    schemas = ['DEV'],
    signal?: AbortSignal,
  ) =>
    warehouse.lease!({
      signal,
      holder: { runId, name: `${runId}@machine`, process },
      schemas: schemas.map((schema) => ({ database: server.database, schema })),
      isGone: (found) => JSON.stringify(found) === JSON.stringify(DEAD),
    })

  const run = (warehouse: Warehouse, sql: string) =>
    warehouse.withSession(async (session) => (await session.execute(sql)).rows)

  it('is taken over immediately, after what it left running was cancelled', async () => {
    const [first, second] = [await connect(), await connect()]
    const lease = await take(first, one)
    await run(first, 'create schema if not exists dev')
    const endless = run(first, ENDLESS).catch((error: unknown) => error)
    while (!(await server.statements()).includes(ENDLESS)) await sleep(20)
    const next = await take(second, 'two')
    expect(next.token).toBe(lease.token + 1)
    expect(next.takenOverFrom).toEqual([`${one}@machine`])
    expect(await endless).toMatchObject({ code: 'E_CANCELLED' })
    expect(await run(second, 'show tables in schema dev')).toEqual([])
    await next.release()
    await lease.release()
  })

  it('stays with its holder when the taking is stopped, and nothing else is held', async () => {
    const [first, second] = [await connect(), await connect()]
    await (await take(second, 'zero', DEAD, ['OTHER'])).release()
    await take(first, one)
    const stop = new AbortController()
    const schemas = ['DEV', 'OTHER']
    const taking = take(second, 'two', DEAD, schemas, stop.signal).catch((error: unknown) => error)
    while (!(await server.statements()).some((sql) => sql.includes('query_history_by_user'))) await sleep(20)
    const holders = () => run(second, 'select target, run_id from _kerros.leases order by target')
    expect(await holders()).toEqual([
      { target: 'DEV', run_id: one },
      { target: 'OTHER', run_id: 'two' },
    ])
    const began = performance.now()
    stop.abort()
    expect(await taking).toMatchObject({ code: 'E_CANCELLED' })
    // It looks at the history for at least two seconds.
    expect(performance.now() - began).toBeLessThan(900)
    expect(await holders()).toEqual([
      { target: 'DEV', run_id: one },
      { target: 'OTHER', run_id: null },
    ])
    const before = (await server.statements()).length
    await expect(take(second, 'three', DEAD, schemas, stop.signal)).rejects.toMatchObject({ code: 'E_CANCELLED' })
    expect((await server.statements()).slice(before)).toEqual([])
    const next = await take(second, 'four', DEAD, schemas)
    expect(next.takenOverFrom).toEqual([`${one}@machine`])
    await next.release()
  })

  it('has its open transactions rolled back, whose locks the next run would wait for', async () => {
    const [first, second] = [await connect(), await connect()]
    await take(first, one)
    await run(first, 'create schema if not exists dev')
    await run(first, 'create table dev.t as select 1 as id')
    let letGo = (): void => {}
    const open = first.withSession(async (session) => {
      await session.begin()
      await session.execute('update dev.t set id = 2')
      await new Promise<void>((resolve) => {
        letGo = resolve
      })
    })
    while (!(await server.statements()).includes('update dev.t set id = 2')) await sleep(20)
    await sleep(200)
    const next = await take(second, 'two')
    await run(second, 'update dev.t set id = id + 10')
    expect(await run(second, 'select id from dev.t')).toEqual([{ id: 11 }])
    letGo()
    await open.catch(() => {})
    await next.release()
  })

  it('lets a holder that comes back after all write nothing more', async () => {
    const [first, second] = [await connect(), await connect()]
    await take(first, one)
    await run(first, 'create schema if not exists dev')
    await run(first, 'create table dev.t as select 1 as id')
    await run(second, `update _kerros.leases set expires_at = '2001-01-01'`)
    let wakeUp = (): void => {}
    const asleep = new Promise<void>((resolve) => {
      wakeUp = resolve
    })
    const inTransaction = first.withSession(async (session) => {
      await session.begin()
      await asleep
      await session.execute('insert into dev.t values (2)')
      await session.commit()
    })
    const next = await take(second, 'two', { host: 'elsewhere' })
    expect(next.token).toBe(2)
    // Clocks that stand still while the machine sleeps would not tell: only the date has gone on.
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now + 3_600_000)
    const refused = { code: 'E_LOCKED', message: expect.stringMatching(/DEV is being built by two@machine/) }
    await expect(run(first, 'insert into dev.t values (3)')).rejects.toMatchObject(refused)
    wakeUp()
    await expect(inTransaction).rejects.toMatchObject(refused)
    vi.restoreAllMocks()
    expect(await run(second, 'select id from dev.t')).toEqual([{ id: 1 }])
    await next.release()
  })

  it('is not taken over when its statements are those of another user', async () => {
    const [first, second] = [await connect('somebody'), await connect()]
    const lease = await take(first, one)
    await expect(take(second, 'two')).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringMatching(/DEV is being built by one\w+@machine since .* UTC \(run one\w+\)$/),
      hint: expect.stringMatching(
        /^Its process is gone, but Snowflake's history shows this user nothing of that run; its/,
      ),
    })
    await lease.ensure()
    await lease.release()
  })

  it.each([
    ['on another machine', 'ann@far (process 7) {"host":"far","pid":7}'],
    ['of a version that did not say where it runs', 'ann@far (process 7)'],
    ['that nobody can read', 'ann@far (process 7) {"host":'],
  ])('is waited for until its time has come: a holder %s', async (_, holder) => {
    const warehouse = await connect()
    // As the first version made it.
    await run(warehouse, 'create schema _kerros')
    await run(
      warehouse,
      'create table _kerros.leases ("TARGET" varchar, "RUN_ID" varchar, "HOLDER" varchar, "TOKEN" number(38, 0), "SINCE" timestamp_ntz, "EXPIRES_AT" timestamp_ntz)',
    )
    await run(
      warehouse,
      `insert into _kerros.leases select 'DEV', 'aa11', '${holder}', 41, '2026-01-02 03:04:05'::timestamp_ntz, dateadd(minute, 5, current_timestamp()::timestamp_ntz)`,
    )
    await expect(take(warehouse, 'two')).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringMatching(
        /\.DEV is being built by ann@far \(process 7\).* since 2026-01-02 03:04:05 UTC \(run aa11\)$/,
      ),
      hint: expect.stringMatching(
        /^Wait until that run has ended\. If it is gone without a word, its lease ends at .* UTC and/,
      ),
    })
    await run(warehouse, `update _kerros.leases set expires_at = '2001-01-01'`)
    const lease = await take(warehouse, 'two')
    expect([lease.token, lease.takenOverFrom]).toEqual([42, []])
    await lease.release()
  })
})
