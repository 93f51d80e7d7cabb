import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CliProject, type RunningCli } from '../cli-project.js'
import { jsonLines } from '../json-lines.js'

/** A table that takes for ever, and one that reads it. */
const ENDLESS = `import { table } from 'kerros'
import { sql } from 'kysely'
import { orders } from './orders.js'

export const endless = table({ o: orders }, (db) =>
  db.selectFrom('o').select(sql<number>\`(select count(*) from range(1000000000000) as r(x) where x % 7 = 3)\`.as('id')),
)
export const later = table({ e: endless }, (db) => db.selectFrom('e').select('e.id'))
`

let shop: CliProject
beforeEach(async () => {
  shop = await CliProject.shop({ 'src/endless.ts': ENDLESS })
})
afterEach(async () => {
  // A test that fails leaves no process behind.
  for (const { child } of running.splice(0)) child.kill('SIGKILL')
  await shop.remove()
})

const running: RunningCli[] = []

/** Starts a build and waits until only the endless table is left. */
async function endless(args = 'build') {
  const cli = shop.start(args)
  running.push(cli)
  await cli.until(/OK +table main\.customers|"node_start".*"endless"/)
  return cli
}

describe('Ctrl-C', () => {
  it('says what was built and what was not, exits with 130 and frees the file', async () => {
    const cli = await endless()
    cli.child.kill('SIGINT')
    const { code, signal, stdout, stderr } = await cli.ended
    expect({ code, signal }).toEqual({ code: 130, signal: null })
    expect(stdout).toMatchInlineSnapshot(`
      "target dev: 1 seed, 2 tests, 3 models
      1 of 6 OK    seed main.orders ......................................................... [3 rows in <time>]
      2 of 6 PASS  test not_null_orders_id .................................................. [in <time>]
      3 of 6 OK    table main.customers ..................................................... [2 rows in <time>]
      4 of 6 STOP  table main.endless ....................................................... [stopped]
      STOP 1 model, 1 test not started

      Built: orders, customers
      Not built: endless, later

      Stopped. OK=3 WARN=0 ERROR=0 SKIP=0 STOPPED=3 TOTAL=6
      Finished in <time>.
      → Build the rest with: kerros build --select endless+ unique_customers_customer
      → Or only what failed or was skipped: kerros retry
      "
    `)
    expect(stderr).toBe('\nStopping: running statements are cancelled. Press Ctrl-C again to end immediately.\n')
    const shown = await shop.runKept('show customers --json')
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    expect((await shop.runKept('show later')).stderr).toContain('"later" is not built yet')
    expect((await shop.runKept('build --exclude endless+')).code).toBe(0)
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)('%s does the same, and reports it with --json too', async (signal) => {
    const cli = await endless('build --json')
    cli.child.kill(signal)
    const { code, stdout } = await cli.ended
    const events = jsonLines(stdout)
    expect(events.at(-1)).toMatchObject({ event: 'run_end', cancelled: true, ok: false })
    const cancelled = events.filter(({ status }) => status === 'cancelled').map(({ name }) => name)
    expect(cancelled.slice(0, 2)).toEqual(['endless', 'later'])
    expect(code).toBe(130)
  })

  it('ends a command immediately when it is pressed twice', async () => {
    const cli = await endless()
    cli.child.kill('SIGINT')
    await cli.until(/Stopping/)
    const began = performance.now()
    cli.child.kill('SIGINT')
    expect((await cli.ended).code).toBe(130)
    expect(performance.now() - began).toBeLessThan(3_000)
    expect((await shop.runKept('build --exclude endless+')).code).toBe(0)
  })

  it('while the project is loaded ends immediately', async () => {
    await shop.write({
      'src/slow.ts':
        'const end = Date.now() + 60_000\nconsole.error("loading")\nwhile (Date.now() < end);\nexport const x = 1\n',
    })
    const cli = shop.start('build')
    await cli.until(/loading/)
    cli.child.kill('SIGINT')
    expect((await cli.ended).signal).toBe('SIGINT')
  })
})

describe('Ctrl-C while rows are read', () => {
  it('cancels the query, and ends with 130', async () => {
    const query = `import { analysis } from 'kerros'
import { orders } from './orders.js'
import { sql } from 'kysely'
console.error('loaded')
export const asked = analysis({ o: orders }, (db) =>
  db.selectFrom('o').select(sql<number>\`(select count(*) from range(1000000000000) as r(x) where x % 7 = 3)\`.as('id')))
`
    await shop.write({ 'src/asked.ts': query })
    await shop.runKept('seed')
    for (const [args, said] of [
      ['show asked', 'Stopped.\n'],
      ['show asked --json', ''],
    ] as const) {
      const cli = shop.start(args)
      running.push(cli)
      await cli.until(/loaded/)
      await sleep(1_500)
      cli.child.kill('SIGTERM')
      const { code, stdout, stderr } = await cli.ended
      expect({ code, stdout }).toEqual({ code: 130, stdout: said === '' ? '{"event":"cancelled"}\n' : '' })
      expect(stderr).toContain('Stopping: running statements are cancelled.')
      expect(stderr.endsWith(`end immediately.\n${said}`)).toBe(true)
    }
  })
})

describe('two runs at the same time', () => {
  it('on one file: the second says who has it, and how to go on', async () => {
    const cli = await endless()
    const second = await shop.runKept('build')
    expect(second.stderr).toMatchInlineSnapshot(`
      "E_LOCKED the DuckDB file "<project>/target/shop.duckdb" is in use by process <pid>
        → Only one process at a time can write to a DuckDB file. Wait for the other one or stop it, or use another path.
      "
    `)
    expect(second).toMatchObject({ code: 2, stdout: '' })
    const json = JSON.parse((await shop.runKept('build --json')).stdout)
    expect(json.errors[0]).toMatchObject({ code: 'E_LOCKED', hint: expect.stringContaining('Wait for the other one') })
    cli.child.kill('SIGINT')
    await cli.ended
  })

  it('on two files do not disturb each other', async () => {
    await shop.remove('src/endless.ts', 'target')
    const results = await Promise.all([shop.run('build'), shop.run('build --target prod')])
    expect(results.map(({ code }) => code)).toEqual([0, 0])
  })
})
