/**
 * Runs unit tests one after the other, as `kerros test` does, and prints how long each takes after the first.
 *
 *     npm run bench:unit-tests
 *     npm run bench:unit-tests -- 200
 */
import {
  count,
  date,
  decimal,
  given,
  incremental,
  integer,
  max,
  source,
  sum,
  table,
  timestamp,
  unitTest,
  varchar,
} from '../../src/index.js'
import { runUnitTest } from '../../src/testing/index.js'

const { orders, customers } = source('raw', {
  orders: {
    order_id: integer(),
    customer_id: integer(),
    amount: decimal(10, 2),
    ordered_on: date(),
    loaded_at: timestamp(),
  },
  customers: { customer_id: integer(), name: varchar(), country: varchar().nullable() },
})

const revenue = table({ o: orders, c: customers }, (db) =>
  db
    .selectFrom('o')
    .innerJoin('c', 'c.customer_id', 'o.customer_id')
    .groupBy(['c.name', 'c.country'])
    .select((eb) => ['c.name', 'c.country', count().as('order_count'), sum(eb.ref('o.amount')).as('revenue')]),
)

const daily = incremental(
  { o: orders },
  (db, { since, touched }) =>
    db
      .selectFrom('o')
      .$call(touched('o.ordered_on', db.selectFrom('o').select('o.ordered_on').$call(since('o.loaded_at'))))
      .groupBy('o.ordered_on')
      .select((eb) => [
        'o.ordered_on',
        sum(eb.ref('o.amount')).as('amount'),
        max(eb.ref('o.loaded_at')).as('loaded_at'),
      ]),
  { uniqueKey: 'ordered_on', watermark: 'loaded_at' },
)

const order = (order_id: number, amount: number, day: `${number}-${number}-${number}`) => ({
  order_id,
  customer_id: 1,
  amount,
  ordered_on: day,
  loaded_at: new Date(`${day}T12:00Z`),
})

const tests = {
  table: unitTest(revenue, {
    given: [
      given(orders, [order(1, 5, '2026-01-01'), order(2, 7.5, '2026-01-02')]),
      given(customers, [{ customer_id: 1, name: 'Aino', country: 'FI' }]),
    ],
    expect: [{ name: 'Aino', order_count: 2, revenue: 12.5 }],
  }),
  incremental: unitTest(daily, {
    existing: [{ ordered_on: '2026-01-01', amount: 5, loaded_at: new Date('2026-01-01T12:00Z') }],
    given: [given(orders, [order(1, 5, '2026-01-01'), order(2, 7.5, '2026-01-02')])],
    expect: [
      { ordered_on: '2026-01-01', amount: 5 },
      { ordered_on: '2026-01-02', amount: 7.5 },
    ],
  }),
}

const times = Number(process.argv[2] ?? 50)
for (const [kind, test] of Object.entries(tests)) {
  const took: number[] = []
  for (let i = 0; i <= times; i++) {
    const began = performance.now()
    const { ok, text } = await runUnitTest(test)
    took.push(performance.now() - began)
    if (!ok) throw new Error(text)
  }
  const [first = 0, ...others] = took
  others.sort((a, b) => a - b)
  const at = (share: number): string => `${others[Math.floor(share * (others.length - 1))]!.toFixed(1)} ms`
  console.log(`${kind}: first ${first.toFixed(0)} ms; then median ${at(0.5)}, 90 % ${at(0.9)}, least ${at(0)}`)
}
