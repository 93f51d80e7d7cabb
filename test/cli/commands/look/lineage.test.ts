import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliProject } from '../../cli-project.js'
import { jsonLines } from '../../json-lines.js'

let shop: CliProject
beforeAll(async () => {
  shop = await CliProject.shop({
    'src/board.ts': `import { exposure } from 'kerros'
import { customers } from './customers.js'

export const board = exposure({ type: 'dashboard', dependsOn: [customers], owner: { name: 'Ann' } })
`,
  })
})
afterAll(() => shop.remove())

describe('kerros lineage', () => {
  it('draws what a column is made of and what uses it, with places', async () => {
    const { code, stdout, stderr } = await shop.run('lineage orders.amount')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(`orders.amount  src/orders.ts:5:41
used by
├─ rows of customers  where  src/customers.ts:6:14
└─ customers.amount  aggregated  src/customers.ts:13:38
   └─ exposure board  src/board.ts:4:14
`)
    expect(
      (await shop.runKept('lineage customers.amount --upstream')).stdout,
    ).toBe(`customers.amount  src/customers.ts:13:38
made of
└─ orders.amount  aggregated  src/orders.ts:5:41
its rows are decided by
orders.amount  where  src/orders.ts:5:41
orders.customer  group by  src/orders.ts:5:20
`)
  })

  it('shows each column of a node, one node away', async () => {
    const { stdout } = await shop.runKept('lineage customers --upstream')
    expect(stdout).toContain('customers  model  src/customers.ts:6:14\n  customers.customer  src/customers.ts:13:')
    expect(stdout).toContain('    └─ orders.customer  copied  src/orders.ts:5:20\n')
    expect((await shop.runKept('lineage')).stdout).toContain('orders  seed  src/orders.ts:3:14\n')
  })

  it('prints edges and nodes as JSON', async () => {
    const edges = (await shop.runKept('lineage orders.amount --downstream --depth 1 --json')).stdout
    expect(jsonLines(edges)).toEqual([
      {
        event: 'lineage_edge',
        direction: 'downstream',
        kind: 'rows',
        why: 'where',
        from: point('seed.shop.orders', 'amount', 'src/orders.ts:5:41'),
        to: point('model.shop.customers', undefined, 'src/customers.ts:6:14'),
      },
      {
        event: 'lineage_edge',
        direction: 'downstream',
        kind: 'value',
        how: 'aggregated',
        from: point('seed.shop.orders', 'amount', 'src/orders.ts:5:41'),
        to: point('model.shop.customers', 'amount', 'src/customers.ts:13:38'),
      },
    ])
    const nodes = jsonLines((await shop.runKept('lineage --json')).stdout)
    expect(nodes.every(({ event }) => event === 'lineage_node')).toBe(true)
    expect(nodes.find(({ name }) => name === 'customers').columns[1].values).toEqual([
      { node: 'seed.shop.orders', column: 'amount', how: 'aggregated' },
    ])
  })

  it('writes a flowchart', async () => {
    expect((await shop.runKept('lineage customers.amount --upstream --mermaid')).stdout).toBe(`flowchart LR
  subgraph n0["customers"]
    c0["amount"]
    c2(["rows"])
  end
  subgraph n1["orders"]
    c1["amount"]
    c3["customer"]
  end
  c1 -->|aggregated| c0
  c1 -.->|where| c2
  c3 -.->|group by| c2
`)
  })

  it('refuses a column that does not exist, and a depth that is not valid', async () => {
    const unknown = await shop.runKept('lineage orders.amout')
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('E_UNKNOWN_COLUMN "orders" has no column "amout"')
    expect(unknown.stderr).toContain('Did you mean "amount"?')
    expect((await shop.runKept('lineage orders.amount --depth 0')).code).toBe(2)
    expect((await shop.runKept('impact nothing.amount')).stderr).toContain(
      'E_NO_MATCH there is no node "nothing"\n  → `kerros ls` lists the nodes.\n',
    )
  })

  it('names the columns that a column without its node may be', async () => {
    expect((await shop.runKept('impact amount')).stderr).toContain(
      'E_NO_MATCH there is no node "amount"\n  → Name a column with its node: orders.amount, customers.amount\n',
    )
    expect((await shop.runKept('lineage CUSTOMER')).stderr).toContain(
      '→ Name a column with its node: orders.customer, customers.customer\n',
    )
  })
})

describe('kerros impact', () => {
  it('says what breaks and what changes', async () => {
    const { code, stdout } = await shop.runKept('impact orders.amount')
    expect(code).toBe(0)
    expect(stdout).toBe(`orders.amount  src/orders.ts:5:41

Names it, and breaks when it is dropped or renamed (1)
  customers  query  src/customers.ts:6:14

Values change (1)
  customers.amount  aggregated  src/customers.ts:13:38

Rows change (1)
  customers  where  src/customers.ts:6:14

Tests whose result may change (1)
  unique_customers_customer  src/customers.ts:14:32

Exposures (1)
  board  src/board.ts:4:14
`)
  })

  it('prints one object as JSON', async () => {
    const { stdout } = await shop.runKept('impact orders.amount --json')
    expect(JSON.parse(stdout)).toMatchObject({
      event: 'impact',
      column: { node: 'seed.shop.orders', column: 'amount' },
      named: [{ name: 'customers', by: ['query'] }],
      rows: [{ name: 'customers', why: ['where'], keepsRows: false }],
    })
  })
})

function point(uniqueId: string, column: string | undefined, at: string): object {
  const [resourceType, , name] = uniqueId.split('.')
  return { uniqueId, name, resourceType, ...(column && { column }), at }
}
