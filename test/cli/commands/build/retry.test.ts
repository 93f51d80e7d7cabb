import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

const SAMPLE = `import { acceptedValues, integer, source, table, variable } from 'kerros'
const gone = source('raw', { gone: { id: integer() } })
export const { gone: gone_table } = gone
export const sample = table({ g: gone_table }, (db) => db.selectFrom('g').select('g.id').where('g.id', '>', variable('least', 0)), {
  columns: { id: { tests: [acceptedValues([3])] } },
})
`
const FIXED = `import { acceptedValues, integer, table } from 'kerros'
import { second } from './second.js'
export const sample = table({ s: second }, (db) => db.selectFrom('s').select('s.id'), {
  columns: { id: { tests: [acceptedValues([3], { severity: 'warn' })] } },
})
`
const FILES = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({
  name: 'shop', models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/shop.duckdb' }), other: duckdb({ path: 'target/other.duckdb' }) },
})
`,
  'src/ids.csv': 'id\n1\n',
  'src/second.ts': `import { acceptedValues, incremental, integer, seed, variable } from 'kerros'
export const ids = seed('src/ids.csv', { id: integer() })
export const second = incremental({ i: ids }, (db) => db.selectFrom('i').select('i.id').where('i.id', '>', variable('more', 0)), {
  uniqueKey: 'id',
  columns: { id: { tests: [acceptedValues([3], { severity: 'warn' })] } },
})
`,
  'src/sample.ts': SAMPLE,
  'src/united.ts': `import { table, unique } from 'kerros'
import { sample } from './sample.js'
export const united = table({ s: sample }, (db) => db.selectFrom('s').select('s.id'), { columns: { id: { tests: [unique()] } } })
`,
}

let project: CliProject
beforeAll(async () => {
  project = await CliProject.create(FILES)
})
beforeEach(async () => {
  await project.restore()
  await project.remove('target')
})
afterAll(() => project?.remove())

/** What became of each node of the last run, by its name. */
async function statuses(): Promise<{ readonly [name: string]: string }> {
  const { results } = JSON.parse(await project.read('target/run_results.json'))
  return Object.fromEntries(results.map(({ unique_id, status }: any) => [unique_id.split('.')[2], status]))
}
const run = (line: string) => project.runKept(line)

describe('kerros retry', () => {
  it('runs again what failed or was skipped, until nothing is left', async () => {
    expect((await run('build')).code).toBe(1)
    expect(await statuses()).toEqual({
      ids: 'success',
      second: 'success',
      sample: 'error',
      united: 'skipped',
      accepted_values_second_id_3: 'warn',
      accepted_values_sample_id_3: 'skipped',
      unique_united_id: 'skipped',
    })
    const left = {
      sample: 'error',
      united: 'skipped',
      accepted_values_sample_id_3: 'skipped',
      unique_united_id: 'skipped',
    }
    const again = await run('retry')
    expect([again.code, await statuses()]).toEqual([1, left])
    expect(again.stdout).toMatch(/^Retrying 4 of 7 nodes of kerros build of \d{4}-\d\d-\d\d \d\d:\d\d UTC\n/)
    await project.write({ 'src/sample.ts': FIXED })
    expect((await run('retry')).code).toBe(0)
    expect(await statuses()).toEqual({
      sample: 'success',
      united: 'success',
      accepted_values_sample_id_3: 'warn',
      unique_united_id: 'pass',
    })
    const nothing = await run('retry')
    expect([nothing.code, nothing.stdout]).toEqual([
      0,
      expect.stringMatching(/^Nothing to retry: all 4 nodes of kerros build of .* are done\.\n$/),
    ])
  })

  it('runs what a run that stopped at its first failure had left, and nothing else', async () => {
    expect((await run('build --fail-fast --threads 1')).code).toBe(1)
    const left = Object.entries(await statuses()).filter(([, status]) => ['error', 'skipped'].includes(status))
    expect(Object.fromEntries(left)).toMatchObject({ sample: 'error', united: 'skipped' })
    await project.write({ 'src/sample.ts': FIXED })
    expect((await run('retry')).code).toBe(0)
    expect(Object.keys(await statuses()).sort()).toEqual(left.map(([name]) => name).sort())
    expect((await run('retry')).stdout).toMatch(/^Nothing to retry/)
  })

  it('has the command, the target, the variables and the options of the run', async () => {
    const vars = JSON.stringify({ more: 5, least: 2 })
    await project.runKept(['build', '-f', '--target', 'other', '--vars', vars, '--exclude', 'united', '-x'])
    const first = JSON.parse(await project.read('target/run_results.json'))
    const { code, stdout } = await run('retry --json')
    expect(code).toBe(1)
    expect(jsonLines(stdout)[0]).toMatchObject({
      event: 'retry',
      command: 'build',
      nodes: expect.arrayContaining(['model.shop.sample']),
    })
    expect(jsonLines(stdout)[1]).toMatchObject({ event: 'run_start', target: 'other' })
    const { args } = JSON.parse(await project.read('target/run_results.json'))
    expect(args).toEqual({ ...first.args, select: [], exclude: [] })
    expect(args).toMatchObject({ target: 'other', full_refresh: true, fail_fast: true, vars: { more: 5, least: 2 } })
    expect(Object.keys(await statuses())).not.toContain('united')
  })

  it('runs tests that warned again with --warn-error of its own', async () => {
    await project.write({ 'src/sample.ts': FIXED })
    expect((await run('build --select +second --warn-error')).code).toBe(1)
    const again = await run('retry --warn-error')
    expect([again.code, await statuses()]).toEqual([1, { accepted_values_second_id_3: 'warn' }])
    expect(again.stdout).toMatch(/^Retrying 1 of 3 nodes of kerros build of /)
    const nothing = await run('retry')
    expect([nothing.code, nothing.stdout]).toEqual([0, expect.stringMatching(/^Nothing to retry/)])
  })

  it('stores failing rows if the run did', async () => {
    await project.write({ 'src/sample.ts': FIXED.replace(", { severity: 'warn' }", '') })
    await run('build --exclude united --store-failures')
    await run('retry')
    const { args, results } = JSON.parse(await project.read('target/run_results.json'))
    expect(args).toMatchObject({ which: 'build', store_failures: true })
    expect(results).toMatchObject([
      { status: 'fail', relation_name: '"shop"."main_dbt_test__audit"."accepted_values_sample_id_3"' },
    ])
  })

  it('leaves the failing rows of a test that stores them to kerros show, as they are now', async () => {
    const test = "acceptedValues([3], { name: 'threes', storeFailures: true })"
    await project.write({ 'src/sample.ts': FIXED.replace("acceptedValues([3], { severity: 'warn' })", test) })
    await run('build --exclude united')
    const { stdout, stderr } = await run('show threes --json')
    expect([jsonLines(stdout)[0], stderr]).toEqual([expect.objectContaining({ id: 1 }), ''])
  })

  it('opens the project for the target of the run only', async () => {
    const config = FILES['kerros.config.ts'].replace(
      'models:',
      "naming: ({ target }) => { if (target === 'dev') throw new Error('not here') }, models:",
    )
    await project.write({ 'kerros.config.ts': config })
    expect((await run('build --target other')).code).toBe(1)
    expect((await run('retry')).stdout).toContain('target other: ')
  })

  it("reads dbt's own results of before dbt 1.10, which say only when they were written", async () => {
    await run('build')
    const found = JSON.parse(await project.read('target/run_results.json'))
    const { invocation_started_at: _, ...metadata } = { ...found.metadata, generated_at: '2024-02-03T04:05:06Z' }
    await project.write({ 'old/run_results.json': JSON.stringify({ ...found, metadata }) })
    expect((await run('retry --state old')).stdout).toMatch(
      /^Retrying 4 of 7 nodes of kerros build of 2024-02-03 04:05/,
    )
    await project.write({ 'old/run_results.json': JSON.stringify({ ...found, metadata: {} }) })
    expect((await run('retry --state old')).stderr).toContain('is not the result of a run')
  })

  it('is what a failed run names, unless it leaves no results', async () => {
    expect((await run('build')).stdout).toMatch(/\n→ Or only what failed or was skipped: kerros retry\n$/)
    expect((await run('build --no-artifacts')).stdout).not.toContain('kerros retry')
    expect((await run('seed')).stdout).not.toContain('kerros retry')
  })

  it('retries only what its command works on, and a failing test alone', async () => {
    await run('seed')
    await run('run')
    await run('retry')
    expect(await statuses()).toEqual({ sample: 'error', united: 'skipped' })
    await project.write({ 'src/sample.ts': FIXED.replace(", { severity: 'warn' }", '') })
    await run('build --exclude united')
    await run('retry')
    expect(await statuses()).toEqual({ accepted_values_sample_id_3: 'fail' })
  })

  it('leaves out the types that the run left out', async () => {
    await run('build --resource-type seed model')
    expect((await run('retry')).code).toBe(1)
    expect(await statuses()).toEqual({ sample: 'error', united: 'skipped' })
  })

  it('runs the hooks of the run again, and all of a run that its first hook stopped', async () => {
    const config = (query: string) => {
      const hooks = `onRunStart: () => sql\`${query}\`, onRunEnd: () => sql\`select 1\`,`
      return `import { sql } from 'kysely'\n${FILES['kerros.config.ts'].replace('models:', `${hooks} models:`)}`
    }
    await project.write({ 'kerros.config.ts': config('select * from there_is_none'), 'src/sample.ts': SAMPLE })
    expect((await run('build -s +sample')).code).toBe(1)
    expect(await statuses()).toMatchObject({ 'shop-on-run-start-0': 'error', sample: 'skipped' })
    await project.write({ 'kerros.config.ts': config('select 1') })
    const around = { 'shop-on-run-start-0': 'success', 'shop-on-run-end-0': 'success' }
    for (let i = 0; i < 2; i++) {
      expect((await run('retry')).code).toBe(1)
      expect(await statuses()).toEqual({ ...around, sample: 'error', accepted_values_sample_id_3: 'skipped' })
    }
  })

  it('refuses when there is no run, when a node is gone, and what is no run', async () => {
    const none = await run('retry')
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('there are no results of a run in target')])
    const elsewhere = await run('retry --state walmart')
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining('a run in walmart')])
    await run('build')
    await project.write({ 'src/sample.ts': FIXED.replaceAll('sample', 'other_name'), 'src/united.ts': '' })
    const gone = await run('retry')
    expect(gone.code).toBe(2)
    expect(gone.stderr).toContain('the project has no "model.shop.sample" any more')
    await project.write({ 'old/run_results.json': '{"args":{"which":"compile"},"results":[],"metadata":{}}' })
    const compiled = await run('retry --state old')
    expect([compiled.code, compiled.stderr]).toEqual([2, expect.stringContaining('"compile", which cannot be retried')])
    await project.write({ 'old/run_results.json': '[]' })
    expect((await run('retry --state old')).stderr).toContain('is not the result of a run')
  })

  it('says that only a hook after the run failed, which it does not retry', async () => {
    const config = await project.read('kerros.config.ts')
    await project.write({
      'kerros.config.ts': config
        .replace("name: 'shop',", "name: 'shop', onRunEnd: () => sql`select * from there_is_none`,")
        .replace('import', "import { sql } from 'kysely'\nimport"),
    })
    expect((await run('build -s +second')).code).toBe(1)
    const { code, stdout, stderr } = await run('retry')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /^Nothing was retried: of kerros build of .* UTC only hooks around the run failed \("shop-on-run-end-0"\)/,
    )
    expect(stderr).toContain('Run kerros build again')
    expect((await run('retry --json')).code).toBe(1)
  })

  it('retries a run whose results are elsewhere', async () => {
    await run('build -s +second')
    await project.write({ 'old/run_results.json': await project.read('target/run_results.json') })
    await run('build')
    const { stdout } = await run('retry --state old')
    expect(stdout).toMatch(/^Nothing to retry: all 3 nodes/)
  })

  it('has a finer relative: the selector result, with the artifacts of a run', async () => {
    await run('build')
    const listed = async (selector: string) =>
      (await run(`ls --state target --output name --resource-type model --select ${selector}`)).stdout
        .split('\n')
        .filter(Boolean)
    expect(await listed('result:error')).toEqual(['sample'])
    expect(await listed('result:error+')).toEqual(['sample', 'united'])
    expect(await listed('result:fail')).toEqual([])
    const without = await run('ls --select result:error')
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--state')])
  })

  describe('of an operation', () => {
    const OPERATION = `import { integer, operation, source, varchar } from 'kerros'
import { sql } from 'kysely'
export const { made_7 } = source('main', { made_7: { place: varchar(), n: integer() } })
export const grow = operation({}, (db, { args, target }) => [
  sql.raw(\`create table made_\${args.n} as select '\${target.name}' as place, \${args.n} as n\`),
  sql.raw('insert into asked values (' + args.n + ')'),
], { args: { n: integer() } })
`
    const ASK = ['run-operation', 'grow', '--args', '{"n": 7}', '--target', 'other']
    const MADE = `import { analysis } from 'kerros'
import { made_7 } from './src/grow.js'
export default analysis({ m: made_7 }, (db) => db.selectFrom('m').selectAll())
`

    it('sends one that failed again, with its arguments and its target, until it is done', async () => {
      await project.write({ 'src/grow.ts': OPERATION })
      expect((await project.runKept(ASK)).code).toBe(1)
      const again = await run('retry')
      expect([again.code, again.stdout]).toEqual([
        1,
        expect.stringMatching(/^Retrying the operation grow of .* UTC\n$/),
      ])
      expect(again.stderr).toContain('E_HOOK')
      await project.write({
        'src/grow.ts': OPERATION.replace('insert into asked values', 'create table asked as select'),
      })
      const { code, stdout } = await run('retry --json')
      expect([code, jsonLines(stdout)]).toEqual([
        0,
        [
          expect.objectContaining({ event: 'retry', command: 'run-operation', nodes: ['grow'], total: 1 }),
          expect.objectContaining({ event: 'operation_end', name: 'grow', status: 'success' }),
        ],
      ])
      await project.write({ 'made.ts': MADE })
      const shown = await run('show --inline made.ts --target other --json')
      expect(jsonLines(shown.stdout)).toEqual([expect.objectContaining({ place: 'other', n: 7 })])
    })

    it('has nothing to send of one that went well', async () => {
      await project.write({ 'src/grow.ts': OPERATION.replace('insert into asked values', 'select') })
      expect((await project.runKept(ASK)).code).toBe(0)
      expect(await run('retry')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^Nothing to retry: the operation grow of .* UTC is done\.\n$/),
      })
      // It would fail now: its table is there.
      expect((await project.runKept(ASK)).code).toBe(1)
    })

    it('leaves a run to be retried: one that came later, or one before an operation that went well', async () => {
      await project.write({ 'src/grow.ts': OPERATION })
      await project.runKept(ASK)
      await run('build')
      expect((await run('retry')).stdout).toMatch(/^Retrying 4 of 7 nodes of kerros build/)
      await project.runKept(ASK)
      expect((await run('retry')).stdout).toMatch(/^Retrying the operation grow/)
      await project.write({ 'src/grow.ts': OPERATION.replace('insert into asked values', 'select') })
      expect((await run('retry')).code).toBe(0)
      expect((await run('retry')).stdout).toMatch(/^Retrying 4 of 4 nodes of kerros build/)
    })

    it('knows nothing of one with --no-artifacts, and refuses a file that it has not written', async () => {
      await project.write({ 'src/grow.ts': OPERATION })
      expect((await project.runKept([...ASK, '--no-artifacts'])).code).toBe(1)
      expect((await run('retry')).stderr).toContain('there are no results of a run in target')
      await project.write({ 'target/run_operation.json': '{"name":"grow"}' })
      expect(await run('retry')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('run_operation.json is not what kerros run-operation writes'),
      })
    })

    it('is what kerros-dbt retry does, too', async () => {
      const dbt = (line: readonly string[]) => project.runKept(line, { program: 'dbt' })
      await project.write({ 'src/grow.ts': OPERATION })
      expect((await dbt(ASK)).code).toBe(1)
      expect((await dbt(['retry'])).code).toBe(1)
      await project.write({ 'src/grow.ts': OPERATION.replace('insert into asked values', 'select') })
      expect((await dbt(['retry'])).code).toBe(0)
      expect((await dbt(['retry'])).stdout).toMatch(/Nothing to do/)
    })
  })

  it('is what kerros-dbt retry does', async () => {
    const dbt = (line: string) => project.runKept(line, { program: 'dbt' })
    await dbt('build')
    await project.write({ 'src/sample.ts': FIXED })
    const { code, stdout } = await dbt('retry')
    expect([code, stdout]).toEqual([0, expect.stringContaining('PASS=3 WARN=1 ERROR=0 SKIP=0')])
    expect((await dbt('retry')).stdout).toMatch(/Nothing to do/)
    // With --warn-error a warning is a failure.
    expect((await dbt('--warn-error retry')).code).toBe(1)
    expect(await statuses()).toEqual({ accepted_values_sample_id_3: 'warn' })
    await project.remove('target')
    expect(await dbt('retry')).toMatchObject({ code: 2, stdout: expect.stringContaining('no results of a run') })
  })
})
