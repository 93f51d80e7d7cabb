import { castTo, decimal, incremental, integer, type Model, snapshot, source, table } from 'kerros'
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
      expect.stringContaining('has columns of other types'),
      expect.stringContaining('now has "exact_price"'),
    ])
  })

  it.each(['fail', 'append_new_columns'] as const)('are refused by %s', async (onSchemaChange) => {
    await buildOne(priced(2))
    expect((await buildOne(priced(4, { onSchemaChange }))).error).toMatchObject({ code: 'E_CHANGED_COLUMNS' })
    expect(await project.rows('select cast(price as varchar) as price from m')).toEqual([{ price: '1.23' }])
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
