import { readerProgram } from './reader-program.js'
import type { Files, Template } from './template.js'

/** A seed of orders and a table of customers: what the README shows. */
export const shop = {
  summary: 'a seed of orders, and a table of customers',
  model: 'customers',
  column: 'amount',
  files: shopFiles,
} as const satisfies Template

function shopFiles(name: string): Files {
  return {
    'app.ts': readerProgram(name, {
      model: 'customers',
      file: './src/marts/customers.ts',
      lines: `for (const { customer, amount } of await db.selectFrom('customers').selectAll().orderBy('customer').execute())
  console.log(customer, amount)`,
    }),
    'src/seeds/orders.csv':
      'order_id,customer,amount,ordered_on\n1,Aino,12.50,2026-01-02\n2,Veikko,80.00,2026-01-02\n3,Aino,7.25,2026-01-05\n',
    'src/seeds/orders.ts': `import { date, decimal, integer, notNull, seed, unique, varchar } from 'kerros'

export const orders = seed(
  'src/seeds/orders.csv',
  { order_id: integer(), customer: varchar(), amount: decimal(10, 2), ordered_on: date() },
  { description: 'Orders, as the shop exports them.', columns: { order_id: { tests: [unique(), notNull()] } } },
)
`,
    'src/marts/customers.ts': `import { count, max, notNull, sum, table, unique } from 'kerros'
import { orders } from '../seeds/orders.ts'

export const customers = table(
  { o: orders },
  (db) =>
    db
      .selectFrom('o')
      .groupBy('o.customer')
      .select((eb) => [
        'o.customer',
        count().as('order_count'),
        sum(eb.ref('o.amount')).as('amount'),
        max(eb.ref('o.ordered_on')).as('last_ordered_on'),
      ]),
  {
    description: 'One row for each customer.',
    columns: { customer: { description: 'The name of the customer.', tests: [unique(), notNull()] } },
  },
)
`,
    'test/customers.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { given, runModel } from 'kerros/testing'
import { customers } from '../src/marts/customers.ts'
import { orders } from '../src/seeds/orders.ts'

test('customers adds up the orders of each customer', async () => {
  const rows = await runModel(customers, [
    given(orders, [
      { customer: 'Aino', amount: 5, ordered_on: '2026-01-02' },
      { customer: 'Aino', amount: 7.5, ordered_on: '2026-01-05' },
    ]),
  ])
  assert.deepEqual(rows, [{ customer: 'Aino', order_count: 2, amount: 12.5, last_ordered_on: '2026-01-05' }])
})
`,
  }
}
