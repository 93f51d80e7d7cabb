import { cp } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'

const CONFIG = `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
export default defineProject({
  name: 'shop',
  models: ['src/**/*.ts'],
  targets: { dev: duckdb({ path: 'target/shop.duckdb' }), other: duckdb({ path: 'target/shop.duckdb', schema: 'other' }) },
  selectors: { changed: { union: ['state:modified'] } },
})
`

const HELPERS = `export const LEAST = 2
export const doubled = (eb: any, column: string) => eb(column, '*', 2)
`

const ORDERS = `import { integer, notNull, seed, table, unitTest, given, variable, view } from 'kerros'
import { doubled, LEAST } from './helpers.js'

export const raw_orders = seed('src/orders.csv', { id: integer(), amount: integer() })
const factor = variable('factor', 1)
/** All orders. */
export const orders = table({ o: raw_orders }, (db) => db.selectFrom('o').selectAll().where('o.amount', '>=', LEAST), {
  description: 'All orders.',
  tags: ['daily'],
  columns: { id: { tests: [notNull()] } },
})
export const twice = view({ o: orders }, (db) => db.selectFrom('o').select((eb) => [doubled(eb, 'o.amount').as('amount'), factor.as('factor')]))
export const keeps_large = unitTest(orders, { given: [given(raw_orders, [{ id: 1, amount: 5 }])], expect: [{ id: 1 }] })
`

describe('--select state:', () => {
  let project: CliProject
  beforeAll(async () => {
    project = await CliProject.create({
      'kerros.config.ts': CONFIG,
      'src/orders.csv': 'id,amount\n1,2\n',
      'src/helpers.ts': HELPERS,
      'src/orders.ts': ORDERS,
    })
    const { code, stderr } = await project.runKept('build')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    await cp(path.join(project.folder, 'target/manifest.json'), path.join(project.folder, 'before/manifest.json'))
  })
  beforeEach(() => project.restore())
  afterAll(() => project?.remove())

  async function modified(args = '', select = 'state:modified'): Promise<string> {
    const { code, stdout, stderr } = await project.runKept(
      `ls --output name --indirect-selection empty --select ${select} --state before ${args}`,
    )
    expect([code, stderr]).toEqual([0, stdout === '' ? 'Nothing to list.\n' : ''])
    return stdout.trim().split('\n').join(' ')
  }

  it.each<[string, { readonly [file: string]: string | undefined }, string?]>([
    ['nothing', {}],
    ['another target', {}, '--target other'],
    ['a value of --vars', {}, `--vars {"factor":7}`],
    [
      'comments, formatting and line ends',
      { 'src/orders.ts': ORDERS.replaceAll('{ ', '{\n  // Here.\n').replaceAll('\n', '\r\n') },
    ],
    [
      'constants and helpers with other names',
      {
        'src/helpers.ts': HELPERS.replace('LEAST', 'FEWEST').replace('doubled', 'times_two'),
        'src/orders.ts': ORDERS.replaceAll('LEAST', 'FEWEST').replaceAll('doubled', 'times_two'),
      },
    ],
    [
      'another file in another folder',
      {
        'src/orders.ts': '',
        'src/marts/core/all.ts': ORDERS.replace('./helpers.js', '../../helpers.js'),
      },
    ],
    [
      'options in another order, a description and a tag',
      {
        'src/orders.ts': ORDERS.replace("  description: 'All orders.',\n  tags: ['daily'],\n", '').replace(
          'columns: { id: { tests: [notNull()] } },',
          "columns: { id: { description: 'The id.', tests: [notNull()] } },\n  tags: ['weekly'],\n  description: 'Every order.',",
        ),
      },
    ],
    ['an expression that is written in another way', { 'src/helpers.ts': HELPERS.replace('= 2\n', '= 1 + 1\n') }],
  ])('is nothing after %s', async (_what, files, args) => {
    await project.write(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text ?? ''])))
    expect(await modified(args)).toBe('')
    expect(await modified(args, 'state:old,resource_type:model')).toBe('orders twice')
  })

  it('is a model whose constant is another one, in another file, and what reads it', async () => {
    await project.write({ 'src/helpers.ts': HELPERS.replace('= 2\n', '= 3\n') })
    expect(await modified()).toBe('orders')
    expect(await modified('', 'state:modified+')).toBe('orders twice not_null_orders_id keeps_large')
    expect(await modified('', 'state:modified.macros,resource_type:model')).toBe('orders')
    expect(await modified('', 'state:modified.configs')).toBe('')
    const named = await project.runKept('ls --output name --selector changed --state before --indirect-selection empty')
    expect(named.stdout).toBe('orders\n')
  })

  it('builds what has changed, and nothing where nothing has', async () => {
    const nothing = await project.runKept('run --select state:modified --state before')
    expect(nothing.code).toBe(0)
    expect(nothing.stdout + nothing.stderr).not.toContain('orders')
    await project.write({ 'src/orders.csv': 'id,amount\n1,2\n2,5\n' })
    const built = await project.runKept('build --select state:modified+ --state before --json')
    expect(built.code).toBe(0)
    const ended = built.stdout.split('\n').filter((line) => line.includes('"node_end"'))
    expect(ended.map((line) => JSON.parse(line).name).sort()).toEqual([
      'keeps_large',
      'not_null_orders_id',
      'orders',
      'raw_orders',
      'twice',
    ])
    const dbt = await project.runKept('ls --select state:modified --state before --output name', { program: 'dbt' })
    expect(dbt.stdout).toContain('raw_orders')
    expect(dbt.stdout).not.toContain('twice')
  })

  it('runs unit tests that say something else', async () => {
    const unit = () => project.runKept('test --unit --select state:modified --state before')
    expect(await unit()).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') })
    await project.write({ 'src/orders.ts': ORDERS.replace('amount: 5 }', 'amount: 6 }') })
    const { code, stdout } = await unit()
    expect(code).toBe(0)
    expect(stdout).toContain('keeps_large')
  })

  it('needs the manifest of an earlier state', async () => {
    const without = await project.runKept('ls --select state:modified')
    expect(without.code).toBe(2)
    expect(without.stderr).toContain('compares with an earlier manifest, which is missing')
    const empty = await project.runKept('ls --select state:modified --state src')
    expect(empty.code).toBe(2)
    expect(empty.stderr).toContain(
      'E_FILE_NOT_FOUND the selector "state:" needs a manifest.json, which is missing in src',
    )
    await project.write({ 'broken/manifest.json': '{}' })
    const broken = await project.runKept('ls --select state:modified --state broken')
    expect(broken.stderr).toContain('is not a manifest')
    const dbt = await project.runKept('ls --select state:modified', { program: 'dbt' })
    expect(dbt.stdout).toContain('compares with an earlier manifest, which is missing')
  })
})
