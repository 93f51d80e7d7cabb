import { cp } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'

const CONFIG = `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({
  name: 'shop',
  models: ['src/**/*.ts'],
  targets: { prod: duckdb({ path: 'target/shop.duckdb', schema: 'prod' }), ci: duckdb({ path: 'target/shop.duckdb', schema: 'ci' }) },
})
`

const ORDERS = `import { integer, notNull, seed, table } from 'kerros'

export const raw_orders = seed('src/orders.csv', { id: integer(), amount: integer() })
export const orders = table({ o: raw_orders }, (db) => db.selectFrom('o').selectAll(), { columns: { id: { tests: [notNull()] } } })
export const large = table({ o: orders }, (db) => db.selectFrom('o').selectAll().where('o.amount', '>', 2), {
  columns: { amount: { tests: [notNull()] } },
})
`

describe('--defer', () => {
  let project: CliProject
  beforeAll(async () => {
    project = await CliProject.create({
      'kerros.config.ts': CONFIG,
      'src/orders.csv': 'id,amount\n1,2\n2,5\n',
      'src/orders.ts': ORDERS,
    })
    expect((await project.runKept('build')).code).toBe(0)
    await cp(path.join(project.folder, 'target/manifest.json'), path.join(project.folder, 'before/manifest.json'))
  })
  beforeEach(() => project.restore())
  afterAll(() => project?.remove())

  const kerros = (args: string) => project.runKept(args)
  const changed = (edit = ['> 2', '> 1']) =>
    project.write({ 'src/orders.ts': ORDERS.replace(edit[0]!.replace('> ', "'>', "), edit[1]!.replace('> ', "'>', ")) })

  it('builds what a change touches in a schema of its own, and reads the rest in production', async () => {
    await changed()
    const { code, stdout } = await kerros('build --target ci --select state:modified+ --defer --state before --json')
    expect(code).toBe(0)
    const names = stdout
      .split('\n')
      .filter((line) => line.includes('"node_end"'))
      .map((line) => JSON.parse(line).name)
    expect(names).toEqual(['large', 'not_null_large_amount'])
    const manifest = JSON.parse(await project.read('target/manifest.json'))
    expect(manifest.nodes['model.shop.orders'].schema).toBe('ci')
    expect(manifest.metadata.env.kerros_target).toBe('ci')
    const shown = await kerros('show orders --target ci --defer --state before')
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('amount')])
    const without = await kerros('show orders --target ci')
    expect(without.code).not.toBe(0)
  })

  it('says what is missing for it', async () => {
    for (const [args, message] of [
      ['--defer', '--defer does not say where the manifest is'],
      ['--favor-state', '--favor-state says how --defer reads, which is not given'],
      ['--defer-state before', '--defer-state says how --defer reads, which is not given'],
      ['--defer --defer-state src', '--defer needs a manifest.json, which is missing in src'],
    ]) {
      const { code, stderr } = await kerros(`run --target ci ${args}`)
      expect([code, stderr]).toEqual([2, expect.stringContaining(message!)])
    }
  })

  it('reads another manifest than that which state: compares with', async () => {
    await changed()
    await project.write({
      'elsewhere/manifest.json': (await project.read('before/manifest.json')).replaceAll('"prod"', '"nowhere"'),
    })
    const { code, stderr } = await kerros(
      'run --target ci --select state:modified --state before --defer --defer-state elsewhere',
    )
    expect(code).toBe(2)
    expect(stderr).toContain(
      'E_STATE "large" reads "orders", which is not there: neither as shop.ci.orders nor as shop.nowhere.orders, where the manifest in elsewhere has it',
    )
    const dbt = await project.runKept(
      'run --target ci -s state:modified --state before --defer --defer-state before --favor-state',
      { program: 'dbt' },
    )
    expect([dbt.code, dbt.stdout]).toEqual([0, expect.stringContaining('large')])
  })

  it('is part of what retry repeats', async () => {
    await project.write({
      'src/orders.ts': ORDERS.replace("'>', 2)", "'>', 2).where((eb) => eb('o.amount', '<', eb.fn('no_such', [])))"),
    })
    const failed = await kerros('run --target ci --select large --defer --state before')
    expect(failed.code).toBe(1)
    expect(JSON.parse(await project.read('target/run_results.json')).args).toMatchObject({
      defer: true,
      state: 'before',
      favor_state: false,
    })
    await project.restore()
    const retried = await kerros('retry')
    expect([retried.code, retried.stderr]).toEqual([0, ''])
  })

  it('prints failing rows of what is read elsewhere', async () => {
    await project.write({
      'src/orders.ts': `${ORDERS.replace('seed, table', 'dataTest, seed, table')}
export const none_large = dataTest({ o: orders }, (db) => db.selectFrom('o').selectAll().where('o.amount', '>', 4))
`,
    })
    const { code, stdout } = await kerros('test --target ci --select none_large --defer --state before --show-values')
    expect([code, stdout]).toEqual([1, expect.stringContaining('failing rows of none_large')])
  })
})

describe('kerros clone', () => {
  let project: CliProject
  beforeAll(async () => {
    project = await CliProject.create({
      'kerros.config.ts': CONFIG,
      'src/orders.csv': 'id,amount\n1,2\n2,5\n',
      'src/orders.ts': ORDERS,
    })
    expect((await project.runKept('build')).code).toBe(0)
    await cp(path.join(project.folder, 'target/manifest.json'), path.join(project.folder, 'before/manifest.json'))
  })
  afterAll(() => project?.remove())

  it('makes the relations of a state, writes its results, and needs a state', async () => {
    const without = await project.runKept('clone --target ci')
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('clone does not say of what')])
    const cloned = await project.runKept('clone --target ci --state before --resource-type model')
    expect([cloned.code, cloned.stderr]).toEqual([0, ''])
    const { args, results } = JSON.parse(await project.read('target/run_results.json'))
    expect([args.which, results.length]).toEqual(['clone', 2])
    const dbt = await project.runKept('clone --target ci --state before', { program: 'dbt' })
    expect([dbt.code, dbt.stdout]).toEqual([0, expect.stringContaining('TOTAL=3')])
    expect((await project.runKept('show large --target ci')).stdout).toContain('5')
  })
})
