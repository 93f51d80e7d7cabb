import { cp } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'

const CONFIG = `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({ name: 'shop', models: ['src/*.ts'], targets: { dev: duckdb({ path: 'target/shop.duckdb' }) } })
`

const model = (
  columns: string,
  contract: string,
  constraints: string,
) => `import { decimal, integer, seed, table } from 'kerros'
export const raw_orders = seed('src/orders.csv', { id: integer(), amount: decimal(10, 2) })
export const orders = table({ o: raw_orders }, (db) => db.selectFrom('o').select([${columns}]), {
  contract: { ${contract} }, constraints: { ${constraints} },
})
`

const BOTH = model(
  "'o.id', 'o.amount'",
  'id: integer(), amount: decimal(10, 2)',
  "primaryKey: 'id', check: { positive: (eb) => eb('amount', '>', 0) }",
)

describe('kerros build --state', () => {
  let project: CliProject
  beforeAll(async () => {
    project = await CliProject.create({
      'kerros.config.ts': CONFIG,
      'src/orders.csv': 'id,amount\n1,2.50\n',
      'src/orders.ts': BOTH,
    })
    expect((await project.runKept('build')).code).toBe(0)
    await cp(path.join(project.folder, 'target/manifest.json'), path.join(project.folder, 'before/manifest.json'))
  })
  beforeEach(() => project.restore())
  afterAll(() => project?.remove())

  it('builds what breaks no contract', async () => {
    const { code, stderr } = await project.runKept('build --state before')
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it('refuses a broken contract before anything is built, and warns with --allow-breaking', async () => {
    await project.write({ 'src/orders.ts': model("'o.id'", 'id: integer()', "primaryKey: 'id'") })
    const refused = await project.runKept('build --state before')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(
      'E_BREAKING_CHANGE the contract of "orders" is broken: the column "amount" is gone; the constraint check "amount" > 0 is gone',
    )
    expect(refused.stdout).toBe('')
    expect((await project.runKept('build --dry-run --state before')).code).toBe(2)
    const allowed = await project.runKept('build --state before --allow-breaking')
    expect(allowed.code).toBe(0)
    expect(allowed.stderr).toContain('WARN E_BREAKING_CHANGE the contract of "orders" is broken')
  })

  it('has constraints in the manifest as dbt writes them', async () => {
    const manifest = JSON.parse(await project.read('before/manifest.json'))
    const { constraints, primary_key } = manifest.nodes['model.shop.orders']
    expect(primary_key).toEqual(['id'])
    const nothing = { warn_unenforced: true, warn_unsupported: true, to: null, to_columns: [] }
    expect(constraints).toEqual([
      { type: 'primary_key', name: null, expression: null, columns: ['id'], ...nothing },
      { type: 'check', name: 'positive', expression: '"amount" > 0', columns: [], ...nothing },
    ])
  })
})
