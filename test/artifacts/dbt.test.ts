import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../cli/cli-project.js'
import { pythonEnv } from '../servers/python-env.js'
import { SHOP_FILES } from './artifacts-shop.js'

const run = promisify(execFile)
const HERE = import.meta.dirname

/** A dbt project of the same name, with some of the same nodes and one that only it has. */
const DBT_FILES = {
  'dbt/dbt_project.yml': `name: shop
profile: shop
seeds: { shop: { +tags: [small], +meta: { owner: Ann }, +column_types: { code: integer, label: varchar } } }
`,
  'dbt/profiles.yml': `shop:
  target: own
  outputs:
    own: { type: duckdb, path: own.duckdb, attach: [{ path: ../target/shop.duckdb, alias: shop, read_only: true }] }
`,
  'dbt/seeds/codes.csv': SHOP_FILES['src/codes.csv'].replaceAll('\n', '\r\n'),
  'dbt/models/totals.sql': 'select 0 as code, 0 as n',
  'dbt/models/stg_codes.sql': "select * from {{ ref('codes') }}",
  'dbt/models/labels.sql': `{{ config(materialized='table') }}
select c.code, c.label, t.n from {{ ref('stg_codes') }} as c join {{ ref('totals') }} as t using (code)`,
}

const STATES = ['modified', 'new', 'old', 'unmodified']

let project: CliProject
let python: string
/** What dbt makes of commands after one build: its start takes longer than they do. */
let answers: readonly any[]

beforeAll(async () => {
  project = await CliProject.create({ ...SHOP_FILES, ...DBT_FILES })
  python = await pythonEnv(path.join(HERE, 'clients-requirements.txt'))
  await project.runKept(['build'])
  answers = await dbt(
    ...STATES.map((state) => ['ls', '--select', `state:${state}`]),
    ['compile', '--select', 'labels', '--defer'],
    ['run', '--select', 'labels', '--defer'],
    ['ls', '--select', 'result:success'],
  )
}, 600_000)

afterAll(() => project?.remove())

/** What dbt makes of commands that are given the artifacts of kerros. */
async function dbt(...commands: readonly (readonly string[])[]): Promise<readonly any[]> {
  const withState = commands.map((words) => [...words, '--state', '../target'])
  const args = [path.join(HERE, 'run_dbt.py'), path.join(project.folder, 'dbt'), JSON.stringify(withState)]
  const { stdout } = await run(python, args, { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

describe("dbt-core with kerros' artifacts as its state", () => {
  it('compares its own nodes with them, and finds the seed with the same file and settings unmodified', () => {
    const compared = answers.slice(0, STATES.length)
    expect(compared).toEqual(compared.map(({ listed }) => ({ success: true, warnings: [], listed })))
    expect(Object.fromEntries(STATES.map((state, i) => [state, compared[i].listed.toSorted()]))).toEqual({
      modified: ['shop.labels', 'shop.stg_codes', 'shop.totals'],
      new: ['shop.labels'],
      old: ['shop.codes', 'shop.stg_codes', 'shop.totals'],
      unmodified: ['shop.codes'],
    })
  }, 300_000)

  it('finds a seed modified when its file or the type of a column changes', async () => {
    const shop = SHOP_FILES['src/shop.ts']
    await project.write({
      'src/shop.ts': shop
        .replace('{ code: integer(), label', '{ code: bigint(), label')
        .replace('chart,', 'bigint, chart,'),
    })
    await project.runKept(['build', '--select', 'codes'])
    expect((await dbt(['ls', '--select', 'state:modified.configs,codes']))[0].listed).toEqual(['shop.codes'])
    await project.write({ 'src/shop.ts': shop, 'src/codes.csv': 'code,label\n1,one\n2,TWO\n' })
    await project.runKept(['build', '--select', 'codes'])
    const [body, configs] = await dbt(
      ['ls', '--select', 'state:modified.body,codes'],
      ['ls', '--select', 'state:modified.configs,codes'],
    )
    expect([body.listed, configs.listed]).toEqual([['shop.codes'], []])
    await project.restore()
    await project.runKept(['build'])
  }, 300_000)

  it('defers to the relations that kerros built, and reads their rows', async () => {
    const [compiled, ran] = answers.slice(STATES.length)
    expect(compiled).toMatchObject({ success: true, warnings: [] })
    expect(compiled.compiled.labels).toContain('from "shop"."main"."stg_codes" as c join "shop"."main"."totals" as t')
    expect(ran).toMatchObject({ success: true, warnings: [], statuses: { labels: 'success' } })
    const own = await DuckDBInstance.create(path.join(project.folder, 'dbt/own.duckdb'))
    const connection = await own.connect()
    const rows = await connection.runAndReadAll('select code, label, cast(n as integer) as n from labels order by code')
    expect(rows.getRowObjects()).toEqual([
      { code: 1, label: 'one', n: 1 },
      { code: 2, label: 'two', n: 1 },
    ])
    connection.closeSync()
    own.closeSync()
  }, 300_000)

  it('selects nodes by what became of them in the run', () => {
    const succeeded = answers.at(-1)
    expect(succeeded).toMatchObject({ success: true, warnings: [] })
    expect(succeeded.listed.toSorted()).toEqual(['shop.codes', 'shop.stg_codes', 'shop.totals'])
  }, 300_000)
})
