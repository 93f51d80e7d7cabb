// A project in one file: a CSV file becomes a table, and a mart is built on it. The other examples build and read it.
import { count, date, decimal, integer, notNull, positive, seed, sum, table, unique, varchar } from 'kerros'

export const orders = seed('examples/shop/orders.csv', {
  order_id: integer(),
  customer: varchar(),
  amount: decimal(8, 2),
  ordered_on: date(),
})

export const customers = table(
  { o: orders },
  (db) =>
    db
      .selectFrom('o')
      .groupBy('o.customer')
      .select((eb) => ['o.customer', count().as('order_count'), sum(eb.ref('o.amount')).as('revenue')]),
  {
    description: 'Customers with what they have ordered so far.',
    columns: { customer: { tests: [notNull(), unique()] }, order_count: { tests: [positive()] } },
  },
)
