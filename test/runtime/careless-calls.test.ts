import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  build,
  compile,
  count,
  DiagnosticsError,
  dataTest,
  defineProject,
  incremental,
  integer,
  load,
  notNull,
  relationships,
  test as runTests,
  snapshot,
  source,
  table,
  testColumns,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explainFailure } from '../../src/runtime/explain/explain-failure.js'
import { careless } from '../careless.js'
import { ScratchProject } from '../conformance/scratch-project.js'

const raw = source('raw', { orders: { id: integer(), customer: varchar(), at: timestamp() } })
const query = (db: any) => db.selectFrom('o').selectAll()

let shop: ScratchProject
beforeEach(async () => {
  shop = await ScratchProject.create({
    name: 'duckdb',
    createTarget: (folder) => duckdb({ path: `${folder}/shop.duckdb` }),
  })
  await shop.execute(
    'create schema raw',
    `create table raw.orders as select 1 as id, 'Aino' as customer, timestamp '2026-01-01' as at`,
  )
})
afterEach(() => shop.remove())

/** Every problem that compiling definitions tells. */
async function diagnosticsIn(definitions: object): Promise<readonly string[]> {
  const project = defineProject({ name: 'p', models: [{ raw, ...definitions }], targets: { dev: shop.target } })
  const error = await compile({ project, cwd: shop.folder }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof DiagnosticsError)) throw error ?? new Error('nothing was wrong')
  return error.diagnostics.map(({ code, message, hint, at }) => `${at}: ${code} ${message} → ${hint}`)
}

describe('columns that do not exist are reported before anything runs', () => {
  it('in every option that names one, all together', async () => {
    const orders = view({ o: raw.orders }, query, careless({ columns: { idd: { tests: [notNull()] } } }))
    const loyal = incremental(
      { o: raw.orders },
      query,
      careless({ uniqueKey: 'id', watermark: 'att', mergeUpdateColumns: ['custmer'] }),
    )
    const kept = incremental({ o: raw.orders }, query, careless({ uniqueKey: 'id', mergeExcludeColumns: ['zzzz'] }))
    const history = snapshot(
      raw.orders,
      careless({ uniqueKey: 'id', strategy: 'check', checkColumns: ['custmer'], columns: { valid_form: {} } }),
    )
    const hidden = view({}, () => sql<any>`select 1 as n`, careless({ contract: { n: integer() }, columns: { m: {} } }))
    const apart = testColumns(
      raw.orders,
      careless({ idd: [notNull()], id: [relationships(raw.orders, careless('ib'))] }),
    )
    expect(await diagnosticsIn({ orders, loyal, kept, history, hidden, apart })).toMatchInlineSnapshot(`
      [
        "models[0]: E_UNKNOWN_COLUMN the option "columns" of "hidden" names "m", which it does not have → Its columns are n.",
        "models[0]: E_UNKNOWN_COLUMN the test "not_null_orders_idd_2" names "idd", which "orders" does not have → Did you mean "id"?",
        "models[0]: E_UNKNOWN_COLUMN the test "relationships_orders_id_ib" names "ib", which "orders" does not have → Did you mean "id"?",
        "models[0]: E_UNKNOWN_COLUMN the mergeExcludeColumns of "kept" names "zzzz", which its query does not return → Its columns are id, customer, at.",
        "models[0]: E_UNKNOWN_COLUMN the watermark of "loyal" names "att", which its query does not return → Did you mean "at"?",
        "models[0]: E_UNKNOWN_COLUMN the mergeUpdateColumns of "loyal" names "custmer", which its query does not return → Did you mean "customer"?",
        "models[0]: E_UNKNOWN_COLUMN the option "columns" of "orders" names "idd", which it does not have → Did you mean "id"?",
        "models[0]: E_UNKNOWN_COLUMN the checkColumns of snapshot "history" names "custmer", which its source does not have → Did you mean "customer"?",
        "models[0]: E_UNKNOWN_COLUMN the option "columns" of "history" names "valid_form", which it does not have → Did you mean "valid_from"?",
      ]
    `)
  })

  it('by a test that runs alone, too', async () => {
    const orders = view({ o: raw.orders }, query, careless({ columns: { idd: { tests: [notNull()] } } }))
    const built = await shop.build({ raw, orders })
    expect(built.nodes.map(({ status, statements }) => ({ status, statements }))).toEqual([
      { status: 'error', statements: [] },
      { status: 'skipped', statements: [] },
    ])
    const project = defineProject({ name: 'p', models: [{ raw, orders }], targets: { dev: shop.target } })
    const tested = await runTests({ project, cwd: shop.folder })
    expect(tested.nodes).toMatchObject([
      { name: 'not_null_orders_idd', status: 'error', statements: [], error: { code: 'E_UNKNOWN_COLUMN' } },
    ])
  })

  it('where the options of a snapshot by time name them', async () => {
    const history = snapshot(raw.orders, careless({ uniqueKey: 'idd', strategy: 'timestamp', updatedAt: 'att' }))
    expect(await diagnosticsIn({ history })).toMatchInlineSnapshot(`
      [
        "models[0]: E_UNKNOWN_COLUMN the uniqueKey of snapshot "history" names "idd", which its source does not have → Did you mean "id"?",
        "models[0]: E_UNKNOWN_COLUMN the updatedAt of snapshot "history" names "att", which its source does not have → Did you mean "at"?",
      ]
    `)
  })
})

describe('an incremental model that would append everything again', () => {
  it('says what to do, on its first run', async () => {
    expect(await diagnosticsIn({ log: incremental({ o: raw.orders }, query) })).toMatchInlineSnapshot(`
      [
        "models[0]: E_INVALID_DEFINITION each run of incremental "log" would append all rows of its query again → Keep new rows only, with since(…) and the option \`watermark\`, or give a \`uniqueKey\` to merge on. Where all that the query reads is new in each run, say so: strategy: 'append'.",
      ]
    `)
  })

  it('needs a watermark for since, on its first run', async () => {
    const log = incremental({ o: raw.orders }, (db, { since }) => db.selectFrom('o').selectAll().$call(since('o.at')))
    expect(await diagnosticsIn({ log })).toMatchInlineSnapshot(`
      [
        "models[0]: E_INVALID_OPTION "log": since(…) needs the option \`watermark\` → Name the output column that holds the greatest value of the column in since(…).",
      ]
    `)
  })

  it.each([
    ['meant so', incremental({ o: raw.orders }, query, { strategy: 'append' })],
    [
      'new by its own table',
      incremental({ o: raw.orders }, (db, { self }) =>
        db
          .selectFrom('o')
          .selectAll()
          .where('o.id', 'not in', db.selectFrom(self({ id: integer() }).as('s')).select('s.id')),
      ),
    ],
  ])('is fine when it is %s', async (_, log) => {
    expect((await shop.build({ raw, log })).ok).toBe(true)
    expect((await shop.build({ raw, log })).ok).toBe(true)
  })
})

describe('calls', () => {
  it.each<[string, (options: any) => Promise<unknown>]>([
    ['build', build],
    ['compile', compile],
    ['load', load],
  ])('of %s are refused with an option that does not exist', async (name, call) => {
    await expect(call({ selct: ['orders'] })).rejects.toMatchObject({
      code: 'E_INVALID_OPTION',
      message: `${name}(…): there is no option "selct"`,
      hint: 'Did you mean "select"?',
    })
    await expect(call('+orders')).rejects.toThrow(`${name}(…): the options are a string, not an object`)
  })

  it('accept a string as one selector', async () => {
    const definitions = {
      raw,
      orders: view({ o: raw.orders }, query),
      customers: table({ o: raw.orders }, query),
      other: table({ o: raw.orders }, query),
    }
    const names = async (select: unknown, exclude?: unknown) =>
      (await shop.build(definitions, careless({ select, exclude }))).nodes.map(({ name }) => name)
    expect(await names('customers orders')).toEqual(['customers', 'orders'])
    expect(await names(undefined, 'other')).toEqual(['customers', 'orders'])
    await expect(names('custmers')).rejects.toMatchObject({ code: 'E_NO_MATCH', hint: 'Did you mean "customers"?' })
    await expect(names([definitions.orders])).rejects.toMatchObject({ code: 'E_INVALID_OPTION' })
  })
})

describe('a folder of two layouts', () => {
  it('is reported once, for any number of tables', async () => {
    const tables = { a: { id: integer() }, b: { id: integer() }, c: { id: integer() } }
    const files = (name: string) => ({ files: [`${name}s.csv`, `${name}.csv`] })
    const two = source('raw', tables, { load: { a: files('a'), b: files('b'), c: files('c') } })
    await mkdir(path.join(shop.folder, 'data'))
    const names = ['a.csv', 'as.csv', 'b.csv', 'bs.csv', 'c.csv', 'cs.csv']
    for (const name of names) await writeFile(path.join(shop.folder, 'data', name), 'id\n1\n')
    const project = defineProject({ name: 'p', models: [{ two }], targets: { dev: shop.target } })
    await expect(load({ project, cwd: shop.folder, data: 'data' })).rejects.toMatchObject({
      diagnostics: [
        {
          code: 'E_AMBIGUOUS_NAME',
          message: 'data has both "as.csv" and "a.csv" for source "raw.a"; the same is true of 2 other sources',
        },
      ],
    })
    for (const name of ['a', 'b', 'c']) await rm(path.join(shop.folder, 'data', `${name}.csv`))
    await load({ project, cwd: shop.folder, data: 'data' })
    for (const name of ['a', 'b', 'c'])
      await rename(path.join(shop.folder, 'data', `${name}s.csv`), path.join(shop.folder, 'data', `${name}.csv`))
    await expect(load({ project, cwd: shop.folder, data: 'data' })).rejects.toMatchObject({
      diagnostics: [
        { hint: 'If it holds the same data, replace what is loaded: kerros load --full-refresh', at: 'models[0]' },
      ],
    })
  })
})

describe('failures while running', () => {
  it('of raw SQL name the nearest column and those of the inputs', async () => {
    const orders = view({ o: raw.orders }, query)
    const m = table({ o: orders }, (db: any) => db.selectFrom('o').select(sql`custmer`.as('c')) as any)
    const n = dataTest({ s: raw.orders }, (db: any) => db.selectFrom('s').selectAll().where(sql`s.ids`, '=', 1) as any)
    const built = await shop.build({ raw, orders, m })
    const tested = await shop.build({ raw, n })
    const nodes = [...built.nodes, ...tested.nodes].filter(({ error }) => error)
    expect(nodes.map(({ name, error }) => [name, error?.code, error?.message, error?.hint])).toMatchInlineSnapshot(`
      [
        [
          "m",
          "E_QUERY",
          "DuckDB rejects "m": Binder Error: Referenced column "custmer" not found in FROM clause!
      Candidate bindings: "customer", "at"",
          "Did you mean "customer"? Of the inputs, "orders" has id, customer, at.
      See the SQL with: kerros compile --select m",
        ],
        [
          "n",
          "E_QUERY",
          "DuckDB rejects "n": Binder Error: Table "s" does not have a column named "ids"
      Candidate bindings: "id", "customer", "at"",
          "Did you mean "id"? Of the inputs, "orders" has id, customer, at.
      See the SQL with: kerros compile --select n",
        ],
      ]
    `)
  })

  it('of a column that an input got after it was built say how to rebuild it', async () => {
    const later = (db: any) =>
      db
        .selectFrom('o')
        .select(['o.id', 'o.customer', count().as('fresh')])
        .groupBy(['o.id', 'o.customer'])
    const kept = (of: any) => incremental({ o: raw.orders }, of, { uniqueKey: 'id' } as any)
    await shop.build({ raw, kept: kept((db: any) => db.selectFrom('o').select(['o.id', 'o.customer'])) })
    const grown = kept(later)
    const reader = view({ k: grown }, (db: any) => db.selectFrom('k').select('k.fresh') as any)
    const { nodes } = await shop.build({ raw, kept: grown, reader })
    expect(nodes.find(({ name }) => name === 'reader')?.error?.hint).toContain(
      '"kept" was built before it had "fresh". Rebuild it: kerros build --full-refresh --select kept',
    )
  })

  it('of kerros itself are reported as such', async () => {
    const node: any = { name: 'orders', file: 'src/orders.ts', reads: [] }
    const cause = new TypeError('x is not a function')
    expect(await explainFailure(cause, node, careless(undefined))).toEqual({
      code: 'E_INTERNAL',
      message: '"orders" failed because of a bug in kerros: x is not a function',
      hint: 'Run it again with --debug, and report the stack that it prints.',
      at: 'src/orders.ts',
      cause,
    })
  })
})
