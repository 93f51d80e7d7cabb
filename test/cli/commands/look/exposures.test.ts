import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'

const BOARD = `import { columnsOf, exposure } from 'kerros'
import { customers } from './customers.js'
import { orders } from './orders.js'

export const board = exposure({
  type: 'dashboard',
  dependsOn: [columnsOf(customers, ['amount']), orders],
  owner: { name: 'Ann', email: 'ann@example.com' },
  url: 'https://example.com/board',
  maturity: 'high',
})
`

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop({
    'src/board.ts': BOARD,
    'kerros.config.ts': `import { defineProject } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { snowflake } from 'kerros/snowflake'

export default defineProject({
  name: 'shop',
  models: ['src/**/*.ts'],
  targets: {
    dev: duckdb({ path: 'target/shop.duckdb' }),
    prod: snowflake({ database: 'SHOP', schema: 'MARTS', account: 'MYORG-MY_ACCOUNT', warehouse: 'REPORTS' }),
    bare: snowflake({ database: 'SHOP', schema: 'MARTS' }),
  },
})
`,
  })
}, 120_000)
afterAll(() => shop.remove())

describe('kerros exposures', () => {
  it('lists who reads what, by the names of the target', async () => {
    expect(await shop.run('exposures --target prod')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: `board  dashboard  maturity high  Ann  https://example.com/board
  SHOP.MARTS.CUSTOMERS: amount
  SHOP.MARTS.ORDERS
`,
    })
    const { stdout } = await shop.runKept('exposures --json')
    expect(JSON.parse(stdout)).toEqual({
      event: 'exposure',
      uniqueId: 'exposure.shop.board',
      name: 'board',
      type: 'dashboard',
      owner: { name: 'Ann', email: 'ann@example.com' },
      maturity: 'high',
      url: 'https://example.com/board',
      reads: [
        { uniqueId: 'model.shop.customers', name: 'customers', relation: '"main"."customers"', columns: ['amount'] },
        { uniqueId: 'seed.shop.orders', name: 'orders', relation: '"main"."orders"' },
      ],
    })
  })

  it("writes Power BI's connection file, without a connection and without credentials", async () => {
    expect(await shop.runKept('exposures --pbids --target prod')).toMatchObject({
      code: 0,
      stdout: 'Open target/shop.pbids in Power BI Desktop.\n',
    })
    expect(JSON.parse(await shop.read('target/shop.pbids'))).toEqual({
      version: '0.1',
      connections: [
        {
          details: {
            protocol: 'snowflake',
            address: { server: 'myorg-my-account.snowflakecomputing.com', warehouse: 'REPORTS' },
          },
          options: {},
        },
      ],
    })
    const env = { SNOWFLAKE_ACCOUNT: 'xy12345.eu-central-1', SNOWFLAKE_WAREHOUSE: 'W' }
    const named = await shop.run('exposures --pbids bi/other.pbids --target bare --json', { env })
    expect(JSON.parse(named.stdout)).toEqual({ event: 'pbids_written', file: 'bi/other.pbids' })
    expect(JSON.parse(await shop.read('bi/other.pbids')).connections[0].details.address).toEqual({
      server: 'xy12345.eu-central-1.snowflakecomputing.com',
      warehouse: 'W',
    })
  })

  it('says what is missing for it', async () => {
    expect((await shop.runKept('exposures --pbids')).stderr).toContain('E_UNSUPPORTED Power BI has no connector')
    const bare = await shop.run('exposures --pbids --target bare', { env: { SNOWFLAKE_ACCOUNT: 'A-B' } })
    expect(bare).toMatchObject({ code: 2, stderr: expect.stringContaining('`warehouse` is missing') })
    const nowhere = await shop.runKept('exposures --pbids --target bare')
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('SNOWFLAKE_ACCOUNT') })
  })

  it('knows of each column whether it is needed', async () => {
    const impact = async (column: string) => JSON.parse((await shop.runKept(`impact ${column} --json`)).stdout)
    const amount = await impact('customers.amount')
    expect(amount.exposures).toMatchObject([{ name: 'board' }])
    expect(amount.named).toMatchObject([{ name: 'board', by: ['columnsOf'] }])
    expect((await impact('customers.customer')).exposures).toEqual([])
    // Of the orders it names no columns, so it may need each.
    expect((await impact('orders.id')).exposures).toMatchObject([{ name: 'board' }])
    expect((await shop.runKept('lineage customers.customer --downstream')).stdout).not.toContain('board')
    expect((await shop.runKept('lineage customers.amount --downstream')).stdout).toContain('exposure board')
  })

  it('says which columns are needed in ls --json and in the manifest', async () => {
    const columns = { 'model.shop.customers': ['amount'] }
    const { stdout } = await shop.runKept('ls --json --select board')
    expect(JSON.parse(stdout)).toMatchObject({ url: 'https://example.com/board', columns })
    await shop.runKept('build')
    const { exposures } = JSON.parse(await shop.read('target/manifest.json'))
    expect(exposures['exposure.shop.board'].meta.kerros.columns).toEqual(columns)
  })

  it('refuses a project whose relations do not have what is needed, without tsc', async () => {
    await shop.write({ 'src/board.ts': BOARD.replace("['amount']", "['amuont', 'customer']") })
    const { code, stderr } = await shop.runKept('ls')
    expect(code).toBe(2)
    expect(stderr).toBe(`E_UNKNOWN_COLUMN the exposure "board" names "amuont", which "customers" does not have
  at src/board.ts:7:37
  → Did you mean "amount"?
`)
    await shop.write({ 'src/board.ts': BOARD.replace("['amount']", '[]') })
    expect((await shop.runKept('ls')).stderr).toContain('names no columns')
    await shop.restore()
  })
})
