import {
  type Analysis,
  analysis,
  array,
  count,
  dataTest,
  date,
  decimal,
  ephemeral,
  incremental,
  integer,
  json,
  max,
  seed,
  snapshot,
  source,
  sum,
  table,
  timestamp,
  varchar,
  variable,
  view,
} from 'kerros'

/** A small project to test the test helpers with. */
export const raw = source('raw', {
  raw_orders: {
    id: integer(),
    customer: varchar().nullable(),
    amount: decimal(6, 2),
    placed_at: timestamp(),
    loaded_at: timestamp(),
  },
  raw_misc: {
    id: integer(),
    day: date().nullable(),
    tags: array(varchar()).nullable(),
    extra: json().nullable(),
    big: decimal(38, 10).nullable(),
  },
})

export const src_orders = view({ o: raw.raw_orders }, (db) =>
  db.selectFrom('o').select(['o.id as order_id', 'o.customer', 'o.amount', 'o.loaded_at']),
)

export const src_misc = view({ m: raw.raw_misc }, (db) => db.selectFrom('m').selectAll())

const minAmount = variable('min_amount', 10)

export const int_large_orders = ephemeral({ o: src_orders }, (db) =>
  db.selectFrom('o').selectAll().where('o.amount', '>=', minAmount),
)

export const customers = table({ o: int_large_orders }, (db) =>
  db
    .selectFrom('o')
    .groupBy('o.customer')
    .select((eb) => ['o.customer', count().as('orders'), sum(eb.ref('o.amount')).as('total')]),
)

export const fct_orders = incremental(
  { o: src_orders },
  (db, { since }) => db.selectFrom('o').selectAll().$call(since('o.loaded_at')),
  { uniqueKey: 'order_id', watermark: 'loaded_at' },
)

/** Wrong on purpose: the sum of the new rows overwrites the sum of all. */
export const fct_customers_wrong = incremental(
  { o: src_orders },
  (db, { since }) =>
    db
      .selectFrom('o')
      .$call(since('o.loaded_at'))
      .groupBy('o.customer')
      .select((eb) => ['o.customer', sum(eb.ref('o.amount')).as('total'), max(eb.ref('o.loaded_at')).as('loaded_at')]),
  { uniqueKey: 'customer', watermark: 'loaded_at' },
)

export const orders_snapshot = snapshot(src_orders, {
  uniqueKey: 'order_id',
  strategy: 'check',
  checkColumns: ['amount'],
  hardDeletes: 'invalidate',
})

export const regions = seed('test/testing/regions.csv', { code: varchar(), name: varchar() })

export const customer_regions = view({ c: customers, r: regions }, (db) =>
  db.selectFrom('c').innerJoin('r', 'r.code', 'c.customer').select(['r.name', 'c.total']),
)

export const best_customers: Analysis<{ customer: string | null; total: number | string | bigint }> = analysis(
  { c: customers },
  (db) => db.selectFrom('c').select(['c.customer', 'c.total']).orderBy('c.total', 'desc').limit(2),
)

export const no_free_orders = dataTest({ o: src_orders }, (db) =>
  db.selectFrom('o').selectAll().where('o.amount', '<=', 0),
)
