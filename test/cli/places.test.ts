import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { CliProject } from './cli-project.js'

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop()
  await shop.run('build')
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
  const compiled = await shop.run('compile')
  const built = await shop.run('build --json')
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
  const { code, stdout } = await shop.run('build')
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
  expect((await shop.run('build --select customers')).stdout).toContain('Load it first: kerros load')
})
