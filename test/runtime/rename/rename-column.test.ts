import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toDiagnostics } from '../../../src/core/errors/index.js'
import { writeRename } from '../../../src/runtime/rename/write-rename.js'
import { RenameProject } from './rename-project.js'

const SOURCES = `import { date, decimal, integer, source, timestamp, varchar } from 'kerros'

export const raw = source('raw', {
  orders: { order_id: integer(), customer_id: integer(), amount: decimal(10, 2), ordered_on: date(), loaded_at: timestamp() },
  refunds: { order_id: integer(), amount: decimal(10, 2) },
  customers: { customer_id: integer(), name: varchar(), amount: integer() },
})
`

const STAGING = `import { notNull, view } from 'kerros'
import { raw } from './sources.ts'

// The amount of an order.
export const orders = view(
  { o: raw.orders },
  (db) => db.selectFrom('o').select(['o.order_id', 'o.customer_id', 'o.amount', 'o.loaded_at']),
  { description: 'The amount of each order.', columns: { amount: { description: 'amount in EUR', tests: [notNull()] } } },
)

export const refunds = view({ r: raw.refunds }, (db) => db.selectFrom('r').select(['r.order_id', 'r.amount']))
`

const MARTS = `import {
  acceptedValues,
  analysis,
  avg,
  chart,
  columnsOf,
  dataTest,
  decimal,
  ephemeral,
  exposure,
  incremental,
  integer,
  relationships,
  rowNumber,
  snapshot,
  sum,
  table,
  testColumns,
  view,
} from 'kerros'
import { deduplicate, selectExcept, surrogateKey, topN, unionRelations } from 'kerros/macros'
import { sql } from 'kysely'
import { raw } from './sources.ts'
import { orders, refunds } from './staging.ts'

const MEASURES = ['amount', 'net'] as const

export const net = table({ o: orders, r: refunds, c: raw.customers }, (db) =>
  db
    .with('big', (q) => q.selectFrom('o').where('o.amount', '>', 10).select(['o.order_id', 'o.amount']))
    .selectFrom('big as b')
    .innerJoin('o', 'o.order_id', 'b.order_id')
    .leftJoin('r', (join) => join.onRef('r.order_id', '=', 'b.order_id').onRef('r.amount', '<', 'b.amount'))
    .innerJoin('c', 'c.customer_id', 'o.customer_id')
    .select((eb) => [
      'b.order_id',
      'b.amount',
      'r.amount as refunded',
      'c.amount as customer_amount',
      eb('o.amount', '-', eb.fn.coalesce('r.amount', eb.lit(0))).as('net'),
      rowNumber().over((w) => w.partitionBy('o.customer_id').orderBy('o.amount', 'desc')).as('place'),
      eb.case().when('b.amount', '>', 5).then('amount').else('none').end().as('word'),
      sql<number>\`\${eb.ref('b.amount')} * 2\`.as('doubled'),
    ])
    .orderBy('b.amount'),
)

export const passed = ephemeral({ n: net }, (db) => db.selectFrom('n').selectAll('n').where('amount', '>', 1))

export const united = view({ o: orders, r: refunds }, (db) =>
  db.selectFrom('o').select(['o.order_id', 'o.amount']).unionAll(db.selectFrom('r').select(['r.order_id', 'r.amount'])),
)

export const both = view({ o: orders, p: passed }, (db) =>
  db.selectFrom('o').select(['o.order_id', 'o.amount']).unionAll(db.selectFrom('p').select(['p.order_id', 'p.amount'])),
)

export const together = view({ net, both }, (db) => unionRelations(db, ['net', 'both']))

export const growing = incremental(
  { o: orders },
  (db, { since }) => db.selectFrom('o').select(['o.order_id', 'o.amount', 'o.loaded_at']).$call(since('o.loaded_at')),
  { strategy: 'merge', uniqueKey: ['order_id'], watermark: 'loaded_at', mergeUpdateColumns: ['amount', 'loaded_at'] },
)

export const orders_snapshot = snapshot(orders, { uniqueKey: 'order_id', strategy: 'check', checkColumns: ['amount'] })

export const totals = table(
  { p: passed },
  (db) =>
    db
      .selectFrom('p')
      .groupBy('p.amount')
      .select((eb) => ['p.amount', sum(eb.ref('p.net')).as('total')]),
  { contract: { amount: decimal(10, 2), total: decimal(38, 2, { as: 'number' }) } },
)

export const averages = view({ p: passed }, (db) =>
  db
    .selectFrom('p')
    .select((eb) => ['p.order_id', avg(eb.ref('p.amount')).over((w) => w.partitionBy('p.order_id')).as('amount')])
    .$call(deduplicate({ by: ['p.order_id'], orderBy: [['p.amount', 'desc']] })),
)

export const first = view({ p: passed }, (db) =>
  db
    .selectFrom('p')
    .$call(selectExcept('p', ['amount', 'place']))
    .$call(topN({ n: 1, partitionBy: [], orderBy: [['p.amount', 'desc']], as: 'nth' })),
)

export const keyed = view({ p: passed }, (db) =>
  db.selectFrom('p').select((eb) => [surrogateKey(MEASURES.map((name) => eb.ref(\`p.\${name}\`))).as('key')]),
)

export const richest = view({ p: passed }, (db) =>
  db
    .selectFrom('p as q')
    .where('q.amount', '=', (eb) => eb.selectFrom('p as s').select((of) => of.fn.max('s.amount').as('amount')))
    .select(({ eb }) => ['q.order_id', eb.exists(eb.selectFrom('p as t').select('t.amount').whereRef('t.amount', '>', 'q.amount')).as('more')]),
)

export const no_negative = dataTest({ o: orders }, (db) => db.selectFrom('o').select('o.order_id').where('o.amount', '<', 0))

export const totals_tests = testColumns(totals, { amount: [relationships(orders, 'amount')] })

export const some_totals_tests = testColumns(totals, { amount: [relationships(orders, 'amount')] }, { where: (eb) => eb('amount', '>', 0) })

export const words_tests = testColumns(net, { word: [acceptedValues(['amount', 'none'])] })

export const biggest = analysis({ t: totals }, (db) =>
  db.selectFrom('t').select(['t.amount', 't.total']).orderBy('amount', 'desc'),
)

export const amounts = chart(biggest, { mark: 'bar', category: 'amount', value: 'total' })

export const board = exposure({ type: 'dashboard', dependsOn: [columnsOf(totals, ['amount']), net], owner: { name: 'Ann' } })

export const amount = view({ o: orders }, (db) => db.selectFrom('o').select('o.order_id'))

export const of_amount = view({ amount, c: raw.customers }, (db) =>
  db.selectFrom('amount').innerJoin('c', 'c.customer_id', 'amount.order_id').select(['amount.order_id', 'c.amount']),
)

void integer
`

const TEST = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { given, runModel } from 'kerros/testing'
import { net } from '../src/marts.ts'
import { raw } from '../src/sources.ts'
import { orders, refunds } from '../src/staging.ts'

test('nets', async () => {
  const amount = 20
  const rows = await runModel(net, [
    given(orders, [{ order_id: 1, customer_id: 2, amount: 12 }, { order_id: 2, customer_id: 2, amount }]),
    given(refunds, [{ order_id: 1, amount: 2 }]),
    given(raw.customers, [{ customer_id: 2, name: 'Ann', amount: 3 }]),
  ])
  assert.equal(rows[0]!.amount, 12)
  assert.equal(rows[0]!['amount'], 12)
  assert.deepEqual(rows.slice(1), [{ order_id: 1, amount: 12, refunded: 2 }])
  const other = { amount: 3 }
  assert.equal(other.amount, 3)
})

export async function firstAmount() {
  const [row] = await runModel(net, [])
  const { amount } = row!
  return amount
}
`

const FILES = { 'src/sources.ts': SOURCES, 'src/staging.ts': STAGING, 'src/marts.ts': MARTS, 'test/net.test.ts': TEST }

const WAIT = 300_000

describe('renameColumn', () => {
  let shop: RenameProject
  beforeAll(() => {
    shop = new RenameProject(FILES)
  })
  afterAll(() => shop.remove())

  it(
    'renames what means the column in every form, and nothing else, and back',
    async () => {
      const before = shop.files()
      const found = await shop.rename('orders.amount', 'value')
      const after = shop.files()
      expect(after).toMatchSnapshot()
      expect(found.columns).toMatchSnapshot()
      expect(found.stored.map(({ node, isIdentity, statement }) => [node, isIdentity, statement])).toEqual([
        ['growing', false, 'alter table "main"."growing" rename column "amount" to "value"'],
        ['orders_snapshot', false, 'alter table "main"."orders_snapshot" rename column "amount" to "value"'],
      ])
      expect(found.exposures).toEqual(['board'])
      // Of the others, types or queries say that they mean something else.
      expect(found.open).toEqual(['test/net.test.ts:18:19', 'test/net.test.ts:19:22'])
      await shop.rename('orders.value', 'amount')
      expect(shop.files()).toEqual(before)
    },
    WAIT,
  )
})

const SMALL = {
  'src/sources.ts': `import { integer, seed, source, varchar } from 'kerros'

export const raw = source('raw', { orders: { id: integer(), amount: integer(), state: varchar() } })

export const rates = seed('src/rates.csv', { code: varchar(), rate: integer() })
`,
  'src/rates.csv': 'code, "rate"\nEUR,1\n',
  'src/models.ts': `import { incremental, snapshot, view } from 'kerros'
import { sql } from 'kysely'
import { rates, raw } from './sources.ts'

export const all = view({ o: raw.orders }, (db) => db.selectFrom('o').selectAll())

export const orders = view({ a: all }, (db) => db.selectFrom('a').select(['a.id', 'a.amount', 'a.state']))

export const reader = view({ o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount']).orderBy('o.amount'))

export const others = view({ o: orders }, (db) => db.selectFrom('o').selectAll())

export const states = view({ o: orders }, (db) =>
  db.selectFrom('o').select(['o.id', sql<string>\`upper(o.state)\`.as('upper_state')]),
)

export const priced = view({ r: rates }, (db) => db.selectFrom('r').select(['r.code', 'r.rate']))

export const codes = view({ r: rates }, (db) =>
  db.selectFrom('r').select(
    Object.keys(rates.columns)
      .filter((name) => name !== 'rate')
      .map((name) => \`r.\${name}\` as 'r.code'),
  ),
)

export const stored = incremental({ o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount']), {
  strategy: 'merge',
  uniqueKey: 'id',
})

export const history = snapshot(reader, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' })
`,
  'src/shared.ts': `import { view } from 'kerros'
import { orders } from './models.ts'
import { raw } from './sources.ts'

const shared = ['id', 'state'] as const

export const from_orders = view({ x: orders }, (db) => db.selectFrom('x').select([...shared]))

export const from_raw = view({ x: raw.orders }, (db) => db.selectFrom('x').select([...shared]))
`,
} as const

describe('renameColumn refuses', () => {
  let small: RenameProject
  beforeAll(() => {
    small = new RenameProject(SMALL)
  })
  afterAll(() => small.remove())

  /** What is said, with its place. */
  const refused = (column: string, to: string, stopAt: readonly string[] = []): Promise<readonly string[]> =>
    small.plan(column, to, stopAt).then(
      () => [],
      (error: unknown) => toDiagnostics(error).map(({ code, message, at }) => `${code} ${message} ${at ?? ''}`.trim()),
    )

  it('columns of sources, of what is not there, and names that are no names', async () => {
    expect(await refused('raw.orders.amount', 'value')).toEqual([
      'E_RENAME the columns of "raw.orders" are named by what fills the table src/sources.ts',
    ])
    expect(await refused('orders.amuont', 'value')).toEqual([
      'E_UNKNOWN_COLUMN "orders" has no column "amuont" src/models.ts:7:14',
    ])
    expect(await refused('history.amount', 'value')).toEqual([
      'E_RENAME the snapshot "history" has the columns of what it records, under their names src/models.ts',
    ])
    expect(await refused('orders.amount', 'the value')).toEqual([
      'E_RENAME "the value" cannot be the name of a column here src/models.ts',
    ])
    expect(await refused('orders.amount', 'AMOUNT')).toEqual([
      'E_RENAME "amount" and "AMOUNT" differ only by case src/models.ts',
    ])
    expect(await refused('orders.amount', 'value', ['raeder'])).toEqual([
      'E_NO_MATCH there is no node "raeder" to stop at',
    ])
  })

  it('a name that another column has, in any letter case', async () => {
    expect(await refused('orders.amount', 'State')).toEqual([
      'E_RENAME "orders" already has a column "State", in one of its queries or among its own; engines ignore the case of names src/models.ts',
      'E_RENAME "others" already has a column "State", in one of its queries or among its own; engines ignore the case of names src/models.ts',
    ])
  })

  it('a name that selectAll brings from upstream, or that a node cannot keep', async () => {
    expect(await refused('all.amount', 'value')).toEqual([
      'E_RENAME "all" has the name "amount" from "raw.orders", with all of its columns (selectAll) src/models.ts',
    ])
    expect(await refused('orders.amount', 'value', ['others'])).toEqual([
      'E_RENAME "others" cannot keep the name "amount": its query selects all columns of what it reads, under their names src/models.ts',
    ])
  })

  it(
    'raw SQL that says the name, and a string that means two columns, with their places',
    async () => {
      expect(await refused('orders.state', 'status')).toEqual([
        'E_RENAME raw SQL of "states" says "state", and kerros does not read SQL src/models.ts:14:58',
        'E_RENAME one string "state" means the renamed column in "from_orders" and another one in "from_raw" src/shared.ts:5:24',
      ])
    },
    WAIT,
  )

  it(
    'files that tsc refuses before',
    async () => {
      small.write({ 'src/wrong.ts': "export const wrong: number = 'one'\n" })
      expect(await refused('orders.amount', 'value')).toEqual([
        "E_RENAME before renaming, tsc finds: Type 'string' is not assignable to type 'number'. src/wrong.ts:1:14",
      ])
      small.write({ 'src/wrong.ts': 'export {}\n' })
    },
    WAIT,
  )

  it(
    'files that were changed meanwhile, all of them',
    async () => {
      const found = await small.plan('orders.amount', 'value', ['reader'])
      const before = small.files()
      small.write({ 'src/models.ts': `${before['src/models.ts']}\n` })
      await expect(writeRename(found)).rejects.toMatchObject({ code: 'E_RENAME' })
      small.write({ 'src/models.ts': before['src/models.ts']! })
      expect(small.files()).toEqual(before)
    },
    WAIT,
  )

  it(
    'nothing that keeps its name with --stop-at: it gets an alias',
    async () => {
      const found = await small.plan('orders.amount', 'value', ['reader'])
      const after = found.files.map((file) => file.after).join('')
      expect(after).toContain("select(['o.id', 'o.value as amount']).orderBy('o.value'))")
      expect(found.columns).toEqual(['orders.amount', 'others.amount', 'stored.amount'])
    },
    WAIT,
  )

  it(
    'no seed: the header of its file is renamed too, and what passes the column on',
    async () => {
      const found = await small.plan('rates.rate', 'factor')
      expect(found.files.map(({ file, places }) => [file, places])).toEqual([
        ['src/sources.ts', 1],
        // What is compared with the name, too.
        ['src/models.ts', 2],
        ['src/rates.csv', 1],
      ])
      expect(found.files.at(-1)!.after).toBe('code, "factor"\nEUR,1\n')
      expect(found.columns).toEqual(['rates.rate', 'priced.rate'])
    },
    WAIT,
  )

  it(
    'no key of stored rows: that is said',
    async () => {
      const { stored } = await small.plan('reader.id', 'order_id')
      expect(stored.map(({ node, isIdentity }) => [node, isIdentity])).toEqual([['history', true]])
    },
    WAIT,
  )
})
