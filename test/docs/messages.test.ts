import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, describe, expect, it } from 'vitest'
import { CliProject } from '../cli/cli-project.js'
import { pages, readPage, shownFiles } from './page.js'

/** What commands print, in blocks of their own, by page. */
const shown = pages.flatMap(({ file, blocks }) =>
  blocks.filter(({ language }) => language === 'console').map(({ content }) => ({ file, content })),
)

const of = (file: string): readonly string[] =>
  shown.filter((block) => block.file === file).map(({ content }) => content)

const INCREMENTAL = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'

export default defineProject({ name: 'page', models: ['*.model.ts'], targets: { dev: duckdb({ path: 'page.duckdb' }) } })
`,
  'users.model.ts': `import { incremental, integer, seed, timestamp, varchar } from 'kerros'

export const raw_users = seed('users.csv', { user_id: integer().nullable(), name: varchar(), loaded_at: timestamp() })

export const users = incremental(
  { u: raw_users },
  (db, { since }) => db.selectFrom('u').selectAll().$call(since('u.loaded_at')),
  { uniqueKey: 'user_id', watermark: 'loaded_at' },
)
`,
  'users.csv': ['user_id,name,loaded_at', ...[1, 1, 2, 2, 3, 3, 4, ''].map((id) => `${id},Aino,2026-01-02`), ''].join(
    '\n',
  ),
}

describe('messages that pages show', () => {
  let project: CliProject | undefined
  afterEach(async () => {
    await project?.remove()
    project = undefined
  })

  it('are all printed by a test here', () => {
    expect(shown.map(({ file }) => file)).toEqual([
      'docs/audit.md',
      'docs/errors.md',
      'docs/incremental.md',
      'docs/incremental.md',
      'docs/sources.md',
      'docs/unit-tests.md',
    ])
  })

  it('of a target that does not exist', async () => {
    project = await CliProject.shop()
    expect((await project.runKept('build --target pord')).stderr).toBe(of('docs/errors.md')[0])
  })

  it('of rows that an audit rejects', async () => {
    const config = INCREMENTAL['kerros.config.ts'].replace('*.model.ts', 'src/*.ts')
    project = await CliProject.create({
      'kerros.config.ts': config,
      'src/orders.ts': shownFiles(readPage('docs/audit.md'))[0]!.content,
    })
    const fill = async (...ids: readonly number[]): Promise<void> => {
      const database = await DuckDBInstance.create(`${project!.folder}/page.duckdb`)
      const connection = await database.connect()
      await connection.run('create schema if not exists raw')
      await connection.run('create or replace table raw.raw_orders (order_id integer, amount decimal(10, 2))')
      for (const id of ids) await connection.run(`insert into raw.raw_orders values (${id}, 5)`)
      connection.closeSync()
      database.closeSync()
    }
    await fill(1, 2)
    expect((await project.runKept('build')).code).toBe(0)
    await fill(1, 2, 2)
    const { stdout, stderr } = await project.runKept('build')
    expect(stdout + stderr).toContain(of('docs/audit.md')[0]!.trim())
    const shown = await project.runKept('show unique_orders_order_id --json')
    expect(JSON.parse(shown.stdout.split('\n')[0]!)).toMatchObject({ order_id: 2 })
    // The tests that had passed run again, over the new rows.
    await fill(1, 2, 3)
    const retried = await project.runKept('retry --json')
    expect(retried.code).toBe(0)
    const { results } = JSON.parse(await project.read('target/run_results.json'))
    expect(results.map(({ unique_id, status }: any) => [unique_id.split('.')[2], status]).sort()).toEqual([
      ['not_null_orders_order_id', 'pass'],
      ['orders', 'success'],
      ['positive_orders_amount', 'pass'],
      ['unique_orders_order_id', 'pass'],
    ])
  })

  it('of a key that repeats', async () => {
    project = await CliProject.create(INCREMENTAL)
    const { stdout, stderr } = await project.runKept('build')
    expect(stdout + stderr).toContain(of('docs/incremental.md')[0]!.trim())
  })

  it('of the comment of an incremental table', async () => {
    project = await CliProject.create(INCREMENTAL)
    const { stdout } = await project.runKept('compile --select users')
    expect(stdout).toContain(`'${of('docs/incremental.md')[1]!.trim()}'`)
  })

  it('of a unit test that fails', async () => {
    const files = Object.fromEntries(
      shownFiles(readPage('docs/unit-tests.md')).map((file) => [file.path, file.content]),
    )
    project = await CliProject.create({
      'kerros.config.ts': INCREMENTAL['kerros.config.ts'].replace('*.model.ts', '*.ts'),
      'orders.ts': files['orders.ts']!,
      'customers.ts': files['customers.ts']!,
      'customers_unit_tests.ts': files['customers_unit_tests.ts']!.replace('revenue: 12.5', 'revenue: 13'),
    })
    const { code, stdout } = await project.runKept('test --unit')
    expect(code).toBe(1)
    expect(stdout).toContain(of('docs/unit-tests.md')[0]!.trim())
  })

  it('of sources that differ from the warehouse', async () => {
    project = await CliProject.create({
      'kerros.config.ts': INCREMENTAL['kerros.config.ts'].replace('*.model.ts', 'src/**/*.ts'),
      'src/sources/raw.ts': `import { decimal, integer, source } from 'kerros'

export const raw = source('raw', {
  sales: { sale_id: integer(), amount: decimal(10, 2) },
  shops: { shop_id: integer() },
  days: { day: integer() },
})
`,
    })
    const instance = await DuckDBInstance.create(`${project.folder}/page.duckdb`)
    const connection = await instance.connect()
    await connection.run('create schema raw')
    await connection.run(
      'create table raw.sales (sale_id integer not null, amount varchar not null, discount decimal(5, 2))',
    )
    for (const table of ['shops (shop_id integer not null)', 'days (day integer not null)'])
      await connection.run(`create table raw.${table}`)
    connection.closeSync()
    instance.closeSync()
    const { code, stdout } = await project.runKept('sources check')
    expect([code, stdout]).toEqual([1, of('docs/sources.md')[0]])
  })
})
