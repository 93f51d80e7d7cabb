import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Warehouse } from '../../../../src/core/ports/warehouse.js'
import { snowflake } from '../../../../src/dialects/snowflake/index.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'

const { skipReason } = await snowflakeServer()

describe.skipIf(skipReason)('the lease of a schema', () => {
  let login: Parameters<typeof snowflake>[0]
  const connect = (): Promise<Warehouse> => snowflake(login).connect({ projectRoot: '.', threads: 1 })
  const take = (warehouse: Warehouse, runId: string, schema = 'dev') =>
    warehouse.lease!({
      holder: { runId, name: `${runId}@machine` },
      schemas: [{ database: login.database, schema }],
      isGone: () => false,
    })

  beforeEach(async () => {
    const { accessUrl, account, username, password, database } = await snowflakeServer()
    login = { accessUrl, account, user: username, password, database, schema: 'dev' }
  })

  it('is held by one run; the second learns by whom, and gets it afterwards', async () => {
    const [first, second] = await Promise.all([connect(), connect()])
    const lease = await take(first, 'one')
    await expect(take(second, 'two')).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringMatching(/dev is being built by one@machine since .* UTC \(run one\)/),
    })
    await lease.ensure()
    await lease.release()
    const next = await take(second, 'two')
    expect(next.token).toBe(lease.token + 1)
    await next.release()
    await Promise.all([first.close(), second.close()])
  })

  it('names its holder also where timestamps arrive as text', async () => {
    const first = await connect()
    login = { ...login, values: { timestamps: 'text' } }
    const second = await connect()
    const lease = await take(first, 'one')
    await expect(take(second, 'two')).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringMatching(/one@machine since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/),
    })
    await lease.release()
    await Promise.all([first.close(), second.close()])
  })

  it('is held on also against a session with another TIMEZONE', async () => {
    const first = await connect()
    login = { ...login, sessionParameters: { TIMEZONE: 'Pacific/Kiritimati' } }
    const second = await connect()
    const lease = await take(first, 'one')
    await expect(take(second, 'two')).rejects.toMatchObject({ code: 'E_LOCKED' })
    await lease.release()
    await Promise.all([first.close(), second.close()])
  })

  it('that was lost is reported as that also when no one holds it any more', async () => {
    const [first, second] = await Promise.all([connect(), connect()])
    const lease = await take(first, 'one')
    await second.withSession((session) =>
      session.execute(`update ${login.database}._kerros.leases set expires_at = '2001-01-01'`),
    )
    await (await take(second, 'two')).release()
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000)
    await expect(lease.ensure()).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringContaining('this run has lost its lease'),
    })
    clock.mockRestore()
    await lease.release()
    await Promise.all([first.close(), second.close()])
  })

  it('of a holder that is gone is taken over, and the holder learns of it when it comes back', async () => {
    const [first, second] = await Promise.all([connect(), connect()])
    const lease = await take(first, 'one')
    await second.withSession((session) =>
      session.execute(`update ${login.database}._kerros.leases set expires_at = '2001-01-01'`),
    )
    const next = await take(second, 'two')
    expect(next.token).toBe(lease.token + 1)
    // A minute later, by its own clock, it has to ask before it writes.
    const now = performance.now()
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 60_000)
    await expect(lease.ensure()).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringMatching(/two@machine/),
    })
    clock.mockRestore()
    await lease.release()
    await next.ensure()
    await expect(take(first, 'three')).rejects.toMatchObject({ code: 'E_LOCKED' })
    await next.release()
    await Promise.all([first.close(), second.close()])
  })

  it('goes to one of many that ask at the same time, also for the first time', async () => {
    const warehouses = await Promise.all([connect(), connect(), connect(), connect()])
    const asked = await Promise.allSettled(warehouses.map((warehouse, i) => take(warehouse, `run${i}`)))
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of asked) if (result.status === 'fulfilled') await result.value.release()
    await Promise.all(warehouses.map((warehouse) => warehouse.close()))
  })
})
