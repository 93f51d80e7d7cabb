import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../cli-project.js'

const FILES = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({ name: 'shop', models: ['src/**/*.ts'], targets: { dev: duckdb({ path: 'target/shop.duckdb' }) }, vars: { least: 5, unused: 1 } })
`,
  'src/shop.ts': `import { given, integer, source, sum, table, unitTest, variable, varchar } from 'kerros'
export const { orders } = source('raw', { orders: { customer: varchar(), amount: integer() } })
const least = variable('least', 0)
export const customers = table({ o: orders }, (db) =>
  db.selectFrom('o').where('o.amount', '>=', least).groupBy('o.customer').select((eb) => ['o.customer', sum(eb.ref('o.amount')).as('revenue')]))
const rows = [{ customer: 'Aino', amount: 5 }, { customer: 'Aino', amount: 7 }]
export const sums = unitTest(customers, { given: [given(orders, rows)], expect: [{ customer: 'Aino', revenue: 12 }], tags: ['quick'] })
export const wrong = unitTest(customers, { given: [given(orders, rows)], expect: [{ customer: 'Aino', revenue: 11 }, { customer: 'Bo', revenue: 1 }] })
`,
  'src/checks/more/broken.ts': `import { unitTest } from 'kerros'
import { customers } from '../../shop.ts'
export const broken = unitTest(customers, { expect: [] })
`,
}

let project: CliProject
beforeAll(async () => {
  project = await CliProject.create(FILES)
}, 120_000)
afterAll(() => project?.remove())

const plain = (text: string) => text.replace(/ \d+ ms$/gm, ' … ms')

describe('kerros test --unit', { timeout: 120_000 }, () => {
  it('runs all unit tests without a target, and shows what differs row by row', async () => {
    const { code, stdout, stderr } = await project.runKept('test --unit')
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(plain(stdout)).toBe(
      `ERROR broken (customers) … ms
  E_INVALID_OPTION the source "orders" is read, but no rows are given for it
    → Add given(orders, […]) with its rows, [] for none, or give rows for a model between the two.
PASS sums (customers) … ms
FAIL wrong (customers) … ms
  1 row differs (~ expected → found), 1 row is missing (-)
    customer | revenue
  ~ Aino     | 11 → 12
  - Bo       | 1
Done. PASS=1 FAIL=1 ERROR=1 TOTAL=3
`,
    )
    await expect(project.read('target/shop.duckdb')).rejects.toThrow()
  })

  it('runs those that a selection means: by name, by tag, of a model, in the words of dbt', async () => {
    const run = async (args: string) => (await project.runKept(`test ${args}`)).stdout.match(/^[A-Z]+ \w+/gm)
    for (const args of [
      '--unit -s sums',
      '--unit -s tag:quick',
      '-s unit_test:su*',
      '-s unit_test:sums,test_type:unit',
    ])
      expect(await run(args)).toEqual(['PASS sums'])
    expect(await run('-s test_type:unit')).toHaveLength(3)
    expect(await run('--unit -s customers --exclude broken')).toEqual(['PASS sums', 'FAIL wrong'])
    expect(await project.runKept('test --unit -s orders --exclude customers')).toMatchObject({ code: 2 })
  })

  it('accepts variables, stops at the first failure, and writes events', async () => {
    const { code, stdout } = await project.runKept([
      'test',
      '--unit',
      '--json',
      '-x',
      '--vars',
      '{"least": 6}',
      '--exclude',
      'broken',
    ])
    expect(code).toBe(1)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        event: 'unitTest',
        uniqueId: 'unit_test.shop.customers.sums',
        name: 'sums',
        tests: 'model.shop.customers',
        status: 'fail',
        durationMs: expect.any(Number),
        columns: ['customer', 'revenue'],
        different: [{ expected: { customer: 'Aino', revenue: 12 }, actual: { customer: 'Aino', revenue: 7 } }],
        missing: [],
        unexpected: [],
      },
      { event: 'unitTests', ok: false, pass: 0, fail: 1, error: 0, total: 2 },
    ])
  })

  it('refuses options of a target', async () => {
    expect(await project.runKept('test --unit --dry-run')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('E_INVALID_OPTION --unit and --dry-run do not go together'),
    })
  })
})
