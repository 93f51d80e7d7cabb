import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build, defineProject, integer, load, source, table } from 'kerros'
import { snowflake } from 'kerros/snowflake'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { leaseHolder } from '../../../../src/runtime/lease/holder-process.js'
import { type SdkSession, sdkRows, sdkSession } from '../../../servers/sdk-rows.js'
import { type SnowflakeServer, snowflakeServer } from '../../../servers/snowflake-server.js'

const { skipReason } = await snowflakeServer()

describe.skipIf(skipReason)('the lease of a run', { timeout: 60_000 }, () => {
  let server: SnowflakeServer
  let other: SnowflakeServer
  let session: SdkSession
  let folder: string
  beforeEach(async () => {
    server = await snowflakeServer()
    other = await snowflakeServer()
    // A database is made by the first login to it.
    await (await sdkSession(other)).close()
    session = await sdkSession(server)
    folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-lease-'))
    await writeFile(path.join(folder, 'items.csv'), 'id\n1\n2\n')
  })
  afterEach(async () => {
    await session.close()
    await rm(folder, { recursive: true })
  })

  const target = ({ accessUrl, account, username: user, password, database }: SnowflakeServer, schema: string) =>
    snowflake({ accessUrl, account, user, password, database, schema })

  const rows = (sql: string) => sdkRows(session, sql)
  const leases = (database: string) =>
    rows(`select target, token, run_id is null from ${database}._KERROS.LEASES order by target`)

  const raw = () =>
    source(
      'raw',
      { items: { id: integer() } },
      { database: server.database, load: { items: { files: ['items.csv'] } } },
    )

  function project(naming?: Parameters<typeof defineProject>[0]['naming']) {
    const sources = raw()
    const counted = table({ i: sources.items }, (db) => db.selectFrom('i').select('i.id'))
    const kept = table({ i: sources.items }, (db) => db.selectFrom('i').select('i.id'), { tags: ['kept'] })
    const targets = { dev: target(server, 'DEV'), prod: target(server, 'PROD'), far: target(other, 'DEV') }
    return defineProject({
      name: 'shop',
      models: [{ raw: sources, counted, kept }],
      targets,
      ...(naming && { naming }),
    })
  }

  it.each(['prod', 'far'])('keeps loads of two targets into one schema apart: dev and %s', async (second) => {
    const options = { project: project(), cwd: folder, data: folder }
    await load({ ...options, target: 'dev' })
    expect(await leases(server.database)).toEqual([
      ['DEV', 1, true],
      ['RAW', 1, true],
    ])
    const reads = async () =>
      (await server.statements()).filter((sql) => /^select .* from \S+"LEASES"/.test(sql)).length
    const before = await reads()
    await server.delay(100)
    const first = load({ ...options, target: 'dev', fullRefresh: true })
    while ((await reads()) === before) await sleep(10)
    await expect(load({ ...options, target: second })).rejects.toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringContaining(`${server.database}.raw is being built by ${leaseHolder('').name} since`),
    })
    await first
    await server.delay(0)
    expect(await rows(`select id from ${server.database}.RAW.ITEMS order by id`)).toEqual([[1], [2]])
    expect(await rows(`select * from ${server.database}._KERROS.LEASES where run_id is not null`)).toEqual([])
    // Not made where the other database comes first.
    const far = await leases(other.database).catch(() => [])
    expect(far.every(([, , isFree]) => isFree)).toBe(true)
  })

  it('covers every schema and database that the naming function chooses, and no more', async () => {
    await load({ project: project(), cwd: folder, data: folder })
    const naming: Parameters<typeof project>[0] = ({ name, relation }) =>
      name === 'kept' ? { database: other.database, schema: 'MARTS' } : { schema: `${relation.schema}_X` }
    const result = await build({ project: project(naming), cwd: folder, target: 'dev' })
    expect(result.nodes.map(({ status, error }) => [status, error?.message])).toEqual([
      ['success', undefined],
      ['success', undefined],
    ])
    expect(await leases(server.database)).toEqual([
      ['DEV', 2, true],
      ['DEV_X', 1, true],
      ['RAW', 1, true],
    ])
    expect(await leases(other.database)).toEqual([['MARTS', 1, true]])
    await build({ project: project(naming), cwd: folder, target: 'dev', select: ['counted'] })
    expect(await leases(other.database)).toEqual([['MARTS', 1, true]])
  })

  it('is had for all schemas or for none', async () => {
    const connect = (schema: string) => target(server, schema).connect({ projectRoot: '.', threads: 1 })
    const [first, second] = [await connect('DEV'), await connect('PROD')]
    const take = (warehouse: typeof first, runId: string, places: readonly (readonly [SnowflakeServer, string])[]) =>
      warehouse.lease!({
        holder: { runId, name: `${runId}@machine` },
        schemas: places.map(([{ database }, schema]) => ({ database, schema })),
        isGone: () => false,
      })
    const lease = await take(first, 'one', [
      [server, 'RAW'],
      [server, 'dev'],
      [server, 'DEV'],
    ])
    // Whichever database comes first.
    const wanted = [
      [other, 'PROD'],
      [server, 'PROD'],
      [server, 'RAW'],
    ] as const
    await expect(take(second, 'two', wanted)).rejects.toMatchObject({
      message: expect.stringMatching(/RAW is being built by one@/),
    })
    const held = await rows(`select target from ${server.database}._KERROS.LEASES where run_id is not null order by 1`)
    expect(held).toEqual([['DEV'], ['RAW']])
    const free = await take(second, 'three', [[server, 'PROD']])
    await expect(take(first, 'four', wanted)).rejects.toMatchObject({ code: 'E_LOCKED' })
    await Promise.all([lease.release(), free.release()])
    const next = await take(second, 'five', wanted)
    await next.release()
    expect((await leases(other.database)).every(([, , isFree]) => isFree)).toBe(true)
    await Promise.all([first.close(), second.close()])
  })
})
