import { decimal, isKerrosError, table } from 'kerros'
import { given, runModel } from 'kerros/testing'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import {
  best_customers,
  customer_regions,
  customers,
  fct_orders,
  int_large_orders,
  raw,
  regions,
  src_misc,
  src_orders,
} from './shop.js'

const orders = given(src_orders, [
  { order_id: 1, customer: 'bob', amount: 20.5 },
  { order_id: 2, customer: 'ann', amount: 10 },
  { order_id: 3, customer: 'bob', amount: 1 },
  { order_id: 4, customer: 'ann', amount: 12.25 },
])

describe('runModel', () => {
  it('runs a table over rows that stand in for its input', async () => {
    const rows = await runModel(customers, [
      given(int_large_orders, [
        { customer: 'bob', amount: 20.5 },
        { customer: 'bob', amount: 1 },
        { customer: null, amount: 3 },
      ]),
    ])
    expect(rows).toEqual([
      { customer: 'bob', orders: 2, total: 21.5 },
      { customer: null, orders: 1, total: 3 },
    ])
    // The rows are typed: a column that is not there is a mistake.
    expect(rows.map((row) => row.orders)).toEqual([2, 1])
    // @ts-expect-error
    expect(rows[0]?.order_count).toBeUndefined()
  })

  it('computes what has no rows from what it reads in turn', async () => {
    expect(await runModel(customers, [orders])).toEqual([
      { customer: 'ann', orders: 2, total: 22.25 },
      { customer: 'bob', orders: 1, total: 20.5 },
    ])
    const raws = given(raw.raw_orders, [{ id: 1, customer: 'ann', amount: 99.99 }])
    expect(await runModel(customers, [raws])).toEqual([{ customer: 'ann', orders: 1, total: 99.99 }])
  })

  it('returns columns whose names have dots and blanks', async () => {
    const named = table({ o: src_orders }, (db) =>
      db.selectFrom('o').select(['o.order_id as order.id', 'o.customer as the customer']),
    )
    const read = table({ n: named }, (db) => db.selectFrom('n').selectAll())
    const rows = [{ 'order.id': 1, 'the customer': 'bob' }]
    expect(await runModel(named, [given(src_orders, [{ order_id: 1, customer: 'bob' }])])).toEqual(rows)
    expect(await runModel(read, [given(named, rows)])).toEqual(rows)
  })

  it('runs ephemerals and incrementals as they are, and analyses in their order', async () => {
    expect((await runModel(int_large_orders, [orders])).map((row) => row.order_id)).toEqual([1, 2, 4])
    expect((await runModel(fct_orders, [orders])).map((row) => row.order_id)).toEqual([1, 2, 3, 4])
    expect((await runModel(best_customers, [orders])).map((row) => row.customer)).toEqual(['ann', 'bob'])
  })

  it('sorts rows by their columns, and leaves columns that a row lacks NULL', async () => {
    const rows = await runModel(src_orders, [given(raw.raw_orders, [{ id: 2 }, { id: 1, customer: 'x' }])])
    expect(rows).toEqual([
      { order_id: 1, customer: 'x', amount: null, loaded_at: null },
      { order_id: 2, customer: null, amount: null, loaded_at: null },
    ])
  })

  it('gives variables their values', async () => {
    const rows = await runModel(int_large_orders, [orders], { vars: { min_amount: 20 } })
    expect(rows.map((row) => row.order_id)).toEqual([1])
    const misspelt = runModel(int_large_orders, [orders], { vars: { min_amont: 20 } })
    await expect(misspelt).rejects.toMatchObject({ code: 'E_UNKNOWN_VARIABLE' })
  })

  it('reads seeds from their files, unless rows are given for them', async () => {
    expect(await runModel(customer_regions, [orders])).toEqual([
      { name: 'North', total: 22.25 },
      { name: 'South', total: 20.5 },
    ])
    const given_ = [orders, given(regions, [{ code: 'bob', name: 'West' }])]
    expect(await runModel(customer_regions, given_)).toEqual([{ name: 'West', total: 20.5 }])
  })

  it('keeps values of every type as they are', async () => {
    const row = {
      id: 1,
      day: '2024-02-29',
      tags: ['a', 'it\'s "b", c', ''],
      extra: { nested: [1, null, "x'y"], on: true },
      big: '1234567890123456789012345678.0123456789',
    } as const
    const rows = await runModel(src_misc, [
      given(raw.raw_misc, [
        { ...row, tags: [...row.tags] },
        { id: 2, tags: [] },
      ]),
    ])
    expect(rows).toEqual([row, { id: 2, day: null, tags: [], extra: null, big: null }])
    const at = new Date('2024-05-06T07:08:09.123Z')
    const [order] = await runModel(src_orders, [given(raw.raw_orders, [{ loaded_at: at }])])
    expect(order?.loaded_at).toEqual(at)
  })

  it('keeps a contract as a run does', async () => {
    const broken = table({ o: src_orders }, (db) => db.selectFrom('o').select([sql<number>`o.amount`.as('amount')]), {
      contract: { amount: decimal(4, 1) },
    })
    await expect(runModel(broken, [orders])).rejects.toMatchObject({ code: 'E_CONTRACT' })
  })

  it('is quick enough for unit tests', async () => {
    await runModel(customers, [orders])
    const began = performance.now()
    for (let i = 0; i < 5; i++) await runModel(customers, [orders])
    // About 50 ms each; generous, because other tests share the processor.
    expect((performance.now() - began) / 5).toBeLessThan(500)
  })
})

describe('invalid given rows', () => {
  const diagnostic = async (run: Promise<unknown>): Promise<string> => {
    const error: unknown = await run.then(
      () => undefined,
      (caught: unknown) => caught,
    )
    if (!isKerrosError(error)) throw new Error('no mistake was found', { cause: error })
    return `${error.code} ${error.message} ${error.hint ?? ''}`
  }

  it('names a source without rows, with a hint', async () => {
    expect(await diagnostic(runModel(customers, []))).toMatchInlineSnapshot(
      `"E_INVALID_OPTION the source "raw_orders" is read, but no rows are given for it Add given(raw_orders, […]) with its rows, [] for none, or give rows for a model between the two."`,
    )
  })

  it('refuses rows that nothing reads', async () => {
    expect(await diagnostic(runModel(customers, [orders, given(raw.raw_orders, [])]))).toMatchInlineSnapshot(
      `"E_INVALID_OPTION given(…) number 2 has rows for the source "raw_orders" that nothing here reads Leave it out. Nothing behind a relation with given rows is read."`,
    )
    expect(await diagnostic(runModel(customers, [orders, given(customers, [])]))).toMatchInlineSnapshot(
      `"E_INVALID_OPTION rows are given for "tested_model", which is what the test runs Give rows for what it reads."`,
    )
  })

  it('refuses columns that are not there, at their own line for tsc', async () => {
    const wrong = given(src_orders, [
      {
        order_id: 1,
        // @ts-expect-error
        custmer: 'ann',
      },
    ])
    expect(await diagnostic(runModel(customers, [wrong], { names: { src_orders } }))).toMatchInlineSnapshot(
      `"E_UNKNOWN_COLUMN a given row of "src_orders" has the column "custmer", which "src_orders" does not have Did you mean "customer"?"`,
    )
  })

  it('refuses values of other types, without showing them', async () => {
    // @ts-expect-error
    const text = given(raw.raw_orders, [{ id: 'secret' }])
    expect(await diagnostic(runModel(src_orders, [text]))).toMatchInlineSnapshot(
      `"E_TYPE_MISMATCH a given row of "raw_orders" has a value in "id" that is not a valid integer Give a value of the type of the column, with no more digits than it holds."`,
    )
    const digits = given(src_orders, [{ amount: 1.255 }])
    expect(await diagnostic(runModel(customers, [digits]))).toMatchInlineSnapshot(
      `"E_TYPE_MISMATCH a given row of "o" has a value in "amount" that is not a valid decimal(6, 2) Give a value of the type of the column, with no more digits than it holds."`,
    )
  })
})
