import { stripVTControlCharacters } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../cli-project.js'
import { jsonLines } from '../json-lines.js'
import { HAS_PYTHON, onTerminal } from '../pseudo-terminal.js'

/** A table that takes a second or two, one whose name is long, and one that fails. */
const SLOW = `import { table } from 'kerros'
import { sql } from 'kysely'
import { orders } from './orders.js'

export const slow = table({ o: orders }, (db) =>
  db.selectFrom('o').select(sql<number>\`(select count(*) from range(150000000) as r(x) where x % 7 = 3)\`.as('id')),
)
export const a_table_whose_name_is_much_longer_than_a_narrow_terminal = table({ o: slow }, (db) => db.selectFrom('o').select('o.id'))
export const broken = table({ o: orders }, (db) =>
  db.selectFrom('o').select(sql<number>\`cast(o.customer as integer)\`.as('id')),
)
`
const ENDLESS = SLOW.replace('150000000', '1000000000000')

/** The sequences that set one of eight colours. */
const COLOUR = new RegExp(`${'\u001b'}\\[3\\dm`)

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop({ 'src/slow.ts': SLOW })
}, 120_000)
afterEach(() => shop.restore())
afterAll(() => shop.remove())

describe.runIf(HAS_PYTHON)('a build on a terminal', () => {
  it('shows what runs, a failure immediately, what is done, and in the end what a pipe would get', async () => {
    const { code, written, screen } = await onTerminal(shop, 'build --threads 2')
    expect(code).toBe(1)
    expect(written).toMatch(/▸ slow 0s/)
    expect(written).toMatch(/\d of 7 done/)
    const failure = written.indexOf('Could not convert string')
    expect(failure).toBeGreaterThan(0)
    expect(failure).toBeLessThan(written.indexOf('Failed. '))
    expect(screen).not.toContain('▸')
    expect(screen).not.toContain(' done')
    expect(screen).toMatch(
      /\n→ When it is fixed: kerros build --select broken\+\n→ Or only what failed or was skipped: kerros retry$/,
    )
    const piped = await shop.run('build --threads 2')
    expect(piped.stdout).not.toContain('\u001b')
    expect(piped.stdout).not.toContain('▸')
  })

  it('says how much time is left when the last run is known', async () => {
    await shop.run('build')
    const results = JSON.parse(await shop.read('target/run_results.json'))
    // How long a statement takes is the machine's own: the last run is said to have been slow.
    for (const result of results.results) if (result.unique_id === 'model.shop.slow') result.execution_time = 30
    await shop.write({ 'target/run_results.json': JSON.stringify(results) })
    const { written } = await onTerminal(shop, 'build --threads 2')
    expect(written).toMatch(/\d of 7 done(, 1 failed)?, about (30|2\d)s left/)
  })

  it('keeps every line of the live view within a narrow terminal', async () => {
    const { written } = await onTerminal(shop, 'build --select slow+', { columns: 32 })
    const live = written.split(/[\r\n]+/).filter((line) => line.includes('▸') || line.includes(' done'))
    expect(live.length).toBeGreaterThan(1)
    for (const line of live) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(32)
  })

  it('leaves the terminal clean after Ctrl-C', async () => {
    await shop.write({ 'src/slow.ts': ENDLESS })
    const { code, written, screen } = await onTerminal(shop, 'build --exclude broken', {
      type: [['▸ slow 1s', '\u0003']],
    })
    expect(code).toBe(130)
    expect(screen).toContain('Stopping: running statements are cancelled.')
    expect(screen).toMatch(
      /\nFinished in \S+\.\n→ Build the rest with: kerros build --select slow\+ unique_customers_customer\n→ Or only what .*: kerros retry$/,
    )
    expect(screen).not.toMatch(/▸|\^C| done/)
    expect(written.lastIndexOf('\u001b[?25l')).toBeLessThanOrEqual(written.lastIndexOf('\u001b[?25h'))
  })

  it.each([{ CI: 'true' }, { TERM: 'dumb' }])('writes plain lines with %o', async (env) => {
    const { written } = await onTerminal(shop, 'build --exclude slow+', { env })
    expect(written).not.toContain('\u001b')
    expect(written).not.toContain('▸')
    expect(written).toContain('ERROR')
  })

  it('writes no colours with NO_COLOR, and does with none', async () => {
    const args = 'build --exclude slow+'
    expect((await onTerminal(shop, args)).written).not.toMatch(COLOUR)
    expect((await onTerminal(shop, args, { env: { FORCE_COLOR: '1', NO_COLOR: '' } })).written).toMatch(COLOUR)
  })
})

describe('a build in GitHub Actions', () => {
  const env = { GITHUB_ACTIONS: 'true', CI: 'true' }

  it('annotates failures at their lines, from the root of the repository', async () => {
    const { stdout } = await shop.run('build --select broken', {
      env: { ...env, GITHUB_WORKSPACE: `${shop.folder}/..` },
    })
    const line = stdout.split('\n').find((text) => text.startsWith('::error'))
    expect(line).toMatch(
      /^::error file=kerros-cli-\w+\/src\/slow\.ts,line=9,(col=\d+,)?title=model broken::E_QUERY .*%0A/,
    )
  })

  it('annotates what keeps a command from running', async () => {
    await shop.write({ 'src/slow.ts': 'export const = 3' })
    const { stderr } = await shop.run('build', { env })
    expect(stderr).toMatch(/^::error file=src\/slow\.ts,line=1,col=\d+,title=E_\w+::/m)
  })

  it('leaves JSON alone, and keeps stdout empty when it is quiet', async () => {
    const json = await shop.run('build --select broken --json', { env })
    jsonLines(json.stdout)
    expect(json.stderr).toBe('')
    const quiet = await shop.run('build --select broken --quiet', { env })
    expect(quiet.stdout).toBe('')
    expect(quiet.stderr).toContain('::error file=')
  })
})
