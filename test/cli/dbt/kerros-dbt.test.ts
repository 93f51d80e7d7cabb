import { mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifactsShop } from '../../artifacts/artifacts-shop.js'
import type { CliOptions, CliProject, CliResult } from '../cli-project.js'
import { jsonLines } from '../json-lines.js'

let project: CliProject

beforeAll(async () => {
  project = await artifactsShop()
}, 120_000)

afterAll(() => project?.remove())

function dbt(args: string | readonly string[], options: Pick<CliOptions, 'cwd' | 'env'> = {}): Promise<CliResult> {
  return project.runKept(args, { ...options, program: 'dbt' })
}

/** Without what differs from run to run. */
function plain(text: string): string {
  return text
    .replace(/^\d\d:\d\d:\d\d {2}/gm, '')
    .replace(/ in \d+\.\d\ds\]/g, ' in <time>]')
    .replace(/ in 0 hours .*$/gm, ' in <time>')
    .replace(/\d threads?/, 'n threads')
}

describe('kerros-dbt', () => {
  it("says what dbt says of a build, in dbt's words, and fails with 1", async () => {
    const { code, stdout, stderr } = await dbt('build --threads 1 --no-use-colors')
    expect(stderr).toBe('')
    expect(code).toBe(1)
    expect(plain(stdout)).toMatchInlineSnapshot(`
      "Running with dbt=1.13.0 (kerros 0.1.0)
      Found 1 analysis, 1 chart, 5 data tests, 1 exposure, 5 models, 1 seed, 1 snapshot, 1 source

      Concurrency: n threads (target='dev')

      1 of 11 START seed file main.codes ............................................. [RUN]
      1 of 11 OK loaded seed file main.codes ......................................... [INSERT 2 in <time>]
      2 of 11 START test not_null_codes_code ......................................... [RUN]
      3 of 11 START test unique_codes_code ........................................... [RUN]
      2 of 11 PASS not_null_codes_code ............................................... [PASS in <time>]
      3 of 11 PASS unique_codes_code ................................................. [PASS in <time>]
      4 of 11 START sql view model main.stg_codes .................................... [RUN]
      4 of 11 OK created sql view model main.stg_codes ............................... [OK in <time>]
      5 of 11 START test relationships_stg_codes_code_code ........................... [RUN]
      5 of 11 PASS relationships_stg_codes_code_code ................................. [PASS in <time>]
      6 of 11 START sql incremental model main.seen .................................. [RUN]
      6 of 11 OK created sql incremental model main.seen ............................. [OK in <time>]
      7 of 11 START sql table model main.totals ...................................... [RUN]
      7 of 11 OK created sql table model main.totals ................................. [OK in <time>]
      8 of 11 START test accepted_values_seen_label_one .............................. [RUN]
      8 of 11 FAIL 1 accepted_values_seen_label_one .................................. [FAIL 1 in <time>]
      9 of 11 SKIP relation main.after_seen .......................................... [SKIP]
      10 of 11 START test no_zero .................................................... [RUN]
      10 of 11 PASS no_zero .......................................................... [PASS in <time>]
      11 of 11 START snapshot main.codes_history ..................................... [RUN]
      11 of 11 OK snapshotted snapshot main.codes_history ............................ [OK in <time>]

      Finished running 5 data tests, 1 incremental model, 1 seed, 1 snapshot, 1 table model, 2 view models in <time>

      Completed with 1 error, 0 partial successes, and 0 warnings:

      [ERROR]: in test accepted_values_seen_label_one (src/shop.ts:31:52)
        Got 1 result, configured to fail if != 0

      Done. PASS=9 WARN=0 ERROR=1 SKIP=1 NO-OP=0 REUSED=0 TOTAL=11
      "
    `)
  })

  it("writes dbt's events as JSON, before and after the command's name", async () => {
    const { code, stdout } = await dbt('--log-format json run --select totals --models seen --log-level debug')
    expect(code).toBe(0)
    const events = jsonLines(stdout)
    expect(events.map(({ info }) => info.name).filter((name) => name !== 'Formatting')).toEqual([
      'MainReportVersion',
      'FoundStats',
      'ConcurrencyLine',
      'LogStartLine',
      'LogModelResult',
      'NodeFinished',
      'LogStartLine',
      'LogModelResult',
      'NodeFinished',
      'FinishedRunningStats',
      'EndOfRunSummary',
      'StatsLine',
    ])
    for (const { info } of events) {
      expect(Object.keys(info).sort()).toEqual(
        ['category', 'code', 'extra', 'invocation_id', 'level', 'msg', 'name', 'pid', 'thread', 'ts'].sort(),
      )
    }
    const totals = events.find(({ data }) => data.node_info?.unique_id === 'model.shop.totals' && data.status === 'OK')
    expect(totals.data.node_info).toMatchObject({
      materialized: 'table',
      node_status: 'success',
      node_path: 'totals.sql',
      node_relation: { alias: 'totals', schema: 'main' },
      resource_type: 'model',
    })
    expect(events.at(-1).data.stats).toMatchObject({ pass: 2, warn: 0, error: 0, skip: 0, total: 2 })
  })

  it('lists nodes by selector, name, path and as JSON with the keys that were asked for', async () => {
    const list = async (args: string) => (await dbt(`ls --quiet ${args}`)).stdout.trim().split('\n')
    expect(await list('--resource-type model --resource-type source')).toEqual([
      'shop.after_seen',
      'shop.numbers',
      'shop.seen',
      'shop.stg_codes',
      'shop.totals',
      'source:shop.raw.orders',
    ])
    expect(await list('-s raw.orders totals --exclude-resource-type test --output name')).toEqual([
      'totals',
      'raw.orders',
    ])
    expect(await list('-s totals --resource-type model --output path')).toEqual(['src/shop.ts'])
    const [totals] = await list(
      '-s totals --resource-type model --output json --output-keys name depends_on fqn freshness',
    )
    expect(JSON.parse(totals!)).toEqual({
      name: 'totals',
      depends_on: { macros: [], nodes: ['model.shop.numbers'] },
      fqn: ['shop', 'totals'],
    })
    const [whole] = await list('-s totals --resource-type model --output json')
    expect(JSON.parse(whole!)).toMatchObject({ package_name: 'shop', config: { materialized: 'table' } })
  })

  it('warns of selectors that match nothing, and has nothing to do if none matches', async () => {
    const some = await dbt('run --select nope totals --exclude neither')
    expect(some.code).toBe(0)
    expect(plain(some.stdout)).toContain("[WARNING]: The selection criterion 'nope' does not match any enabled nodes\n")
    expect(plain(some.stdout)).toContain(
      "[WARNING]: The selection criterion 'neither' does not match any enabled nodes\n",
    )
    expect(plain(some.stdout)).toContain('TOTAL=1')
    for (const args of ['test -s nope', 'seed -s totals', 'run --select totals --exclude totals']) {
      const { code, stdout } = await dbt(args)
      expect([args, code]).toEqual([args, 0])
      expect(plain(stdout)).toMatch(/\[WARNING\]: Nothing to do\. Try checking your model configs/)
    }
  })

  it('stores the failing rows of tests when it is asked to', async () => {
    const ran = async (args: string, env: { readonly [name: string]: string } = {}): Promise<any[]> => {
      await dbt(args, { env })
      return JSON.parse(await readFile(path.join(project.folder, 'target/run_results.json'), 'utf8')).results
    }
    await ran('build')
    const verdicts = (results: readonly any[]) =>
      results.map(({ unique_id, status }) => `${unique_id} ${status}`).sort()
    const plain = await ran('test')
    const isStored = ({ relation_name }: any): boolean => /_dbt_test__audit/.test(relation_name ?? '')
    for (const [args, env, stores] of [
      ['test --store-failures', {}, true],
      ['test', { DBT_STORE_FAILURES: 'true' }, true],
      ['test --no-store-failures', { DBT_STORE_FAILURES: 'true' }, false],
    ] as const) {
      const results = await ran(args, env)
      expect(verdicts(results)).toEqual(verdicts(plain))
      expect(results.map(isStored)).toEqual(results.map(() => stores))
    }
  })

  it('builds only the resource types that were asked for', async () => {
    const { stdout } = await dbt('build --resource-type seed --resource-type snapshot --resource-type model')
    expect(stdout).toContain('TOTAL=6')
    expect(stdout).not.toMatch(/ test /)
  })

  it('cannot run without a project, with an unknown target or with an option that dbt does not have: 2', async () => {
    const nowhere = await dbt('run', { cwd: os.tmpdir() })
    expect(nowhere.code).toBe(2)
    expect(plain(nowhere.stdout)).toMatch(/Encountered an error:\n {2}E_NO_PROJECT /)
    const target = await dbt('run --target nope --log-format json')
    expect(target.code).toBe(2)
    expect(JSON.parse(target.stdout.trim().split('\n').at(-1)!)).toMatchObject({
      info: { name: 'MainEncounteredError', level: 'error' },
      data: { exc: expect.stringContaining('E_UNKNOWN_TARGET') },
    })
    const option = await dbt('run --frobnicate')
    expect(option).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown option '--frobnicate'") })
    expect((await dbt('run --vars 3')).stderr).toContain('It must be a YAML mapping')
  })

  it.each([
    ['run --deprecated-defer', "dbt's --deprecated-defer"],
    ['show -s totals --limit 5', 'dbt\'s command "show"'],
    ['docs serve --port 8080', 'dbt\'s command "serve"'],
  ])('refuses what kerros does not have, and says what does it here: %s', async (args, what) => {
    const { code, stdout, stderr } = await dbt(`${args} --log-format json`)
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    const { info, data } = JSON.parse(stdout.trim().split('\n').at(-1)!)
    expect(info.name).toBe('MainEncounteredError')
    expect(data.exc).toMatch(new RegExp(`^ {2}E_INVALID_OPTION kerros does not have ${what}\\n {4}\\S+ `))
  })

  it("reads dbt's variables, and refuses those that ask for what kerros does not have", async () => {
    expect((await dbt('run -s totals', { env: { DBT_DEFER: 'false', DBT_QUIET: 'True', DBT_EMPTY: '' } })).stdout).toBe(
      '',
    )
    const refused = await dbt('run', { env: { DBT_DEFER_TO_STATE: '1' } })
    expect([refused.code, refused.stdout]).toEqual([
      2,
      expect.stringContaining("what dbt's variable DBT_DEFER_TO_STATE asks for"),
    ])
    const deferred = await dbt('run', { env: { DBT_DEFER: '1', DBT_DEFER_STATE: 'nowhere' } })
    expect([deferred.code, deferred.stdout]).toEqual([
      2,
      expect.stringContaining('--defer needs a manifest.json, which is missing in nowhere'),
    ])
    const listed = await dbt('ls --output name', { env: { DBT_RESOURCE_TYPES: 'seed exposure', DBT_QUIET: '1' } })
    expect(listed.stdout.trim().split('\n').sort()).toEqual(['board', 'codes'])
    await dbt('run -s seen')
    const again = await dbt('run -s seen --log-format json', { env: { DBT_FULL_REFRESH: '1' } })
    expect(again.code).toBe(0)
  })

  it('retries with stored failures if the run had them, and --no-store-failures leaves them to the project', async () => {
    const stored = async (args: string) => {
      await dbt(args)
      return JSON.parse(await project.read('target/run_results.json')).results.map(
        ({ relation_name }: any) => relation_name,
      )
    }
    const test = 'accepted_values_seen_label_one'
    const relation = expect.stringMatching(`"main_dbt_test__audit"."${test}"$`)
    await dbt('run -s +seen')
    expect(await stored(`test -s ${test} --store-failures`)).toEqual([relation])
    expect(await stored('retry')).toEqual([relation])
    expect(await stored(`test -s ${test} --no-store-failures`)).toEqual([null])
    const config = await project.read('kerros.config.ts')
    await project.write({ 'kerros.config.ts': config.replace("name: 'shop',", "name: 'shop', storeFailures: true,") })
    expect(await stored(`test -s ${test} --no-store-failures`)).toEqual([relation])
    await project.write({ 'kerros.config.ts': config })
  })

  it('accepts the opposites of what it refuses, and options that mean nothing here', async () => {
    const args =
      '--no-defer --no-favor-state --no-empty --no-use-fast-test-edges --maximum-seed-size-mib 5 --sqlparse {} -r x'
    expect(await dbt(`run -s totals -q ${args}`)).toMatchObject({ code: 0, stdout: '', stderr: '' })
    for (const options of ['{error: all}', '{"include": "all", "exclude": []}'])
      expect((await dbt(['ls', '-q', '--warn-error-options', options])).code).toBe(0)
    const some = await dbt(['ls', '--warn-error-options', '{error: [NoNodesForSelectionCriteria]}'])
    expect([some.code, some.stderr]).toEqual([2, expect.stringContaining('use {error: all}')])
  })

  it('selects the tests of selected nodes as --indirect-selection says', async () => {
    const tests = async (options: string) =>
      (await dbt(`ls -s codes --output name -q ${options}`)).stdout.trim().split('\n')
    expect(await tests('')).toEqual(expect.arrayContaining(['codes', 'unique_codes_code']))
    expect(await tests('--indirect-selection empty')).toEqual(['codes'])
    const built = await dbt('build -s codes', { env: { DBT_INDIRECT_SELECTION: 'empty' } })
    expect(built.stdout).toContain('TOTAL=1')
    const relationship = 'relationships_stg_codes_code_code'
    expect(await tests('')).toContain(relationship)
    const cautious = await tests('--indirect-selection cautious')
    expect(cautious).toEqual(expect.arrayContaining(['codes', 'unique_codes_code']))
    expect(cautious).not.toContain(relationship)
    const unknown = await dbt('build -s codes --indirect-selection all')
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Allowed choices are eager')])
  })

  it('accepts variables in YAML, and none of them has to be used', async () => {
    expect((await dbt(['run', '-s', 'totals', '--vars', 'least: 5\nmore:\n  - 1\n'])).code).toBe(0)
  })

  it('works in a folder of links, keeps the database where the project is, and writes the artifacts into the folder', async () => {
    const links = await realpath(await mkdtemp(path.join(os.tmpdir(), 'kerros-links-')))
    try {
      for (const name of await readdir(project.folder))
        if (name !== 'target') await symlink(path.join(project.folder, name), path.join(links, name))
      const args = `run -s +totals --project-dir ${links} --profiles-dir /nowhere --profile any --target dev`
      expect(await dbt(args, { cwd: os.tmpdir() })).toMatchObject({ code: 0, stderr: '' })
      expect((await readdir(path.join(links, 'target'))).sort()).toEqual([
        'compiled',
        'manifest.json',
        'run_results.json',
      ])
      const compiled = path.join(links, 'target/compiled/shop/models/totals.sql')
      expect(await readFile(compiled, 'utf8')).toMatch(/^with "numbers" as/)
      expect(await readdir(path.join(project.folder, 'target'))).toContain('shop.duckdb')
      const elsewhere = path.join(links, 'elsewhere')
      const parsed = await dbt(`parse --project-dir ${links}`, { env: { DBT_TARGET_PATH: elsewhere } })
      expect(parsed.code).toBe(0)
      expect(await readdir(elsewhere)).toEqual(['manifest.json'])
    } finally {
      await rm(links, { recursive: true })
    }
  })

  it('answers the other commands of dbt that mean something here', async () => {
    expect((await dbt('--version')).stdout).toMatch(
      /^Core:\n {2}- installed: \d+\.\d+\.\d+\n\nPlugins:\n {2}- kerros: /,
    )
    const freshness = await dbt('source freshness --select source:raw')
    expect([freshness.code, plain(freshness.stdout)]).toEqual([0, expect.stringMatching(/Nothing to do.*\nDone\.\n$/)])
    expect(await dbt('deps')).toMatchObject({ code: 0, stdout: expect.stringContaining('npm packages') })
    expect(await dbt('debug')).toMatchObject({ code: 0, stdout: expect.stringContaining('duckdb') })
    await dbt('seed')
    const offline = await dbt('docs generate --no-compile --empty-catalog')
    expect([offline.code, Object.keys(JSON.parse(await project.read('target/catalog.json')).nodes)]).toEqual([0, []])
    expect(await dbt('docs generate --static')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('target/docs/ opens without a server'),
    })
    const deferred = await dbt('docs generate --empty-catalog --defer --state target')
    expect([deferred.code, deferred.stdout]).toEqual([0, expect.stringContaining('--defer changes nothing here')])
    expect((await dbt('docs generate')).code).toBe(0)
    expect(Object.keys(JSON.parse(await project.read('target/catalog.json')).nodes)).not.toEqual([])
    expect(await readdir(path.join(project.folder, 'target'))).toEqual(expect.arrayContaining(['catalog.json', 'docs']))
    expect(await dbt('compile -s totals --quiet')).toMatchObject({ code: 0, stdout: '' })
  })

  it('waits for another run that has the database, and says so', async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(path.join(project.folder, 'target/shop.duckdb'))
    const running = project.start('run -s totals', { program: 'dbt' })
    await running.until(/waiting: /)
    instance.closeSync()
    expect((await running.ended).code).toBe(0)
  })

  it('fails with --warn-error if a test warns', async () => {
    await project.write({
      'src/warns.ts': `import { dataTest } from 'kerros'
import { totals } from './shop.js'
export const warns = dataTest({ t: totals }, (db) => db.selectFrom('t').selectAll(), { severity: 'warn' })
`,
    })
    const { code, stdout } = await dbt('test -s warns')
    expect(code).toBe(0)
    expect(plain(stdout)).toContain(
      '[WARNING]: in test warns (src/warns.ts:3:14)\n[WARNING]: Got 2 results, configured to warn if != 0\n',
    )
    expect((await dbt('test -s warns --warn-error')).code).toBe(1)
    await project.restore()
  })
})
