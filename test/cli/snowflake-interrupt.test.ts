import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sdkRows, sdkSession } from '../servers/sdk-rows.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import type { CliProject, RunningCli } from './cli-project.js'
import { snowflakeShop } from './snowflake-shop.js'

const server = await snowflakeServer()

/** A table that takes for ever, and one that reads it. */
const ENDLESS = `import { table } from 'kerros'
import { sql } from 'kysely'
import { orders } from './orders.js'

export const endless = table({ o: orders }, (db) =>
  db.selectFrom('o').select(sql<number>\`(select count(*) from range(100000000000) a, range(1000000))\`.as('id')),
)
export const later = table({ e: endless }, (db) => db.selectFrom('e').select('e.id'))
`

/** A file that `kerros load` would load. */
const LOADED = {
  'src/raw.ts': `import { integer, source } from 'kerros'

export const raw = source('raw', { items: { id: integer() } }, { load: { items: { files: ['items.csv'] } } })
`,
  'data/items.csv': 'id\n1\n',
}

describe.skipIf(server.skipReason)('a build in Snowflake', { timeout: 120_000 }, () => {
  let shop: CliProject
  const running: RunningCli[] = []
  beforeEach(async () => {
    shop = await snowflakeShop(server, { 'src/endless.ts': ENDLESS, ...LOADED })
  })
  afterEach(async () => {
    // A test that fails leaves no process behind.
    for (const { child } of running.splice(0)) child.kill('SIGKILL')
    await shop.remove()
  })

  async function rows(sql: string): Promise<unknown[][]> {
    const session = await sdkSession(server)
    try {
      return await sdkRows(session, sql)
    } finally {
      await session.close()
    }
  }

  /** Starts a build and waits until only the endless table is left, and Snowflake has it. */
  async function endless(args = 'build') {
    const before = (await server.statements()).length
    const cli = shop.start(args)
    running.push(cli)
    await cli.until(/OK +table \S+customers|"node_end".*"customers"/i)
    // Beside it runs the test of what came before.
    for (const text of ['range(', 'having count(*) > 1'])
      while (!(await server.statements()).slice(before).some((sql) => sql.includes(text))) await sleep(50)
    return cli
  }

  const tokens = () => rows(`select token from "${server.database}"._KERROS.LEASES where target = 'DEV'`)
  const holders = () => rows(`select run_id from "${server.database}"._KERROS.LEASES where target = 'DEV'`)

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'that gets %s cancels its statements there, gives back the lease and its sessions, and ends with 130',
    async (signal) => {
      const { cancelled } = await server.sessions()
      const cli = await endless()
      expect(await holders()).toEqual([[expect.any(String)]])
      const began = performance.now()
      cli.child.kill(signal)
      const ended = await cli.ended
      expect(performance.now() - began).toBeLessThan(8_000)
      expect(ended).toMatchObject({ code: 130, signal: null })
      expect(ended.stdout).toMatch(/STOP +table \S+endless/i)
      expect(ended.stdout).toContain('Built: orders, customers\nNot built: endless, later\n')
      expect(ended.stderr).toBe(
        '\nStopping: running statements are cancelled. Press Ctrl-C again to end immediately.\n',
      )
      expect(await server.sessions()).toEqual({ open: 0, cancelled: cancelled + 1 })
      expect(await holders()).toEqual([[null]])
      expect((await server.statements()).filter((sql) => sql.includes('"LATER"'))).toEqual([])
      expect((await shop.runKept('build --exclude endless+')).code).toBe(0)
    },
  )

  it('is not all that is cancelled there: so is a query of show, and its session is closed', async () => {
    expect((await shop.runKept('build --exclude endless+')).code).toBe(0)
    await shop.write({
      'src/asked.ts': ENDLESS.replace('table(', 'analysis(')
        .replace('{ table }', '{ analysis }')
        .replace('endless', 'asked')
        .replace(/export const later.*/s, ''),
    })
    const { cancelled } = await server.sessions()
    const before = (await server.statements()).length
    const cli = shop.start('show asked')
    running.push(cli)
    while (!(await server.statements()).slice(before).some((sql) => sql.includes('range('))) await sleep(50)
    cli.child.kill('SIGINT')
    expect(await cli.ended).toMatchObject({ code: 130, stdout: '', stderr: expect.stringMatching(/\nStopped\.\n$/) })
    expect(await server.sessions()).toEqual({ open: 0, cancelled: cancelled + 1 })
  })

  it('that gets it twice ends immediately; the next run cancels what it has left, and takes over', async () => {
    const { cancelled } = await server.sessions()
    const cli = await endless()
    // So that it still waits for answers when the second signal comes.
    await server.delay(5_000)
    cli.child.kill('SIGINT')
    while ((await server.sessions()).cancelled === cancelled) await sleep(50)
    const began = performance.now()
    cli.child.kill('SIGINT')
    expect((await cli.ended).code).toBe(130)
    expect(performance.now() - began).toBeLessThan(2_000)
    await server.delay(0)
    const next = await shop.runKept('build --exclude endless+')
    expect(next).toMatchObject({ code: 0, stderr: '' })
    expect(next.stdout).toMatch(
      /^WARN took over from \S+@\S+ \(process <pid>\), which is gone; what it left running was cancelled\n/,
    )
  })

  it('that is killed leaves nothing to wait for: the next one cancels its statement and takes over', async () => {
    const { cancelled } = await server.sessions()
    const cli = await endless()
    const [[before]] = (await tokens()) as [[number]]
    cli.child.kill('SIGKILL')
    await cli.ended
    const sent = (await server.statements()).length
    const stopped = shop.start('build')
    running.push(stopped)
    while (!(await server.statements()).slice(sent).some((sql) => sql.includes('query_history_by_user')))
      await sleep(20)
    stopped.child.kill('SIGINT')
    const { code, stdout } = await stopped.ended
    expect({ code, stdout }).toEqual({ code: 130, stdout: expect.stringMatching(/^Not built: .*endless, later$/m) })
    expect(stdout).not.toContain('took over')
    const began = performance.now()
    const next = await shop.runKept('build --exclude endless+ --json')
    expect(performance.now() - began).toBeLessThan(30_000)
    expect(JSON.parse(next.stdout.split('\n')[0]!)).toEqual({
      event: 'takeover',
      holder: expect.stringMatching(/^\S+@\S+ \(process <pid>\)$/),
    })
    expect((await server.sessions()).cancelled).toBe(cancelled + 1)
    expect(await tokens()).toEqual([[before + 1]])
    expect(await rows('select sum(amount) from dev.customers')).toEqual([[99.75]])
    expect(await holders()).toEqual([[null]])
  })

  it('is not all that can be killed: after a load was, in its transaction, the next one takes over and loads each file once', async () => {
    const before = (await server.statements()).length
    const sent = async () => (await server.statements()).slice(before)
    await server.delay(150)
    const cli = shop.start('load')
    running.push(cli)
    while (cli.child.exitCode === null && !/^update \S+"LOAD_LEDGER"/m.test((await sent()).join('\n'))) await sleep(10)
    cli.child.kill('SIGKILL')
    expect(await cli.ended).toMatchObject({ signal: 'SIGKILL', stderr: '' })
    await server.delay(0)
    const next = await shop.runKept('load')
    expect(next).toMatchObject({ code: 0, stderr: '' })
    expect(next.stdout).toMatch(/^WARN took over from \S+@\S+ \(process <pid>\), which is gone/)
    expect(await rows('select id from raw.items')).toEqual([[1]])
    expect((await sent()).some((sql) => sql.startsWith('select system$abort_transaction('))).toBe(true)
    expect(await rows(`select * from "${server.database}"._KERROS.LEASES where run_id is not null`)).toEqual([])
  })

  it('is alone: a second one says who builds, and touches nothing', async () => {
    const cli = await endless()
    const before = (await server.statements()).length
    const second = await shop.runKept('build')
    expect(second).toMatchObject({ code: 2, stdout: '' })
    expect(second.stderr).toMatch(
      /^E_LOCKED \S+\.DEV is being built by \S+@\S+ \(process <pid>\) since \S+ \S+ UTC \(run [0-9a-f]+\)\n {2}→ Wait until that run has ended\./,
    )
    const sent = (await server.statements()).slice(before)
    expect(
      sent.filter((sql) => !/^(alter session|merge into \S+"LEASES"|select .* from \S+"LEASES")/.test(sql)),
    ).toEqual([])
    const load = await shop.runKept('load')
    expect(load).toMatchObject({ code: 2, stderr: expect.stringContaining('is being built by') })
    cli.child.kill('SIGINT')
    expect((await cli.ended).code).toBe(130)
  })
})
