import { date, integer, source, timestamp, varchar } from 'kerros'
import { describe, it } from 'vitest'

const orders = { id: integer(), status: varchar(), loaded_at: timestamp() }
const payments = { paid_on: date().nullable(), loaded_at: timestamp() }

describe('freshness of a source', () => {
  it('is typed by the columns of its tables', () => {
    source(
      'shop',
      { orders, payments },
      {
        freshness: { warnAfter: '12 hours', errorAfter: '1 day' },
        loadedAtField: 'loaded_at',
        tables: {
          orders: { freshness: { filter: (eb) => eb('status', '!=', 'test'), warnAfter: null } },
          payments: { loadedAtField: 'paid_on' },
        },
      },
    )
    source(
      'shop',
      { orders },
      { tables: { orders: { loadedAtQuery: (db) => db.selectFrom('orders').select('loaded_at') } } },
    )
    source(
      'shop',
      { orders, payments },
      {
        // @ts-expect-error Only one of the tables has this column.
        loadedAtField: 'paid_on',
        freshness: {
          // @ts-expect-error There is no such period.
          warnAfter: '2 weeks',
          // @ts-expect-error Only one of the tables has this column.
          filter: (eb) => eb('status', '=', 'open'),
        },
        tables: {
          orders: {
            // @ts-expect-error A whole number is no time.
            loadedAtField: 'id',
            // @ts-expect-error There is no such column.
            freshness: { filter: (eb) => eb('stat', '=', 'open') },
          },
          payments: {
            // @ts-expect-error The query returns text.
            loadedAtQuery: (db) => db.selectFrom('orders').select('status'),
          },
        },
      },
    )
  })

  it('is that of tables which the source has', () => {
    source(
      'shop',
      { orders },
      {
        // @ts-expect-error There is no such table.
        tables: { payments: { freshness: null } },
      },
    )
  })
})
