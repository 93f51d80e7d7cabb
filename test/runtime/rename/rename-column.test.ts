import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

let shop: RenameProject
beforeAll(() => {
  shop = new RenameProject(FILES)
})
afterAll(() => shop.remove())

describe('renameColumn', () => {
  it('renames what means the column in every form, and nothing else', async () => {
    const before = shop.files()
    const found = await shop.rename('orders.amount', 'value')
    const after = shop.files()
    expect(after).toMatchSnapshot()
    expect(found.columns).toMatchSnapshot()
    await shop.rename('orders.value', 'amount')
    expect(shop.files()).toEqual(before)
  })
})
