import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from './cli-project.js'

const FILES = {
  'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({ name: 'shop', models: ['src/**/*.ts'], targets: { dev: duckdb({ path: 'target/shop.duckdb' }) }, vars: { least: 5, unused: 1 } })
`,
  'src/orders.csv': 'customer,amount\nAino,5\nBo,8\n',
  'src/shop.ts': `import { given, integer, notNull, seed, sum, table, unitTest, variable, varchar, view } from 'kerros'
export const orders = seed('src/orders.csv', { customer: varchar(), amount: integer() })
const least = variable('least', 0)
export const customers = table({ o: orders }, (db) =>
  db.selectFrom('o').where('o.amount', '>=', least).groupBy('o.customer').select((eb) => ['o.customer', sum(eb.ref('o.amount')).as('revenue')]),
  { columns: { customer: { tests: [notNull()] } } })
export const best = view({ c: customers }, (db) => db.selectFrom('c').selectAll().where('c.revenue', '>', 5))
const rows = [{ customer: 'Aino', amount: 5 }, { customer: 'Aino', amount: 7 }]
export const sums = unitTest(customers, { given: [given(orders, rows)], expect: [{ customer: 'Aino', revenue: 12 }], tags: ['quick'] })
`,
  'src/checks/more/off.ts': `import { given, unitTest } from 'kerros'
import { customers, orders } from '../../shop.ts'
export const off = unitTest(customers, { given: [given(orders, [])], expect: [{ customer: 'Bo' }], enabled: false })
`,
}

const WRONG = `import { given, unitTest } from 'kerros'
import { customers, orders } from './shop.ts'
export const wrong = unitTest(customers, {
  given: [given(orders, [{ customer: 'Aino', amount: 5 }, { customer: 'Aino', amount: 7 }])],
  expect: [{ customer: 'Aino', revenue: 11 }, { customer: 'Bo', revenue: 1 }],
})
export const broken = unitTest(customers, { given: [given(orders, [{ total: 1 } as never])], expect: [] })
`

let project: CliProject
beforeAll(async () => {
  project = await CliProject.create(FILES)
}, 120_000)
afterAll(() => project?.remove())

const RUN = { timeout: 120_000 }

/** The lines of nodes, without times. */
const nodeLines = (text: string) =>
  text.match(/^\d+ of .*$/gm)?.map((line) => line.replace(/ \.{3,} /, ' ').replace(/ ?in <time>/, ''))
const events = (stdout: string): readonly any[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const artifact = async (name: string): Promise<any> =>
  JSON.parse(await readFile(path.join(project.folder, 'target', name), 'utf8'))

/** An account that no one has, which would be an error if a command connected. */
const SNOWFLAKE = `import { defineProject } from 'kerros'
import { snowflake } from 'kerros/snowflake'
export default defineProject({ name: 'shop', models: ['src/**/*.ts'], targets: { dev: snowflake({
  account: 'nowhere', user: 'none', password: 'none', database: 'DB', schema: 'S', warehouse: 'W', host: '127.0.0.1' }) },
  vars: { least: 5, unused: 1 } })
`

describe('unit tests of a project', RUN, () => {
  it('run alone without the target: with --unit, by type, by name, by tag', async () => {
    for (const args of [
      'test --unit',
      'test --resource-type unit_test',
      'test -s test_type:unit',
      'test -s unit_test:su*',
      'test -s tag:quick',
      'build -s sums',
      'build --exclude-resource-type seed model test snapshot',
    ]) {
      const { code, stdout, stderr } = await project.runKept(args)
      expect({ args, code, stderr, lines: nodeLines(stdout) }).toEqual({
        args,
        code: 0,
        stderr: '',
        lines: ['1 of 1 PASS  unit test sums []'],
      })
    }
    await expect(project.read('target/shop.duckdb')).rejects.toThrow()
  })

  it('run before their model in a build, and not in a run; they can be left out', async () => {
    const build = await project.runKept('build')
    expect(nodeLines(build.stdout)).toEqual([
      '1 of 5 PASS  unit test sums []',
      '2 of 5 OK    seed main.orders [2 rows]',
      '3 of 5 OK    table main.customers [2 rows]',
      '4 of 5 PASS  test not_null_customers_customer []',
      '5 of 5 OK    view main.best []',
    ])
    expect(build.stdout).toContain('1 unit test')
    expect(nodeLines((await project.runKept('run')).stdout)).toHaveLength(2)
    const names = async (args: string) => nodeLines((await project.runKept(args)).stdout)
    expect(await names('test')).toHaveLength(2)
    expect(await names('test --exclude-resource-type unit_test')).toHaveLength(1)
    expect(await names('test -s test_type:data')).toHaveLength(1)
    expect(await names('test -s customers')).toHaveLength(2)
    expect(await names('build -s customers --exclude test_type:unit')).toHaveLength(2)
    expect(await names('build -s best')).toHaveLength(1)
  })

  it('say in a build which rows differ, and keep their model and what depends on it from being built', async () => {
    await project.write({ 'src/wrong.ts': WRONG })
    try {
      await project.runKept('seed')
      const { code, stdout } = await project.runKept('build')
      expect(code).toBe(1)
      expect(nodeLines(stdout)).toEqual([
        '1 of 7 PASS  unit test sums []',
        '2 of 7 ERROR unit test broken []',
        '3 of 7 FAIL  unit test wrong [2 rows]',
        '4 of 7 OK    seed main.orders [unchanged]',
        '5 of 7 SKIP  table main.customers [because of customers.broken]',
        '6 of 7 SKIP  test not_null_customers_customer [because of customers.broken]',
        '7 of 7 SKIP  view main.best [because of customers.broken]',
      ])
      expect(stdout).toContain(`FAIL unit test wrong: 1 row differs (~ expected → found), 1 row is missing (-)
    customer | revenue
  ~ Aino     | 11 → 12
  - Bo       | 1
  at src/wrong.ts:3:`)
      expect(stdout).toContain('a given row of "orders" has the column "total"')
      expect(stdout).toContain('kerros build --select customers+')
      const results = (await artifact('run_results.json')).results
      const of = (name: string) => results.find((each: any) => each.unique_id === `unit_test.shop.customers.${name}`)
      expect(of('sums')).toMatchObject({ status: 'pass', failures: 0, message: 'Passed' })
      expect(of('wrong')).toMatchObject({
        status: 'fail',
        failures: 2,
        message: 'Got other rows than expected: 1 row differs, 1 row is missing',
      })
      expect(of('broken')).toMatchObject({ status: 'error', failures: null })
      expect(JSON.stringify(results)).not.toContain('Aino')
      const again = await project.runKept('retry --json')
      expect(events(again.stdout)[0]).toMatchObject({
        event: 'retry',
        nodes: expect.arrayContaining(['unit_test.shop.customers.wrong', 'model.shop.customers', 'model.shop.best']),
      })
      await project.write({
        'src/wrong.ts': WRONG.replace("11 }, { customer: 'Bo', revenue: 1 }", '12 }').replace('total: 1', 'amount: 1'),
      })
      expect(await project.runKept('retry')).toMatchObject({ code: 0, stdout: expect.stringContaining('TOTAL=5') })
    } finally {
      await project.write({ 'src/wrong.ts': 'export {}' })
    }
  })

  it('write events, with the rows that differ', async () => {
    await project.write({ 'src/wrong.ts': WRONG })
    try {
      const { code, stdout } = await project.runKept([
        'test',
        '--unit',
        '--json',
        '--vars',
        '{"least": 6}',
        '--exclude',
        'broken',
      ])
      expect(code).toBe(1)
      const found = events(stdout)
      expect(found.filter(({ event }) => event === 'unitTest')).toEqual([
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
        expect.objectContaining({ name: 'wrong', status: 'fail' }),
      ])
      expect(found.find(({ event }) => event === 'node_end')).not.toHaveProperty('unitTest')
      expect(found.at(-2)).toEqual({ event: 'unitTests', ok: false, pass: 0, fail: 2, error: 0, total: 2 })
      const [broken] = events((await project.runKept('test --json -s broken')).stdout).filter(
        ({ event }) => event === 'unitTest',
      )
      expect(broken).toMatchObject({
        status: 'error',
        errors: [{ code: 'E_UNKNOWN_COLUMN', at: expect.stringMatching(/^src\/wrong\.ts:7:/) }],
      })
    } finally {
      await project.write({ 'src/wrong.ts': 'export {}' })
    }
  })

  it('are listed, in the manifest, on the site, and in the words of dbt', async () => {
    const ids = 'unit_test.shop.customers.sums'
    expect((await project.runKept('ls --resource-type unit_test')).stdout).toBe(`${ids}\n`)
    expect((await project.runKept('ls -s test_type:unit')).stdout).toBe(`${ids}\n`)
    expect((await project.runKept('ls')).stdout).toContain(`${ids}\n`)
    expect((await project.runKept('ls --output tree')).stdout).toMatch(/customers +table, 2 tests/)
    const dry = await project.runKept('build --dry-run')
    expect(dry.stdout).toMatch(/sums[\s\S]*runs in memory, without the target/)
    expect((await project.runKept('compile')).stdout).not.toContain('sums')
    expect((await project.runKept('docs generate')).code).toBe(0)
    expect(await project.read('target/docs/data.js')).toContain('"kind":"unit test"')
    expect((await project.runKept('ls --select off')).code).toBe(2)
    const manifest = await artifact('manifest.json')
    expect(manifest.unit_tests[ids]).toMatchObject({
      name: 'sums',
      model: 'customers',
      given: [
        {
          input: "ref('orders')",
          rows: [
            { customer: 'Aino', amount: 5 },
            { customer: 'Aino', amount: 7 },
          ],
          format: 'dict',
        },
      ],
      expect: { rows: [{ customer: 'Aino', revenue: 12 }], format: 'dict' },
      depends_on: { nodes: ['model.shop.customers'] },
      config: { tags: ['quick'], meta: { kerros: { place: expect.stringMatching(/^src\/shop\.ts:/) } } },
    })
    expect(manifest.child_map['model.shop.customers']).toContain(ids)
    expect(manifest.parent_map[ids]).toEqual(['model.shop.customers'])
  })

  it('need no login for a target on Snowflake', async () => {
    await project.write({ 'snowflake.config.ts': SNOWFLAKE })
    const { code, stdout, stderr } = await project.runKept('test --unit --config snowflake.config.ts')
    expect({ code, stderr, lines: nodeLines(stdout) }).toEqual({
      code: 0,
      stderr: '',
      lines: ['1 of 1 PASS  unit test sums []'],
    })
  })

  it('are reported as dbt reports them by kerros-dbt', async () => {
    const { code, stdout } = await project.runKept('test --select test_type:unit', { program: 'dbt' })
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('PASS customers::sums') })
  })
})
