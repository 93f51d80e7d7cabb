import { date, incremental, integer, snapshot, source, table } from 'kerros'
import { given, runIncremental, runModel, runSnapshot } from 'kerros/testing'
import { describe, expect, it } from 'vitest'
import { fct_customers_wrong, fct_orders, orders_snapshot, raw, src_orders } from './shop.js'

const day = (n: number): Date => new Date(Date.UTC(2024, 0, n))

describe('runIncremental', () => {
  const loads = [
    given(src_orders, [
      { order_id: 1, customer: 'ann', amount: 1, loaded_at: day(1) },
      { order_id: 2, customer: 'bob', amount: 2, loaded_at: day(1) },
    ]),
    given(src_orders, []),
    [given(src_orders, [{ order_id: 3, customer: 'ann', amount: 3, loaded_at: day(2) }])],
  ]

  it('shows the table after each load, and what a full rebuild gives', async () => {
    const { rows, states, fullRebuild } = await runIncremental(fct_orders, loads)
    expect(states.map((state) => state.map((row) => row.order_id))).toEqual([
      [1, 2],
      [1, 2],
      [1, 2, 3],
    ])
    expect(rows).toBe(states[2])
    expect(rows).toEqual(fullRebuild)
  })

  it('shows that a model is wrong: its states differ from a full rebuild', async () => {
    const { rows, fullRebuild } = await runIncremental(fct_customers_wrong, loads)
    const totals = (of: typeof rows) => Object.fromEntries(of.map((row) => [row.customer, row.total]))
    expect(totals(fullRebuild)).toEqual({ ann: 4, bob: 2 })
    expect(totals(rows)).toEqual({ ann: 3, bob: 2 })
  })

  it('takes loads of a source through the models between', async () => {
    const load = (id: number, at: Date) =>
      given(raw.raw_orders, [{ id, customer: 'ann', amount: 1, placed_at: at, loaded_at: at }])
    const { states } = await runIncremental(fct_orders, [load(1, day(1)), load(2, day(2))])
    expect(states.map((state) => state.length)).toEqual([1, 2])
  })

  it('includes late rows up to the lookback, its bound included, and no older ones', async () => {
    const late = incremental(
      { o: src_orders },
      (db, { since }) =>
        db
          .selectFrom('o')
          .select(['o.order_id', 'o.loaded_at'])
          .$call(since('o.loaded_at', { lookback: { unit: 'day', amount: 2 } })),
      { uniqueKey: 'order_id', watermark: 'loaded_at' },
    )
    const order = (order_id: number, at: Date) => ({ order_id, customer: 'ann', amount: 1, loaded_at: at })
    const { states } = await runIncremental(late, [
      given(src_orders, [order(1, day(10))]),
      given(src_orders, [order(2, day(9)), order(3, day(8)), order(4, day(7)), order(5, day(11))]),
    ])
    expect(states.map((state) => state.map((row) => row.order_id).sort())).toEqual([[1], [1, 2, 3, 5]])
  })

  it('reports keys that repeat in a load', async () => {
    const twice = { order_id: 9, customer: 'ann', amount: 1, loaded_at: day(3) }
    const run = runIncremental(fct_orders, [...loads, given(src_orders, [twice, twice])])
    await expect(run).rejects.toMatchObject({ code: 'E_DUPLICATE_KEY' })
  })
})

describe('runIncremental of a microbatch model', () => {
  const { visits } = source(
    'raw',
    { visits: { visit_id: integer(), day: date() } },
    { tables: { visits: { eventTime: 'day' } } },
  )
  const daily = incremental({ v: visits }, (db) => db.selectFrom('v').selectAll(), {
    strategy: 'microbatch',
    eventTime: 'day',
    batchSize: 'day',
    begin: '2026-01-01',
  })
  const visit = (visit_id: number, on: '2026-01-01' | '2026-01-02' | '2026-01-05') =>
    given(visits, [{ visit_id, day: on }])
  const times = (...texts: readonly string[]) => ({ at: texts.map((text) => new Date(`${text}Z`)) })

  it('computes the batches of each run by its time: late rows are missing, gaps are not', async () => {
    const loads = [visit(1, '2026-01-02'), visit(2, '2026-01-01'), visit(3, '2026-01-05')]
    const { states, fullRebuild } = await runIncremental(
      daily,
      loads,
      times('2026-01-03T06:00', '2026-01-03T07:00', '2026-01-09T06:00'),
    )
    expect(states.map((state) => state.map((row) => row.visit_id))).toEqual([[1], [1], [1, 3]])
    expect(fullRebuild.map((row) => row.visit_id)).toEqual([1, 2, 3])
  })

  it('has all its rows in runModel, and where another model reads it', async () => {
    const rows = [
      given(visits, [
        { visit_id: 1, day: '2026-01-02' },
        { visit_id: 2, day: '2026-01-05' },
      ]),
    ]
    expect((await runModel(daily, rows)).map((row) => row.visit_id)).toEqual([1, 2])
    const late = table({ d: daily }, (db) => db.selectFrom('d').select('d.visit_id').where('d.visit_id', '>', 1))
    expect(await runModel(late, rows)).toEqual([{ visit_id: 2 }])
  })

  it('needs the time of each run', async () => {
    await expect(runIncremental(daily, [visit(1, '2026-01-02')])).rejects.toThrow(
      'needs the time at which each run begins',
    )
    await expect(runIncremental(daily, [visit(1, '2026-01-02')], { at: [] })).rejects.toThrow('0 times for 1 runs')
  })
})

describe('runSnapshot', () => {
  const inputs = [
    given(src_orders, [
      { order_id: 1, amount: 1 },
      { order_id: 2, amount: 2 },
    ]),
    given(src_orders, [
      { order_id: 1, amount: 1.5 },
      { order_id: 2, amount: 2 },
    ]),
    given(src_orders, [{ order_id: 1, amount: 1.5 }]),
  ]
  const ranges = (rows: readonly { order_id: number; amount: number; valid_from: Date; valid_to: Date | null }[]) =>
    rows.map((row) => [row.order_id, row.amount, row.valid_from, row.valid_to])

  it('records one version of each key for each change, a day apart', async () => {
    const { rows, states } = await runSnapshot(orders_snapshot, inputs)
    expect(states.map((state) => state.length)).toEqual([2, 3, 3])
    expect(ranges(rows)).toEqual([
      [1, 1, day(1), day(2)],
      [1, 1.5, day(2), null],
      [2, 2, day(1), day(3)],
    ])
  })

  it('compares timestamps of rows with each other, also after a key was gone', async () => {
    const s = snapshot(src_orders, {
      uniqueKey: 'order_id',
      strategy: 'timestamp',
      updatedAt: 'loaded_at',
      hardDeletes: 'invalidate',
    })
    const order = (amount: number, loaded_at: Date) => given(src_orders, [{ order_id: 1, amount, loaded_at }])
    const loads = [order(1, day(1)), given(src_orders, []), order(2, day(2)), order(3, day(5))]
    const { rows } = await runSnapshot(s, loads, { at: [day(9), day(10), day(11), day(12)] })
    // The key came back with a row that is older than the end of its last version, and changed once more: versions begin when
    // the runs saw them, and the time in which the key was gone stays a gap.
    expect(ranges(rows)).toEqual([
      [1, 1, day(1), day(10)],
      [1, 2, day(11), day(12)],
      [1, 3, day(12), null],
    ])
  })

  it('runs at the times that the test says', async () => {
    const at = [day(10), day(20), day(30)]
    const { rows } = await runSnapshot(orders_snapshot, inputs, { at })
    expect(ranges(rows)).toEqual([
      [1, 1, day(10), day(20)],
      [1, 1.5, day(20), null],
      [2, 2, day(10), day(30)],
    ])
    await expect(runSnapshot(orders_snapshot, inputs, { at: [day(1)] })).rejects.toMatchObject({
      code: 'E_INVALID_OPTION',
    })
  })
})
