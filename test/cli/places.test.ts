import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CliProject } from './cli-project.js'

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop()
  await shop.runKept('build')
})
afterEach(() => shop.restore())
afterAll(() => shop.remove())

const model = (query: string, options = '{}') => `import { notNull, table } from 'kerros'
import { orders } from './orders.js'

export const customers = table(
  { o: orders },
  (db) =>
    ${query},
  ${options} as never,
)
`

/** What compiling says with another model. */
async function saying(file: string): Promise<string> {
  await shop.write({ 'src/customers.ts': file })
  const compiled = await shop.runKept('compile')
  const built = await shop.runKept('build --json')
  expect(compiled).toMatchObject({ code: 2, stdout: '' })
  expect(built.code).not.toBe(0)
  const at = /src\/customers\.ts:\d+/.exec(compiled.stderr)?.[0]
  if (at !== undefined) expect(built.stdout).toContain(at)
  return compiled.stderr
}

it('a wrong column of a query is named with its line and the right one, and not what the options rightly name', async () => {
  const said = await saying(
    model(
      "db.selectFrom('o').select(['o.id',\n      'o.custommer'] as never)",
      '{ columns: { customer: { tests: [notNull()] } } }',
    ),
  )
  expect(said).toMatch(/E_UNKNOWN_COLUMN .*"customers": the query names "custommer", which "o" does not have/)
  expect(said).toContain('Did you mean "customer"?')
  expect(said).toMatch(/src\/customers\.ts:8:\d+/)
})

it('what the options name wrongly is what is wrong when the query is right', async () => {
  const said = await saying(
    model("db.selectFrom('o').select(['o.id', 'o.customer'])", '{ columns: { custommer: { tests: [notNull()] } } }'),
  )
  expect(said).toContain('Did you mean "customer"?')
  expect(said).toContain('names "custommer", which it does not have')
})

it('a wrong column of self(…) is named with its line', async () => {
  const said = await saying(
    "import { incremental, integer, varchar } from 'kerros'\nimport { orders } from './orders.js'\n\n" +
      "export const customers = incremental({ o: orders }, (db, { self }) =>\n  db\n    .selectFrom('o')\n    .leftJoin(\n      " +
      "self({\n        id: integer(),\n        custommer: varchar(),\n      }).as('s'), 's.id', 'o.id')\n    " +
      ".select(['o.id', 'o.customer']),\n  { uniqueKey: 'id' },\n)\n",
  )
  expect(said).toMatch(/E_UNKNOWN_COLUMN self\(…\) in "customers" names "custommer", which its query does not return/)
  expect(said).toContain('Did you mean "customer"?')
  expect(said).toMatch(/src\/customers\.ts:10:\d+/)
})

it('a wrong column that only the engine finds is named with its line too, and with the right one', async () => {
  await shop.write({ 'src/customers.ts': model("db.selectFrom('o').select(['o.id',\n      'o.custommer'] as never)") })
  const { code, stdout } = await shop.runKept('build')
  expect(code).toBe(1)
  expect(stdout).toMatch(/src\/customers\.ts:8:\d+/)
  expect(stdout).toContain('Did you mean "customer"?')
})

it('a query that throws is named with its line', async () => {
  const said = await saying(model("{\n      const none: any = undefined\n      return none.selectFrom('o')\n    }"))
  expect(said).toContain('the query of "customers" throws: Cannot read properties of undefined')
  expect(said).toMatch(/src\/customers\.ts:9:\d+/)
})

it('a table that is no input is named with its line', async () => {
  const said = await saying(
    model("db.selectFrom('o')\n      .innerJoin('p' as never, 'p.id' as never, 'o.id')\n      .select('o.id')"),
  )
  expect(said).toContain('selects from "p"')
  expect(said).toMatch(/src\/customers\.ts:8:\d+/)
})

it('an input that no file exports is said to be that, also through a namespace', async () => {
  const said = await saying(
    "import { table } from 'kerros'\nimport * as all from './orders.js'\nexport const customers = table({ o: (all as any).ordrs }, (db: any) => db.selectFrom('o').selectAll())\n",
  )
  expect(said).toContain('"src/orders.ts" has no export "ordrs"')
  expect(said).toContain('Did you mean "orders"?')
  expect(said).toMatch(/src\/customers\.ts:3:\d+/)
  expect(said).not.toContain('imports this one')
})

it('a source that is not there is loaded by the command that the hint names', async () => {
  await shop.write({
    'src/raw.ts':
      "import { integer, source } from 'kerros'\nexport const raw = source('raw', { t: { id: integer() } })\n",
    'src/customers.ts':
      "import { table } from 'kerros'\nimport { raw } from './raw.js'\nexport const customers = table({ t: raw.t }, (db) => db.selectFrom('t').selectAll())\n",
  })
  expect((await shop.runKept('build --select customers')).stdout).toContain('Load it first: kerros load')
})

describe('a run', () => {
  beforeEach(() =>
    shop.write({
      'src/tests.ts': `import { acceptedValues, dataTest, testColumns } from 'kerros'
import { sql } from 'kysely'
import { orders } from './orders.js'

export const known = testColumns(orders, {
  // customer: of a comment
  customer: [acceptedValues(['Aino'])],
})
export const no_large_orders = dataTest({ o: orders }, (db) =>
  db.selectFrom('o').select('o.id').where('o.amount', '>', '50'),
)
export const broken_test = dataTest(
  { o: orders },
  (db) => db.selectFrom('o').select(sql\`no_such_function(o.amount)\`.as('x')),
)
`,
    }),
  )
  const places: { readonly [name: string]: RegExp } = {
    accepted_values_orders_customer_Aino: /^src\/tests\.ts:7:3$/,
    no_large_orders: /^src\/tests\.ts:9:14$/,
    broken_test: /^src\/tests\.ts:1[34]:\d+$/,
  }

  it('says where tests that fail and queries that an engine rejects are written', async () => {
    const { code, stdout } = await shop.run('test')
    expect(code).toBe(1)
    expect(stdout).toMatch(/FAIL test accepted_values_orders_customer_Aino: 1 failing row\n {2}at src\/tests\.ts:7:3\n/)
    expect(stdout).toMatch(/FAIL test no_large_orders: 1 failing row\n {2}at src\/tests\.ts:9:14\n/)
    expect(stdout).toMatch(/E_QUERY .*"broken_test"[^→]*\n {2}at src\/tests\.ts:1[34]:\d+\n/)
    const { results } = JSON.parse(await shop.read('target/run_results.json'))
    const messages = results.flatMap(({ status, message }: any) => (status === 'fail' ? [message] : []))
    expect(messages).toEqual(['Got 1 failing row', 'Got 1 failing row'])
    expect(results.find(({ status }: any) => status === 'error').message).toMatch(/\nat src\/tests\.ts:1[34]:\d+\n/)
  })

  it('says it in JSON, in annotations of GitHub Actions and as dbt does', async () => {
    const json = (await shop.run('test --json')).stdout.split('\n').filter((line) => line.includes('node_end'))
    const ends = json.map((line) => JSON.parse(line))
    for (const { name, status, at } of ends) {
      if (status === 'pass') expect(at).toBeUndefined()
      else expect(at).toMatch(name === 'broken_test' ? /:12:14$/ : places[name]!)
    }
    expect(ends.find(({ name }) => name === 'broken_test').error.at).toMatch(places['broken_test']!)
    const { stdout } = await shop.run('test', { env: { GITHUB_ACTIONS: 'true' } })
    const annotated = [...stdout.matchAll(/^::error file=(.*?),line=(\d+),col=(\d+),title=test (.*?)::/gm)]
    expect(annotated.map(([, , , , name]) => name)).toEqual(expect.arrayContaining(Object.keys(places)))
    for (const [, file, line, col, name] of annotated) expect(`${file}:${line}:${col}`).toMatch(places[name!]!)
    const dbt = await shop.run('test', { program: 'dbt' })
    expect(dbt.stdout).toContain('in test no_large_orders (src/tests.ts:9:14)')
  })
})

it('what is wrong with definitions is named with the line of the option, the column or the input', async () => {
  await shop.write({
    'src/wrong.ts': `import { source, table, testColumns, view } from 'kerros'
import { orders } from './orders.js'
export const raw = source('raw', {
  events: { id: 5 as never },
})
export const first = table({ o: orders }, (db) => db.selectFrom('o').selectAll(), {
  columns: { id: { description: 'A key.' } },
  description: 5,
} as never)
export const second = view(
  { o: orders, q: undefined as never },
  (db) => db.selectFrom('o').selectAll(),
)
const tests = testColumns(orders, {
  id: [5 as never],
})
export { tests, first as again }
`,
  })
  const { code, stderr } = await shop.run('ls')
  expect(code).toBe(2)
  const at = [...stderr.matchAll(/^E_\w+ (.*)\n {2}at (.*)$/gm)].map(([, message, place]) => [place, message])
  expect(at).toEqual([
    ['src/wrong.ts:6:14', expect.stringContaining('one definition is exported twice')],
    ['src/wrong.ts:8:3', expect.stringContaining('"again": the option "description"')],
    ['src/wrong.ts:4:13', expect.stringContaining('"raw.events": column "id"')],
    ['src/wrong.ts:11:16', expect.stringContaining('input "q" of "second"')],
    ['src/wrong.ts:15:3', expect.stringContaining('the tests of column "id"')],
  ])
})

describe('the configuration', () => {
  const config = (options: string, before = '') =>
    `import { defineProject } from 'kerros'\nimport { duckdb } from 'kerros/duckdb'\n${before}export default defineProject({\n${options}\n})\n`
  const rest = "  name: 'shop',\n  models: ['src/**/*.ts'],\n"

  it.each([
    ['an option that does not exist', `${rest}  targts: {},`, '6:3'],
    ['a target that is none', `${rest}  targets: {\n    dev: 5,\n  },`, '7:5'],
    ['an option of a target', `${rest}  targets: {\n    dev: duckdb({ path: 'a',\n      thraeds: 2 }),\n  },`, '8:7'],
    [
      'globs that name no file',
      "  name: 'shop',\n  models: ['nowhere/*.ts'],\n  targets: { dev: duckdb({ path: 'a' }) },",
      '5:3',
    ],
    ['a naming function', `${rest}  naming: () => 5,\n  targets: { dev: duckdb({ path: 'a' }) },`, '6:3'],
    [
      'a naming function that throws',
      `${rest}  naming: () => {\n    throw new Error('no')\n  },\n  targets: { dev: duckdb({ path: 'a' }) },`,
      '7:11',
    ],
    [
      'settings that the engine refuses',
      `${rest}  targets: {\n    other: duckdb({ path: 'b', settings: {} }),\n    dev: duckdb({\n      path: 'target/a.duckdb',\n      settings: { memry: '1GB' },\n    }),\n  },\n  defaultTarget: 'dev',`,
      '10:7',
    ],
  ])('is named with the line of %s', async (_, options, place) => {
    await shop.write({ 'kerros.config.ts': config(options) })
    const { code, stderr } = await shop.run('build')
    expect(code).toBe(2)
    expect(stderr).toContain(`  at kerros.config.ts:${place}\n`)
  })

  it('is named with the line of the target where its options are written elsewhere', async () => {
    const targets = "  targets: { dev: duckdb({ path: 'target/a.duckdb', settings }) },"
    await shop.write({ 'kerros.config.ts': config(`${rest}${targets}`, "const settings = { memry: '1GB' }\n") })
    expect((await shop.run('build')).stderr).toContain('  at kerros.config.ts:7:14\n')
  })
})
