import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SdkSession, sdkRows, sdkSession } from '../servers/sdk-rows.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import type { CliProject } from './cli-project.js'
import { snowflakeShop } from './snowflake-shop.js'

const server = await snowflakeServer()

/** Every way to change a table, over events that only come and states that change. */
const MODELS = `import { incremental, integer, snapshot, source, timestamp, varchar } from 'kerros'

export const raw = source('raw', {
  events: { id: integer(), state: varchar(), loaded_at: timestamp() },
  states: { id: integer(), state: varchar() },
})

export const appended = incremental(
  { e: raw.events },
  (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.loaded_at')),
  { watermark: 'loaded_at', strategy: 'append' },
)
export const merged = incremental(
  { s: raw.states },
  (db) => db.selectFrom('s').selectAll(),
  { uniqueKey: 'id', strategy: 'merge' },
)
export const replaced = incremental(
  { s: raw.states },
  (db) => db.selectFrom('s').selectAll(),
  { uniqueKey: 'id', strategy: 'delete+insert' },
)
export const versions = snapshot(raw.states, { uniqueKey: 'id', strategy: 'check', checkColumns: ['state'] })
`

/** A first build sends about 15 statements, one that finds the tables about 25. */
const STATEMENTS = 24
const KILLS = 4

describe.skipIf(server.skipReason)('a build that is killed', () => {
  let shop: CliProject
  let session: SdkSession
  beforeAll(async () => {
    shop = await snowflakeShop(server, { 'src/models.ts': MODELS })
    session = await sdkSession(server)
    await run('create schema raw')
    await run('create table raw.events (id integer, state varchar, loaded_at timestamp_ntz)')
    await run('create table raw.states (id integer, state varchar)')
  }, 120_000)
  afterAll(async () => {
    await session?.close()
    await shop?.remove()
  })

  const run = (sql: string) => sdkRows(session, sql)
  const rowsOf = (name: string) => run(`select id, state from DEV.${name} order by id, state`)

  /** What comes between two builds: new events, a new state, and states that have changed. */
  async function change(round: number): Promise<void> {
    const at = `2026-01-0${round}`
    await run(`insert into raw.events values (${round}, 'a', '${at}'), (${round}, 'b', '${at}')`)
    await run(`update raw.states set state = 'round ${round}' where mod(id, 2) = ${round % 2}`)
    await run(`insert into raw.states values (${round}, 'new')`)
  }

  /** Builds, and kills the build after so many statements; says whether or not it was still running. */
  async function killedAfter(count: number): Promise<boolean> {
    const before = (await server.statements()).length
    const cli = shop.start('build')
    while (cli.child.exitCode === null && (await server.statements()).length < before + count) await sleep(5)
    cli.child.kill('SIGKILL')
    const { signal } = await cli.ended
    return signal === 'SIGKILL'
  }

  const token = async () => Number((await run(`select token from ${server.database}._KERROS.LEASES`))[0]![0])

  it('any number of times is taken over by the next one, which leaves neither too much nor too little', async () => {
    await change(1)
    expect((await shop.run('build')).stderr).toBe('')
    const kills: number[] = []
    for (let round = 2; round < 2 + KILLS; round++) {
      await change(round)
      const count = randomInt(4, STATEMENTS)
      kills.push(count)
      const [before, wasKilled] = [await token(), await killedAfter(count)]
      const began = performance.now()
      // Nobody waits for the lease to end.
      const next = await shop.run('build --select versions')
      expect([kills, next.code, next.stderr]).toEqual([kills, 0, ''])
      expect(performance.now() - began).toBeLessThan(30_000)
      const held = await token()
      expect(held).toBeGreaterThan(before)
      if (wasKilled && held === before + 2)
        expect(next.stdout).toMatch(/^WARN took over from \S+@\S+ \(process <pid>\), which is gone/)
    }
    const { code, stdout, stderr } = await shop.run('build')
    expect([kills, code, stderr, code === 0 ? '' : stdout]).toEqual([kills, 0, '', ''])
    const tables = ['appended', 'merged', 'replaced']
    const built = await Promise.all(tables.map(rowsOf))
    expect((await shop.run(['build', '--full-refresh', '--select', ...tables])).code).toBe(0)
    expect([kills, built]).toEqual([kills, await Promise.all(tables.map(rowsOf))])
    // Each row has one current version, which is what it is now, and no two versions that say the same in a row.
    const current = await run('select id, state from DEV.versions where valid_to is null order by id, state')
    expect([kills, current]).toEqual([kills, await run('select id, state from raw.states order by id, state')])
    const doubled = await run(`select v.id from DEV.versions as v join DEV.versions as w
      on v.id = w.id and v.valid_to = w.valid_from and v.state = w.state`)
    expect([kills, doubled]).toEqual([kills, []])
    const overlapping = await run(
      `select v.id, count(*) from DEV.versions as v group by v.id, v.valid_from having count(*) > 1`,
    )
    expect([kills, overlapping]).toEqual([kills, []])
  }, 240_000)
})
