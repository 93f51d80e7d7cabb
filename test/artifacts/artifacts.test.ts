import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatSql } from '../../src/core/format/format-sql.js'
import { duckDbSqlDialect } from '../../src/dialects/duckdb/warehouse/duckdb-sql-dialect.js'
import type { CliProject } from '../cli/cli-project.js'
import { pythonEnv } from '../servers/python-env.js'
import { artifactsShop, SHOP_FILES } from './artifacts-shop.js'

const run = promisify(execFile)
const HERE = import.meta.dirname

/** A unit test of each kind of rows, and of several runs. */
const UNIT_TESTS = `import { given, unitTest } from 'kerros'
import { sql } from 'kysely'
import { codes, codes_history, raw, seen, stg_codes, totals } from './shop.ts'

export const counts = unitTest(totals, {
  description: 'Counts.', tags: ['quick'], vars: {},
  given: [given(codes, { csv: 'code,label\\n1,one' })], expect: { query: sql\`select 1 as code, 1 as n\` },
})

export const adds = unitTest(seen, {
  existing: [{ code: 1, label: 'one' }], at: new Date('2026-01-01'),
  given: [given(stg_codes, { query: sql\`select 2 as code, 'one' as label\` })], expect: [{ code: 1 }, { code: 2 }],
})

export const versions = unitTest(codes_history, {
  runs: [{ given: [given(stg_codes, [{ code: 1 }])] }, { at: new Date('2026-01-02'), given: [given(stg_codes, [{ code: 1, label: 'one' }])] }],
  expect: { csv: 'code,label\\n1,\\n1,one' },
})
`

let project: CliProject
let python: string

beforeAll(async () => {
  project = await artifactsShop()
  await project.write({ 'src/unit_tests.ts': UNIT_TESTS })
  python = await pythonEnv(path.join(HERE, 'requirements.txt'))
  await project.runKept(['build'])
  await project.runKept(['docs', 'generate'])
}, 300_000)

afterAll(() => project?.remove())

async function artifact(name: string): Promise<any> {
  return JSON.parse(await readFile(path.join(project.folder, 'target', name), 'utf8'))
}

/** Runs a tool by its function: the environment was moved after it was made, so the programs in its `bin` do not start. */
function runTool(imported: string, ...args: readonly string[]) {
  return run(python, ['-c', `from ${imported}; app()`, ...args])
}

describe('artifacts', () => {
  it('are read by the models of dbt-artifacts-parser', async () => {
    const { stdout } = await run(python, [path.join(HERE, 'read_artifacts.py'), path.join(project.folder, 'target')])
    expect(JSON.parse(stdout)).toEqual({ nodes: 13, sources: 1, exposures: 2, unitTests: 3, results: 14, catalog: 5 })
  })

  it('are accepted by dbt-score', async () => {
    const manifest = path.join(project.folder, 'target/manifest.json')
    const { stdout } = await runTool('dbt_score.cli import cli as app', 'lint', '--manifest', manifest)
    expect(stdout).toMatch(/Model: totals/)
    expect(stdout).toMatch(/Project score: /)
  })

  it('are accepted by dbt-bouncer', async () => {
    await project.write({
      'target/dbt-bouncer.yml': `dbt_artifacts_dir: .
manifest_checks:
  - name: check_model_names
    model_name_pattern: ^[a-z_]+$
  - name: check_exposure_based_on_model
run_results_checks:
  - name: check_run_results_max_execution_time
    max_execution_time_seconds: 600
catalog_checks:
  - name: check_columns_are_all_documented
`,
    })
    const config = path.join(project.folder, 'target/dbt-bouncer.yml')
    const { stdout } = await runTool('dbt_bouncer.main import app', 'run', '--config-file', config)
    expect(stdout).toContain('All checks passed!')
  })

  it('have hooks as dbt writes them, the same in each run', async () => {
    const { nodes } = await artifact('manifest.json')
    const hooks = [
      {
        sql: `delete from "main"."totals" as "this" where "n" < 0 and '{{ invocation_id }}' != ''`,
        transaction: true,
        index: null,
      },
    ]
    expect(nodes['model.shop.totals'].config).toMatchObject({ 'pre-hook': [], 'post-hook': hooks })
    expect(nodes['model.shop.totals'].unrendered_config).toMatchObject({ 'post-hook': hooks })
    expect(nodes['model.shop.seen'].config).toMatchObject({ 'pre-hook': [], 'post-hook': [] })
    expect(nodes['model.shop.seen'].unrendered_config).not.toHaveProperty('post-hook')
  })

  it('have the options of an incremental model by the words of dbt, with its conditions as SQL', async () => {
    const { nodes } = await artifact('manifest.json')
    const own = {
      incremental_strategy: 'merge',
      unique_key: ['code'],
      full_refresh: false,
      merge_exclude_columns: ['label'],
      incremental_predicates: ['"target"."code" > 0'],
      when_matched: [{ and: `"source"."label" != ''`, action: 'update' }],
      on_change: 'fail',
    }
    const { config, unrendered_config } = nodes['model.shop.seen']
    expect(config).toMatchObject({ ...own, on_schema_change: 'ignore', enabled: true })
    expect(unrendered_config).toMatchObject(own)
    expect(nodes['model.shop.totals'].config).not.toHaveProperty('incremental_predicates')
  })

  it('list what is disabled as dbt does, and not among the nodes', async () => {
    const { nodes, disabled, parent_map } = await artifact('manifest.json')
    expect(disabled).toEqual({
      'model.shop.old_codes': [
        expect.objectContaining({
          name: 'old_codes',
          resource_type: 'model',
          description: 'Left out.',
          config: expect.objectContaining({ enabled: false, materialized: 'table' }),
          depends_on: { macros: [], nodes: [] },
        }),
      ],
      'test.shop.unique_old_codes_code': [
        expect.objectContaining({
          resource_type: 'test',
          name: 'unique_old_codes_code',
          config: expect.objectContaining({ enabled: false, severity: 'error' }),
          depends_on: { macros: [], nodes: [] },
        }),
      ],
    })
    expect(Object.keys(nodes).filter((id) => id.includes('old_codes'))).toEqual([])
    expect(parent_map).not.toHaveProperty('model.shop.old_codes')
  })

  it('say what became of each node, with a message in every case', async () => {
    const { results, args } = await artifact('run_results.json')
    expect(args).toMatchObject({ which: 'build', target: 'dev', select: [] })
    const byId = Object.fromEntries(results.map((result: any) => [result.unique_id, result]))
    expect(byId['test.shop.unique_codes_code']).toMatchObject({ status: 'pass', message: 'Passed', failures: 0 })
    expect(byId['test.shop.accepted_values_seen_label_one']).toMatchObject({
      status: 'fail',
      failures: 1,
      message: 'Got 1 failing row',
    })
    expect(byId['model.shop.after_seen']).toMatchObject({ status: 'skipped', thread_id: 'main' })
    expect(byId['model.shop.stg_codes']).toMatchObject({ status: 'success', compiled: true })
    expect(results.filter((result: any) => result.message === '')).toEqual([])
  })

  it('have the TypeScript, the SQL and the place of a model', async () => {
    const { nodes } = await artifact('manifest.json')
    const totals = nodes['model.shop.totals']
    expect(totals.raw_code).toMatch(/^export const totals = table\(.*\)$/s)
    expect(totals.compiled_code).toMatch(/^with "numbers" as \(select/)
    expect(totals.meta.kerros.place).toBe(
      `src/shop.ts:${SHOP_FILES['src/shop.ts'].split('\n').findIndex((line) => line.startsWith('export const totals')) + 1}`,
    )
    expect(totals.depends_on.nodes).toEqual(['model.shop.numbers'])
    expect(Object.keys(totals.columns)).toEqual(['code', 'n'])
    expect(nodes['seed.shop.codes'].raw_code).toContain('/** Codes by number. */')
  })

  it("have a test's options by dbt's names", async () => {
    const { nodes } = await artifact('manifest.json')
    const { config, unrendered_config } = nodes['test.shop.relationships_stg_codes_code_code']
    const given = { severity: 'error', where: `"label" != 'three'`, limit: 10, warn_if: '> 0', error_if: '> 1' }
    expect(config).toMatchObject({ ...given, fail_calc: 'count(*)' })
    expect(unrendered_config).toEqual(given)
    expect(nodes['test.shop.unique_codes_code']).toMatchObject({
      config: { severity: 'error', where: null, limit: null, warn_if: '!= 0', error_if: '!= 0' },
      unrendered_config: { severity: 'error' },
    })
  })

  it('have the same SQL after a build, as its plan sends it, as after docs generate, which compiles and formats it', async () => {
    const sqlById = async (): Promise<{ readonly [id: string]: string | null }> => {
      const { nodes } = await artifact('manifest.json')
      return Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, (node as any).compiled_code ?? null]))
    }
    await project.runKept(['docs', 'generate'])
    const { 'analysis.shop.most': analysis, ...generated } = await sqlById()
    expect(analysis).toMatch(/^select/)
    for (const id of [
      'model.shop.totals',
      'model.shop.seen',
      'model.shop.numbers',
      'test.shop.no_zero',
      'snapshot.shop.codes_history',
    ])
      expect(generated[id]).toMatch(/^(select|with)/)
    await project.runKept(['build'])
    const built = await sqlById()
    const sent = built['model.shop.totals']!
    expect(sent).not.toBe(generated['model.shop.totals'])
    expect(sent).not.toContain('\n')
    const formatted = Object.entries(built).map(([id, sql]) => [
      id,
      sql === null ? null : formatSql(sql, duckDbSqlDialect('artifacts').lexicalRules),
    ])
    expect(Object.fromEntries(formatted)).toEqual({ ...generated, 'analysis.shop.most': null })
  })

  it("give tests dbt's metadata", async () => {
    const { nodes } = await artifact('manifest.json')
    expect(nodes['test.shop.relationships_stg_codes_code_code'].test_metadata).toEqual({
      name: 'relationships',
      namespace: null,
      kwargs: {
        to: "ref('codes')",
        field: 'code',
        column_name: 'code',
        model: "{{ get_where_subquery(ref('stg_codes')) }}",
      },
    })
    expect(nodes['test.shop.accepted_values_seen_label_one'].test_metadata.kwargs.values).toEqual(['one'])
  })

  it("have the rows of tables from the engine's statistics, and count none of a view", async () => {
    const { nodes } = await artifact('catalog.json')
    expect(nodes['model.shop.stg_codes'].metadata.type).toBe('VIEW')
    expect(nodes['model.shop.stg_codes'].stats).not.toHaveProperty('num_rows')
    expect(nodes['seed.shop.codes'].stats.num_rows.value).toBe(2)
    expect(nodes['seed.shop.codes'].columns.code).toMatchObject({ index: 1, type: 'INTEGER' })
  })

  it('keep the checksum of a model whose text changes and whose meaning does not, and no other', async () => {
    const before = await artifact('manifest.json')
    const shop = SHOP_FILES['src/shop.ts']
    await project.write({
      'src/shop.ts': shop
        .replace('({ n: numbers }, (db) => db', '({ n: numbers }, (other) =>\n  // The same.\n  other')
        .replace("where('t.code', '=', 0)", "where('t.code', '=', 1)"),
    })
    await project.runKept(['docs', 'generate'])
    const after = await artifact('manifest.json')
    const changed = Object.keys(before.nodes).filter(
      (id) => before.nodes[id].checksum.checksum !== after.nodes[id].checksum.checksum,
    )
    expect(changed).toEqual(['test.shop.no_zero'])
  })

  it('are not written with --no-artifacts', async () => {
    await project.runKept(['clean', '--all'])
    await project.runKept(['build', '--no-artifacts'])
    await expect(artifact('manifest.json')).rejects.toThrow('ENOENT')
  })
})
