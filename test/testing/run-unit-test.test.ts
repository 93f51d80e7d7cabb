import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { ephemeral, incremental, integer, scdType1, source, unitTest, varchar, view } from 'kerros'
import { given, runUnitTest } from 'kerros/testing'
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { customers, orders_snapshot, raw, src_misc, src_orders } from './shop.js'

const day = (n: number): Date => new Date(Date.UTC(2024, 0, n))
const order = (order_id: number, amount: number, at = day(1), customer = 'ann') => ({
  order_id,
  customer,
  amount,
  loaded_at: at,
})
const textOf = async (test: Parameters<typeof runUnitTest>[0], options?: Parameters<typeof runUnitTest>[1]) =>
  (await runUnitTest(test, options)).text

describe('a unit test of a model', () => {
  it('passes when the rows are as expected, in any order and as far as columns are named', async () => {
    const rows = [order(1, 20), order(2, 30, day(1), 'bob'), order(3, 15)]
    const passing = unitTest(customers, {
      given: [given(src_orders, rows)],
      expect: [
        { customer: 'bob', total: 30 },
        { customer: 'ann', total: 35 },
      ],
    })
    expect(await runUnitTest(passing)).toMatchObject({ ok: true, text: '', same: 2 })
  })

  it('says what differs', async () => {
    const failing = unitTest(customers, {
      given: [given(src_orders, [order(1, 20), order(2, 5)])],
      expect: [
        { customer: 'ann', orders: 2, total: 25 },
        { customer: 'bob', orders: 1, total: 1 },
      ],
    })
    expect(await textOf(failing)).toBe(
      [
        '2 rows are missing (-), 1 row is unexpected (+)',
        '  customer | orders | total',
        '- ann      | 2      | 25',
        '- bob      | 1      | 1',
        '+ ann      | 1      | 20',
      ].join('\n'),
    )
  })

  it('expects no rows with an empty list, and NULL where an expected row leaves out a column that another names', async () => {
    const none = unitTest(customers, { given: [given(src_orders, [order(1, 1)])], expect: [] })
    expect((await runUnitTest(none)).ok).toBe(true)
    const some = unitTest(customers, { given: [given(src_orders, [order(1, 10)])], expect: [] })
    expect((await runUnitTest(some)).unexpected).toEqual([{ customer: 'ann', orders: 1, total: 10 }])
    const partly = unitTest(customers, {
      given: [given(src_orders, [order(1, 10), { order_id: 2, amount: 12 }])],
      expect: [{ total: 12 }, { customer: 'ann', total: 10 }],
    })
    expect((await runUnitTest(partly)).ok).toBe(true)
  })

  it('has its own variables, which go before those of the call', async () => {
    const test = (vars?: { readonly [name: string]: number }) =>
      unitTest(customers, { given: [given(src_orders, [order(1, 3)])], expect: [{ total: 3 }], ...(vars && { vars }) })
    expect((await runUnitTest(test())).ok).toBe(false)
    expect((await runUnitTest(test(), { vars: { min_amount: 2 } })).ok).toBe(true)
    expect((await runUnitTest(test({ min_amount: 2 }), { vars: { min_amount: 9 } })).ok).toBe(true)
    // Not every test uses all variables of the project.
    const projectVars = { min_amount: 9, other: 1 }
    expect((await runUnitTest(test({ min_amount: 2 }), { projectVars })).ok).toBe(true)
    await expect(runUnitTest(test({ other: 1 }))).rejects.toThrow('"other"')
  })

  it('tests a macro in an ephemeral model that only the test has', async () => {
    const doubled = ephemeral({ o: src_orders }, (db) =>
      db.selectFrom('o').select((eb) => eb('o.amount', '*', 2).as('twice')),
    )
    const test = unitTest(doubled, {
      given: [given(src_orders, [order(1, 2), order(2, 3)])],
      expect: [{ twice: 4 }, { twice: 6 }],
    })
    expect((await runUnitTest(test)).ok).toBe(true)
  })

  it('refuses rows that do not match: of an unknown column, of a source that nothing gives', async () => {
    const unknown = unitTest(customers, { given: [given(src_orders, [])], expect: [{ totel: 1 } as never] })
    await expect(runUnitTest(unknown)).rejects.toThrow('an expected row has the column "totel"')
    const missing = unitTest(customers, { expect: [] })
    await expect(runUnitTest(missing)).rejects.toThrow('no rows are given for it')
    await expect(runUnitTest(customers as never)).rejects.toThrow('runUnitTest was given a model, not a unitTest')
  })
})

describe('rows in other forms', () => {
  const folder = mkdtemp(path.join(os.tmpdir(), 'kerros-unit-'))
  afterAll(async () => rm(await folder, { recursive: true, force: true }))

  it('are CSV, in the test or in a file, with NULL for an empty field', async () => {
    const csv = `
      id,day,tags,extra
      1,2024-02-29,"[""a"",""b""]","{""x"": 1}"
      2,,,
    `
    const expect_ = 'id,day\n1,2024-02-29\n2,'
    const test = unitTest(src_misc, { given: [given(raw.raw_misc, { csv })], expect: { csv: expect_ } })
    expect(await textOf(test)).toBe('')
    await writeFile(path.join(await folder, 'misc.csv'), expect_)
    const file = unitTest(src_misc, {
      given: [given(raw.raw_misc, { csvFile: 'misc.csv' })],
      expect: { csvFile: 'misc.csv' },
    })
    expect(await textOf(file, { root: await folder })).toBe('')
    const mixed = unitTest(src_misc, {
      given: [given(raw.raw_misc, { csvFile: 'misc.csv' })],
      expect: [{ id: 1, day: '2024-02-29' }, { id: 2 }],
    })
    expect(await textOf(mixed, { root: await folder })).toBe('')
    await expect(runUnitTest(file)).rejects.toThrow('there is no file misc.csv')
    const wrong = unitTest(src_misc, { given: [given(raw.raw_misc, { csv: 'id,day\n1' })], expect: [] })
    await expect(runUnitTest(wrong)).rejects.toThrow('it has 1 fields, and the header has 2')
    const typed = unitTest(src_misc, {
      given: [given(raw.raw_misc, { csv })],
      expect: [{ id: 1, tags: ['a', 'b'], extra: { x: 1 } }, { id: 2 }],
    })
    expect(await textOf(typed)).toBe('')
  })

  it('are those of a query', async () => {
    const query = sql<{
      amount: number
    }>`select 'cy' as customer, n * 10 as amount, n as order_id from range(1, 4) as r(n)`
    const test = unitTest(customers, {
      given: [given(src_orders, { query })],
      expect: [{ customer: 'cy', orders: 3, total: 60 }],
    })
    expect(await textOf(test)).toBe('')
  })

  it('of a query are expected, too: their columns are compared, and none are expected by one without rows', async () => {
    const rows = [order(1, 20), order(2, 30, day(1), 'bob')]
    const test = (query: ReturnType<typeof sql<object>>) =>
      unitTest(customers, { given: [given(src_orders, rows)], expect: { query } })
    expect(await textOf(test(sql`select 20.00 as total union all select 30`))).toBe('')
    expect(await textOf(test(sql`select 20 as TOTAL union all select 31`))).toMatch(/^- 31$[\s\S]*^\+ 30$/m)
    expect(await textOf(test(sql`select 1 as total where false`))).toContain('2 rows are unexpected (+)')
    await expect(runUnitTest(test(sql`select 1 as totel`))).rejects.toThrow('an expected row has the column "totel"')
    await expect(runUnitTest(test(sql`select nothing`))).rejects.toThrow('nothing')
  })

  it('are those of a query in a file', async () => {
    await writeFile(path.join(await folder, 'orders.sql'), "select 'cy' as customer, 30 as amount, 1 as order_id;\n")
    await writeFile(path.join(await folder, 'customers.sql'), 'select 30 as total')
    const test = unitTest(customers, {
      given: [given(src_orders, { queryFile: 'orders.sql' })],
      expect: { queryFile: 'customers.sql' },
    })
    expect(await textOf(test, { root: await folder })).toBe('')
    await expect(runUnitTest(test)).rejects.toThrow('there is no file customers.sql')
  })
})

describe('what rows are given for', () => {
  it('may have columns called like words of SQL', async () => {
    const words = source('raw', { t: { order: integer(), group: varchar() } })
    const m = view({ t: words.t }, (db) => db.selectFrom('t').selectAll())
    const rows = [{ order: 1, group: 'x'.repeat(5000) }]
    expect(await textOf(unitTest(m, { given: [given(words.t, rows)], expect: rows }))).toBe('')
  })

  it('may have names in another case than the columns, as for the engines', async () => {
    const words = source('raw', { t: { order: integer(), group: varchar() } })
    const m = view({ t: words.t }, (db) => db.selectFrom('t').selectAll())
    const rows = given(words.t, { csv: 'ORDER,Group\n1,x' })
    expect(await textOf(unitTest(m, { given: [rows], expect: { csv: 'GROUP,oRDER\nx,1' } }))).toBe('')
    expect(await textOf(unitTest(m, { given: [rows], expect: { csv: 'GROUP\ny' } }))).toMatch(/^- y$[\s\S]*^\+ x$/m)
    const hidden = view({ t: words.t }, (db) => db.selectFrom('t').select(sql<number>`"order"`.as('n')))
    expect(await textOf(unitTest(hidden, { given: [rows], expect: [{ N: 1 } as never] }))).toBe('')
    const twice = { csv: 'ORDER,order\n1,2' }
    await expect(runUnitTest(unitTest(m, { given: [given(words.t, twice)], expect: [] }))).rejects.toThrow(
      'a given row of "t" has the column "order" twice',
    )
    await expect(runUnitTest(unitTest(m, { given: [rows], expect: twice }))).rejects.toThrow(
      'an expected row has the column "order" twice',
    )
    const other = unitTest(m, { given: [rows], expect: { csv: 'orders\n1' } })
    await expect(runUnitTest(other)).rejects.toThrow('an expected row has the column "orders"')
  })

  it('may be a snapshot, and tables of one name in two sources', async () => {
    const latest = view({ o: orders_snapshot }, (db) =>
      db.selectFrom('o').select(['o.order_id', 'o.amount']).where('o.valid_to', 'is', null),
    )
    const versions = [
      { order_id: 1, amount: 1, valid_to: day(2) },
      { order_id: 1, amount: 2 },
    ]
    const ofSnapshot = unitTest(latest, {
      given: [given(orders_snapshot, versions)],
      expect: [{ order_id: 1, amount: 2 }],
    })
    expect(await textOf(ofSnapshot)).toBe('')
    const [shop, web] = [source('shop', { t: { id: integer() } }), source('web', { t: { id: integer() } })]
    const both = view({ s: shop.t, w: web.t }, (db) =>
      db.selectFrom('s').leftJoin('w', 'w.id', 's.id').select(['s.id', 'w.id as in_web']),
    )
    const ofSources = unitTest(both, {
      given: [given(shop.t, [{ id: 1 }, { id: 2 }]), given(web.t, [{ id: 2 }])],
      expect: [{ id: 1 }, { id: 2, in_web: 2 }],
    })
    expect(await textOf(ofSources)).toBe('')
  })
})

describe('a unit test of an incremental model', () => {
  const merged = incremental(
    { o: src_orders },
    (db, { since }) => db.selectFrom('o').select(['o.order_id', 'o.amount', 'o.loaded_at']).$call(since('o.loaded_at')),
    { uniqueKey: 'order_id', watermark: 'loaded_at' },
  )
  const rows = [order(1, 9, day(1)), order(2, 20, day(2)), order(3, 30, day(3))]

  it('expects the table after a run on what it has already: old rows are not read again', async () => {
    const test = unitTest(merged, {
      existing: [
        { order_id: 1, amount: 1, loaded_at: day(1) },
        { order_id: 2, amount: 2, loaded_at: day(1) },
        { order_id: 7, amount: 7, loaded_at: day(2) },
      ],
      given: [given(src_orders, rows)],
      expect: [
        { order_id: 1, amount: 1 },
        { order_id: 2, amount: 2 },
        { order_id: 3, amount: 30 },
        { order_id: 7, amount: 7 },
      ],
    })
    expect(await textOf(test)).toBe('')
  })

  it('knows the table of a model with an alias', async () => {
    const m = incremental({ o: src_orders }, (db) => db.selectFrom('o').select(['o.order_id', 'o.amount']), {
      uniqueKey: 'order_id',
      alias: 'other_name',
    })
    const test = unitTest(m, {
      existing: [
        { order_id: 1, amount: 1 },
        { order_id: 7, amount: 7 },
      ],
      given: [given(src_orders, [order(1, 9)])],
      expect: [
        { order_id: 1, amount: 9 },
        { order_id: 7, amount: 7 },
      ],
    })
    expect(await textOf(test, { names: { m } })).toBe('')
  })

  it('is a first run without existing rows', async () => {
    const test = unitTest(merged, {
      given: [given(src_orders, rows)],
      expect: [
        { order_id: 1, amount: 9 },
        { order_id: 2, amount: 20 },
        { order_id: 3, amount: 30 },
      ],
    })
    expect(await textOf(test)).toBe('')
  })

  it('pairs the rows of one key', async () => {
    const test = unitTest(merged, { given: [given(src_orders, rows)], expect: [{ order_id: 1, amount: 5 }] })
    expect(await textOf(test)).toBe(
      [
        '1 row differs (~ expected → found), 2 rows are unexpected (+)',
        '  order_id | amount',
        '~ 1        | 5 → 9',
        '+ 2        | 20',
        '+ 3        | 30',
      ].join('\n'),
    )
  })
})

describe('a unit test of a snapshot', () => {
  it('is a sequence of runs, and expects the history', async () => {
    const test = unitTest(orders_snapshot, {
      runs: [
        { given: [given(src_orders, [order(1, 1)])] },
        { at: day(5), given: [given(src_orders, [order(1, 2, day(2))])] },
      ],
      expect: [
        { order_id: 1, amount: 1 },
        { order_id: 1, amount: 2 },
      ],
    })
    expect(await textOf(test)).toBe('')
  })

  it('of type 1 expects one row for each key', async () => {
    const latest = scdType1(src_orders, { uniqueKey: 'order_id', hardDeletes: 'mark' })
    const test = unitTest(latest, {
      runs: [{ given: [given(src_orders, [order(1, 1), order(2, 1)])] }, { given: [given(src_orders, [order(2, 3)])] }],
      expect: [
        { order_id: 1, amount: 1, is_deleted: true },
        { order_id: 2, amount: 3, is_deleted: false },
      ],
    })
    expect(await textOf(test)).toBe('')
  })
})
