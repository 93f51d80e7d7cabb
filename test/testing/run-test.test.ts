import { between, dataTest, notNull, positive, relationships, unique } from 'kerros'
import { given, runColumnTest, runTest } from 'kerros/testing'
import { describe, expect, it } from 'vitest'
import { customers, no_free_orders, raw, regions, src_orders } from './shop.js'

describe('runTest', () => {
  it('counts the rows that fail a data test', async () => {
    expect(await runTest(no_free_orders, [given(src_orders, [{ amount: 1 }])])).toBe(0)
    expect(await runTest(no_free_orders, [given(raw.raw_orders, [{ amount: 0 }, { amount: -1 }, { amount: 1 }])])).toBe(
      2,
    )
  })
})

describe('the limit of a test', () => {
  const rows = given(src_orders, [{ amount: 0 }, { amount: 0 }, { amount: 0 }])

  it('is the most that is counted', async () => {
    const free = dataTest({ o: src_orders }, (db) => db.selectFrom('o').select('o.amount').where('o.amount', '<=', 0), {
      limit: 2,
    })
    expect(await runTest(free, [rows])).toBe(2)
    expect(await runColumnTest(positive({ limit: 2 }), { of: src_orders, column: 'amount' }, [rows])).toBe(2)
  })
})

describe('runColumnTest', () => {
  const rows = given(src_orders, [
    { order_id: 1, customer: 'ann', amount: 1 },
    { order_id: 1, customer: null, amount: 7 },
  ])

  it('counts the rows that fail a test of a column', async () => {
    expect(await runColumnTest(notNull(), { of: src_orders, column: 'customer' }, [rows])).toBe(1)
    expect(await runColumnTest(unique(), { of: src_orders, column: 'order_id' }, [rows])).toBe(1)
    expect(await runColumnTest(between(0, 5), { of: src_orders, column: 'amount' }, [rows])).toBe(1)
    expect(await runColumnTest(between(0, 9), { of: src_orders, column: 'amount' }, [rows])).toBe(0)
  })

  it('reads what the test reads besides', async () => {
    const test = relationships(regions, 'code')
    expect(
      await runColumnTest(test, { of: customers, column: 'customer' }, [given(customers, [{ customer: 'ann' }])]),
    ).toBe(0)
    const given_ = [given(customers, [{ customer: 'ann' }]), given(regions, [])]
    expect(await runColumnTest(test, { of: customers, column: 'customer' }, given_)).toBe(1)
  })

  it('refuses a test of another type, and a column that is not there', async () => {
    // @ts-expect-error
    const text = runColumnTest(between(0, 5), { of: src_orders, column: 'customer' }, [rows])
    await expect(text).rejects.toMatchObject({ code: 'E_QUERY' })
    // @ts-expect-error
    const missing = runColumnTest(notNull(), { of: src_orders, column: 'name' }, [rows])
    await expect(missing).rejects.toMatchObject({ code: 'E_QUERY' })
  })
})
