import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifactsShop } from '../../artifacts/artifacts-shop.js'
import { type Block, pages } from '../../docs/page.js'
import { pythonEnv } from '../../servers/python-env.js'
import type { CliProject } from '../cli-project.js'

const run = promisify(execFile)
const HERE = import.meta.dirname

let project: CliProject
/** What each function of run_cosmos.py returns, or why it does not. */
let outcomes: { readonly [name: string]: { readonly returned?: any; readonly raised?: string } }

beforeAll(async () => {
  project = await artifactsShop()
  const [dbtProject, profiles] = blocksOf('yaml').filter(({ content }) => !content.startsWith('name: build'))
  await project.write({ 'dbt_project.yml': dbtProject!.content, 'profiles.yml': profiles!.content })
  const python = await pythonEnv(path.join(HERE, 'requirements.txt'))
  await project.runKept('build', { program: 'dbt' })
  const args = [
    path.join(HERE, 'run_cosmos.py'),
    project.folder,
    project.kerrosDbt,
    DAG.replace('/opt/shop', project.folder),
  ]
  const env = { ...process.env, AIRFLOW_HOME: path.join(project.folder, 'target/airflow') }
  const { stdout } = await run(python, args, { maxBuffer: 2 ** 26, env })
  outcomes = JSON.parse(stdout.trim().split('\n').at(-1)!)
}, 600_000)

afterAll(() => project?.remove())

/** The blocks of docs/orchestration.md in a language. */
function blocksOf(language: string): readonly Block[] {
  return pages
    .find(({ file }) => file === 'docs/orchestration.md')!
    .blocks.filter((block) => block.language === language)
}

/** The program of docs/orchestration.md that makes a DAG. */
const DAG = blocksOf('python').find(({ content }) => content.includes('DbtDag'))!.content

/** What a function of run_cosmos.py returned. */
function cosmos(name: string): any {
  const { returned, raised } = outcomes[name]!
  expect(raised).toBeUndefined()
  return returned
}

describe("Airflow's Cosmos", () => {
  it('loads the same graph from kerros-dbt ls and from the manifest', () => {
    const { ls, manifest, ls_of_tag, manifest_of_tag } = cosmos('load')
    // Cosmos leaves exposures out of a manifest, and the tests of nodes that are not rendered.
    expect(Object.keys(ls).length).toBe(16)
    for (const [id, node] of Object.entries(manifest)) expect({ [id]: ls[id] }).toEqual({ [id]: node })
    expect(ls['model.shop.seen']).toEqual({
      type: 'model',
      depends_on: ['model.shop.stg_codes'],
      tags: [],
      materialized: 'incremental',
      fqn: ['shop', 'seen'],
      has_test: true,
      exists: true,
    })
    expect(ls_of_tag).toEqual([
      'model.shop.totals',
      'seed.shop.codes',
      'test.shop.no_zero',
      'test.shop.not_null_codes_code',
      'test.shop.relationships_stg_codes_code_code',
      'test.shop.unique_codes_code',
    ])
    expect(ls_of_tag).toEqual(expect.arrayContaining(manifest_of_tag))
    expect(manifest_of_tag).toEqual(expect.arrayContaining(['model.shop.totals', 'seed.shop.codes']))
  })

  it('runs nodes with its operators, each in a folder of links', async () => {
    const found = cosmos('operators')
    const exitCodes = Object.entries(found).map(([name, { exit_code }]: [string, any]) => [name, exit_code])
    expect(Object.fromEntries(exitCodes)).toEqual({
      seed: 0,
      run: 0,
      models: 0,
      snapshot: 0,
      test: 0,
      failing_test: 1,
      build: 0,
      freshness: 0,
      ls: 0,
    })
    expect(found.failing_test.error).toMatch(/non-zero exit code 1/)
    expect(found.run.command.slice(0, 6)).toEqual(['run', '--select', '+totals seen', '--exclude', 'codes', '--vars'])
    expect(found.run.last).toMatch(/Done\. PASS=3 WARN=0 ERROR=0 SKIP=0 .*TOTAL=3/)
    expect(found.run.compiled_sql).toContain('-- target/compiled/shop/models/totals.sql\nwith "numbers" as')
    expect(found.models.last).toBe('')
    expect(JSON.parse(found.build.last).data.stats).toMatchObject({ pass: 4, error: 0, total: 4 })
    // The database is where kerros.config.ts says, not in the folder of links, which is gone.
    const { stdout } = await project.run('show after_seen --json')
    expect(stdout.trim().split('\n')).toHaveLength(2)
  })

  it('learns from the log of one build what became of each node', () => {
    const xcom = cosmos('watcher')
    const statuses = Object.entries(xcom).flatMap(([key, value]: [string, any]) =>
      key.endsWith('_status') ? [[key.replace(/_status$/, ''), value.status]] : [],
    )
    expect(Object.fromEntries(statuses)).toEqual({
      seed__shop__codes: 'success',
      test__shop__not_null_codes_code: 'pass',
      test__shop__unique_codes_code: 'pass',
      model__shop__stg_codes: 'success',
      test__shop__relationships_stg_codes_code_code: 'pass',
      model__shop__seen: 'success',
      model__shop__totals: 'success',
      test__shop__accepted_values_seen_label_one: 'fail',
      // What a failure upstream stops is to be tried again, so to Cosmos it has failed.
      model__shop__after_seen: 'failed',
      test__shop__no_zero: 'pass',
      snapshot__shop__codes_history: 'success',
    })
    expect(xcom.model__shop__stg_codes_compiled_sql).toMatch(/^select "c"\."code"/)
  })

  it('makes a DAG with the program in docs/orchestration.md', () => {
    expect(cosmos('dag')).toEqual({
      'codes.seed': [],
      'codes.test': ['codes.seed'],
      'stg_codes.run': ['codes.test'],
      'stg_codes.test': ['stg_codes.run'],
      numbers_run: ['stg_codes.test'],
      'totals.run': ['numbers_run'],
      'totals.test': ['totals.run'],
      'seen.run': ['stg_codes.test'],
      'seen.test': ['seen.run'],
      after_seen_run: ['seen.test'],
      codes_history_snapshot: ['stg_codes.test'],
    })
  })
})
