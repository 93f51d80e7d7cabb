import { castTo, decimal, incremental, integer, json, type Model, snapshot, source, table } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScratchProject } from '../../conformance/scratch-project.js'

const raw = source('raw', { prices: { k: integer(), price: decimal(12, 6) } })

let project: ScratchProject

beforeEach(async () => {
  project = await ScratchProject.create({ name: 'DuckDB', createTarget: () => duckdb({ path: 'scratch.duckdb' }) })
  await project.execute(
    'create schema raw',
    'create table raw.prices as select 1 as k, cast(1.2345 as decimal(12, 6)) as price',
  )
})
afterEach(() => project.remove())

// Snowflake's batches are not asked for their types, which would take a statement: there a contract tells.
describe('types of columns that change, on DuckDB', () => {
  const priced = (scale: number, options: { onSchemaChange?: 'ignore' | 'fail' | 'append_new_columns' } = {}) =>
    incremental(
      { p: raw.prices },
      (db) => db.selectFrom('p').select((eb) => ['k', castTo(eb.ref('price'), decimal(10, scale)).as('price')]),
      { uniqueKey: 'k', ...options },
    )
  const buildOne = async (m: Model<any>) => (await project.build({ raw, m })).nodes[0]!

  it('are noted, when the model does not mention changes', async () => {
    expect((await buildOne(priced(2))).notes).toEqual([])
    expect((await buildOne(priced(2))).notes).toEqual([])
    expect((await buildOne(priced(4))).notes).toEqual([
      expect.objectContaining({ message: expect.stringContaining('changed since its table was written') }),
      {
        message:
          'the query of "m" has columns of other types than its table: "price" is DECIMAL(10,4) now, DECIMAL(10,2) in the table. Values are cast to the table\'s types',
        hint: 'Run with --full-refresh, or cast in the query with castTo(…).',
      },
    ])
    expect((await buildOne(priced(4, { onSchemaChange: 'ignore' }))).notes).toEqual([])
  })

  it('are noted next to the new columns that the table does not get', async () => {
    await buildOne(priced(2))
    const wider = incremental(
      { p: raw.prices },
      (db) =>
        db
          .selectFrom('p')
          .select((eb) => ['k', castTo(eb.ref('price'), decimal(10, 4)).as('price'), 'price as exact_price']),
      { uniqueKey: 'k' },
    )
    expect((await buildOne(wider)).notes.map(({ message }) => message)).toEqual([
      expect.stringContaining('changed since its table was written: the expression of "price"; stored rows'),
      expect.stringContaining('has columns of other types'),
      expect.stringContaining('now has "exact_price"'),
    ])
  })

  it.each(['fail', 'append_new_columns'] as const)('are refused by %s', async (onSchemaChange) => {
    await buildOne(priced(2))
    expect((await buildOne(priced(4, { onSchemaChange }))).error).toMatchObject({ code: 'E_CHANGED_COLUMNS' })
    expect(await project.rows('select cast(price as varchar) as price from m')).toEqual([{ price: '1.23' }])
  })

  it.each([
    ['a key', { unique: [['price', 'k']] }],
    ['a check', { check: { positive: (eb: any) => eb('price', '>', 0) } }],
  ])('are refused by sync_all_columns where the column has %s', async (_, constraints) => {
    const m = (scale: number) =>
      incremental(
        { p: raw.prices },
        (db) =>
          db.selectFrom('p').select((eb) => ['k', castTo(eb.ref('price'), decimal(8 + scale, scale)).as('price')]),
        { uniqueKey: 'k', onSchemaChange: 'sync_all_columns', constraints: constraints as never },
      )
    expect((await buildOne(m(2))).error).toBeUndefined()
    expect((await buildOne(m(2))).error).toBeUndefined()
    expect((await buildOne(m(4))).error).toMatchObject({
      code: 'E_CHANGED_COLUMNS',
      message:
        'columns of the table of "m" would be made wider, and the engine changes none that has a constraint: "price" from DECIMAL(10,2) to DECIMAL(12,4)',
      hint: 'Nothing was written. Run with --full-refresh, or cast in the query with castTo(…).',
    })
    expect(await project.rows('select cast(price as varchar) as price from m')).toEqual([{ price: '1.23' }])
    // A narrower type is accepted.
    expect((await buildOne(m(1))).error).toBeUndefined()
  })

  it('are made wider by sync_all_columns next to a column with a key', async () => {
    const m = (scale: number) =>
      incremental(
        { p: raw.prices },
        (db) => db.selectFrom('p').select((eb) => ['k', castTo(eb.ref('price'), decimal(10, scale)).as('price')]),
        {
          uniqueKey: 'k',
          onSchemaChange: 'sync_all_columns',
          constraints: { primaryKey: 'k', notNull: 'price', check: { few: (eb) => eb('k', '<', 9) } },
        },
      )
    expect((await buildOne(m(2))).error).toBeUndefined()
    expect((await buildOne(m(4))).error).toBeUndefined()
    expect(await project.rows('select cast(price as varchar) as price from m')).toEqual([{ price: '1.2345' }])
  })

  it('are made wider by sync_all_columns where no value is lost, nested ones too', async () => {
    await project.execute(
      `create or replace table raw.prices as select 1 as k, cast(1.2345 as decimal(12, 6)) as price`,
      `create table raw.more as select 1 as k, {a: 1::integer} as s, [1::integer] as l, cast(1.25 as decimal(10, 2)) as d, 7::integer as i`,
    )
    const more = source('raw', { more: { k: integer(), s: json(), l: json(), d: decimal(10, 2), i: integer() } })
    const m = incremental({ p: more.more }, (db) => db.selectFrom('p').select(['k', 's', 'l', 'd', 'i']), {
      uniqueKey: 'k',
      onSchemaChange: 'sync_all_columns',
    })
    const run = async () => (await project.build({ more, m })).nodes[0]!
    const types = async () =>
      (
        await project.rows(
          `select data_type from information_schema.columns where table_name = 'm' order by ordinal_position`,
        )
      ).map((row) => row['data_type'])
    expect((await run()).notes).toEqual([])
    expect((await run()).statements.filter((sql) => /set data type/.test(sql))).toEqual([])
    await project.execute(
      'create or replace table raw.more as select 2 as k, {a: 5000000000::bigint} as s, [5000000000::bigint] as l, cast(1.2345 as decimal(8, 4)) as d, 5000000000::bigint as i',
    )
    const second = await run()
    expect(second.error).toBeUndefined()
    expect(second.notes.map(({ message }) => message)).toEqual([
      'columns of the table of "m" were made wider: "s" from STRUCT(a INTEGER) to STRUCT(a BIGINT); "l" from INTEGER[] to BIGINT[]; "d" from DECIMAL(10,2) to DECIMAL(12,4); "i" from INTEGER to BIGINT',
    ])
    expect(await types()).toEqual(['INTEGER', 'STRUCT(a BIGINT)', 'BIGINT[]', 'DECIMAL(12,4)', 'BIGINT'])
    const rows = await project.rows(
      'select cast(s as varchar) as s, cast(l as varchar) as l, cast(d as varchar) as d, cast(i as varchar) as i from m order by k',
    )
    expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
      "{'a': 1} [1] 1.2500 7",
      "{'a': 5000000000} [5000000000] 1.2345 5000000000",
    ])
    // What is narrower again loses nothing.
    await project.execute(
      'create or replace table raw.more as select 3 as k, {a: 1::integer} as s, [1::integer] as l, cast(1 as decimal(4, 2)) as d, 1::integer as i',
    )
    expect(await run()).toMatchObject({ notes: [], status: 'success' })
    await project.execute(
      `create or replace table raw.more as select 4 as k, {a: 'x'} as s, [1::hugeint] as l, cast(1 as decimal(4, 2)) as d, 1::integer as i`,
    )
    expect((await run()).error).toMatchObject({
      code: 'E_CHANGED_COLUMNS',
      message: expect.stringContaining('"s" is STRUCT(a VARCHAR) now, STRUCT(a BIGINT) in the table'),
    })
    // Nothing of a refused run is left, the wider list neither.
    expect(await types()).toEqual(['INTEGER', 'STRUCT(a BIGINT)', 'BIGINT[]', 'DECIMAL(12,4)', 'BIGINT'])
  })

  it('are refused by a snapshot, for which every run would else bring a new version', async () => {
    const build = async (scale: number) => {
      const t = table({ p: raw.prices }, (db) =>
        db.selectFrom('p').select((eb) => ['k', castTo(eb.ref('price'), decimal(10, scale)).as('price')]),
      )
      const s = snapshot(t, { uniqueKey: 'k', strategy: 'check', checkColumns: 'all' })
      return (await project.build({ raw, t, s })).nodes.find(({ name }) => name === 's')!
    }
    await build(2)
    expect((await build(2)).status).toBe('success')
    expect((await build(4)).error).toMatchObject({
      code: 'E_CHANGED_COLUMNS',
      message: expect.stringContaining('"price" is DECIMAL(10,4) now, DECIMAL(10,2) in the table'),
    })
    expect(await project.rows('select k from s')).toHaveLength(1)
    await project.execute('alter table s alter column price type decimal(10, 4)')
    expect((await build(4)).status).toBe('success')
    expect((await build(4)).status).toBe('success')
    expect(await project.rows('select k from s')).toHaveLength(2)
  })
})

describe('lookback', () => {
  const looking = (lookback: unknown, options: object = { uniqueKey: 'k' }) =>
    incremental(
      { p: raw.prices },
      (db, { since }) =>
        db
          .selectFrom('p')
          .select(['k', 'price'])
          .$call(since('p.k', { lookback: lookback as never })),
      { watermark: 'k', ...options } as never,
    )

  it.each([
    ['5 days'],
    [{ days: 1 }],
    [{ unit: 'week', amount: 1 }],
    [{ unit: 'day', amount: -1 }],
    [{ unit: 'day', amount: 1.5 }],
  ])('%j is not a name', async (lookback) => {
    const { error } = (await project.build({ raw, m: looking(lookback) })).nodes[0]!
    expect(error).toMatchObject({ code: 'E_INVALID_OPTION', message: expect.stringContaining('lookback') })
  })

  it('needs a key, since appended rows would be there again after each run', async () => {
    const lookback = { unit: 'day', amount: 1 }
    for (const options of [{}, { strategy: 'append' }])
      expect((await project.build({ raw, m: looking(lookback, options) })).nodes[0]!.error).toMatchObject({
        code: 'E_INVALID_DEFINITION',
        message: expect.stringContaining('would append the rows again that its `lookback` reaches'),
      })
  })
})
