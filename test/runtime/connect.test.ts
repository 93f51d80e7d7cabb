import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {
  build,
  connect,
  count,
  defineProject,
  ephemeral,
  integer,
  isKerrosError,
  type RunResult,
  run,
  snapshot,
  source,
  sum,
  type Target,
  table,
  test as testModels,
  timestamp,
  varchar,
  variable,
  view,
} from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { DuckDbDatabase } from '../../src/dialects/duckdb/connect/duckdb-database.js'

const raw = source('raw', { raw_orders: { id: integer(), customer: varchar().nullable(), at: timestamp() } })
const orders = view({ o: raw.raw_orders }, (db) =>
  db.selectFrom('o').select(['o.id as order_id', 'o.customer', 'o.at']),
)
const customers = table({ o: orders }, (db) =>
  db
    .selectFrom('o')
    .groupBy('o.customer')
    .select(['o.customer', count().as('order_count')]),
)
const customers_snapshot = snapshot(customers, { uniqueKey: 'customer', strategy: 'check', checkColumns: 'all' })
const inlined = ephemeral({ o: orders }, (db) => db.selectFrom('o').select('o.order_id'))
const definitions = { raw, orders, customers, customers_snapshot, inlined }

let folder: string
let target: Target
let built: RunResult

const project = () => defineProject({ name: 'shop', models: [definitions], targets: { dev: target } })

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-connect-'))
  target = duckdb({ path: 'shop.duckdb', schema: 'Marts' })
  const warehouse = await target.connect({ projectRoot: folder, threads: 1 })
  await warehouse.withSession(async (session) => {
    await session.execute('create schema raw')
    await session.execute('create table raw.raw_orders (id integer, customer varchar, "at" timestamp, hidden varchar)')
    await session.execute(
      `insert into raw.raw_orders values (1, 'ann', '2024-01-01 10:00:00', 'x'), (2, 'bob', '2024-01-02', 'x'), (3, 'ann', '2024-01-03', 'x')`,
    )
  })
  await warehouse.close()
  built = await build({ project: project(), cwd: folder })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const open = <const R extends Parameters<typeof connect>[1]>(relations: R) =>
  connect(target, relations, { root: folder })

async function codeOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (isKerrosError(error)) return `${error.code} ${error.message}`
    throw error
  }
  throw new Error('it did not fail')
}

describe('build, run and test from a program', () => {
  it('return typed results', async () => {
    expect(built).toMatchObject({ ok: true, target: 'dev', cancelled: false })
    expect(built.nodes.map(({ name, status }) => [name, status])).toEqual([
      ['orders', 'success'],
      ['customers', 'success'],
      ['customers_snapshot', 'success'],
    ])
    const [first] = built.nodes
    expect(first?.relationName).toBe('"Marts"."orders"')
    expect(first?.statements[0]).toMatch(/^create or replace view "Marts"\."orders" as select/)
    expectTypeOf(built.nodes[0]!.status).toExtend<string>()
    const again = await run({ project: project(), cwd: folder, select: ['customers'] })
    expect(again.nodes.map(({ name }) => name)).toEqual(['customers'])
    expect(await testModels({ project: project(), cwd: folder })).toMatchObject({ ok: true, nodes: [] })
  })

  it('return a failing node as a value, and throw when nothing can run', async () => {
    const broken = view({ o: raw.raw_orders }, (db) => db.selectFrom('o').select(sql<number>`nothing_here`.as('n')), {
      contract: { n: integer() },
    })
    const config = defineProject({ name: 'shop', models: [{ raw, broken }], targets: { dev: target } })
    const result = await build({ project: config, cwd: folder })
    expect(result.ok).toBe(false)
    expect(result.nodes[0]).toMatchObject({ name: 'broken', status: 'error', error: { code: 'E_QUERY' } })
    expect(await codeOf(build({ project: config, cwd: folder, target: 'prd' }))).toMatch(/^E_UNKNOWN_TARGET/)
  })
})

describe('two parallel builds in one process', () => {
  it('are one: the other is refused before it plans anything', async () => {
    const kept = table({ o: orders }, (db) => db.selectFrom('o').select('o.order_id'))
    const both = defineProject({ name: 'shop', models: [{ raw, orders, kept }], targets: { dev: target } })
    const results = await Promise.allSettled([1, 2].map(() => run({ project: both, cwd: folder, select: ['+kept'] })))
    expect(results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))).toMatchObject([
      {
        code: 'E_LOCKED',
        message: expect.stringMatching(
          /^the DuckDB file ".*shop\.duckdb" is being built by another run of this process/,
        ),
        hint: expect.stringContaining('await build(…)'),
      },
    ])
    expect(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.ok] : []))).toEqual([true])
  })

  it('a build says which relation another part of the process has written at the same time', async () => {
    const kept = table({ o: orders }, (db) => db.selectFrom('o').select('o.order_id'))
    const project = defineProject({ name: 'shop', models: [{ raw, orders, kept }], targets: { dev: target } })
    const database = new DuckDbDatabase({ path: path.join(folder, 'shop.duckdb') })
    const session = await database.connect()
    await session.query('begin')
    await session.query('create or replace table "Marts".kept as select 1 as x')
    const { nodes } = await run({ project, cwd: folder, select: ['kept'] }).finally(() => database.close())
    expect(nodes.map(({ error }) => error)).toMatchObject([
      { code: 'E_LOCKED', message: 'another run has written "kept" at the same time', at: expect.any(String) },
    ])
  })
})

describe('connect', () => {
  it('finds models, snapshots and sources, each where it is', async () => {
    await using db = open({ customers, customers_snapshot, orders_raw: raw.raw_orders })
    const rows = await db.selectFrom('customers').selectAll().orderBy('customer').execute()
    expectTypeOf(rows).toEqualTypeOf<{ customer: string | null; order_count: number }[]>()
    expect(rows).toEqual([
      { customer: 'ann', order_count: 2 },
      { customer: 'bob', order_count: 1 },
    ])
    const [version] = await db.selectFrom('customers_snapshot').select(['valid_from', 'valid_to']).execute()
    expect(version).toEqual({ valid_from: built.startedAt, valid_to: null })
    const [first] = await db.selectFrom('orders_raw').selectAll().where('id', '=', 1).execute()
    // The columns that the source declares: the table has one more.
    expect(first).toEqual({ id: 1, customer: 'ann', at: new Date('2024-01-01T10:00:00Z') })
    // @ts-expect-error
    expect(await codeOf(db.selectFrom('orders').selectAll().execute())).toMatch(/E_UNDECLARED_TABLE.*"orders"/)
  })

  it('finds what its own options put in another schema or under another name, and not what has the name in the target', async () => {
    const placed = view({ o: orders }, (db) => db.selectFrom('o').select('o.order_id').where('o.order_id', '=', 2), {
      schema: 'staging',
      alias: 'second_order',
    })
    const models = [{ raw, orders, placed }]
    const elsewhere = defineProject({ name: 'shop', models, targets: { dev: target } })
    const { nodes } = await build({ project: elsewhere, cwd: folder })
    expect(nodes.map(({ status }) => status)).toEqual(['success', 'success'])
    await using db = open({ placed })
    expect(await db.selectFrom('placed').selectAll().execute()).toEqual([{ order_id: 2 }])
    const { sql: text } = db.selectFrom('placed').selectAll().compile()
    expect(text).toContain('"Marts_staging"."second_order"')
  })

  it('keeps aliases, in joins and subqueries', async () => {
    await using db = open({ orders, customers })
    const rows = await db
      .selectFrom('orders as o')
      .innerJoin('customers as c', 'c.customer', 'o.customer')
      .leftJoin('customers', 'customers.customer', 'c.customer')
      .where('o.order_id', 'in', (eb) => eb.selectFrom('orders as i').select('i.order_id').where('i.order_id', '>', 1))
      .select(['o.order_id', 'c.order_count', 'customers.customer as name'])
      .orderBy('o.order_id')
      .execute()
    expect(rows).toEqual([
      { order_id: 2, order_count: 1, name: 'bob' },
      { order_id: 3, order_count: 2, name: 'ann' },
    ])
  })

  it('leaves the names of common table expressions alone, even one that hides a relation', async () => {
    await using db = open({ orders, customers })
    const rows = await db
      .with('latest', (qb) => qb.selectFrom('orders').select(['order_id', 'customer']).where('order_id', '>=', 2))
      .with('customers', (qb) => qb.selectFrom('latest').select('customer').distinct())
      .selectFrom('customers')
      .selectAll()
      .orderBy('customer')
      .execute()
    expect(rows).toEqual([{ customer: 'ann' }, { customer: 'bob' }])
  })

  it('takes unions, functions of kerros, variables, sql templates and streams', async () => {
    await using db = open({ orders })
    const least = variable('least', 2)
    const both = await db
      .selectFrom('orders')
      .select('order_id')
      .where('order_id', '>=', least)
      .unionAll((eb) => eb.selectFrom('orders').select('order_id').where('order_id', '=', 1))
      .orderBy('order_id')
      .execute()
    expect(both.map((row) => row.order_id)).toEqual([1, 2, 3])
    const total = await db
      .selectFrom('orders')
      .select((eb) => sum(eb.ref('order_id')).as('total'))
      .executeTakeFirst()
    expect(total).toEqual({ total: 6 })
    const raws = await sql<{ n: number }>`select count(*)::integer as n from ${sql.table('orders')} as o`.execute(db)
    expect(raws.rows).toEqual([{ n: 3 }])
    const streamed: number[] = []
    for await (const row of db.selectFrom('orders').select('order_id').orderBy('order_id').stream())
      streamed.push(row.order_id)
    expect(streamed).toEqual([1, 2, 3])
  })

  it('binds values', async () => {
    await using db = open({ orders })
    const query = db.selectFrom('orders').select('order_id').where('customer', '=', "ann' or true --")
    expect(query.compile()).toMatchObject({
      sql: 'select "order_id" from "Marts"."orders" as "orders" where "customer" = $1',
      parameters: ["ann' or true --"],
    })
    expect(await query.execute()).toEqual([])
  })

  it('reads only, next to other readers, unless asked otherwise', async () => {
    await using one = open({ customers })
    await using other = open({ customers })
    expect(await Promise.all([one, other].map((db) => db.selectFrom('customers').selectAll().execute()))).toHaveLength(
      2,
    )
    const refused = await sql`delete from ${sql.table('customers')}`.execute(one).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'E_NOT_PERMITTED',
      hint: 'To write to it, open it with `readOnly: false`: connect(target, { … }, { readOnly: false }).',
    })
  })

  it('names what it was not given, in its own terms', async () => {
    await using db = open({ customers })
    const diagnostic = async (name: string) => {
      const error = await db
        .selectFrom(name as 'customers')
        .selectAll()
        .execute()
        .catch((thrown: unknown) => thrown)
      return isKerrosError(error) ? `${error.code} ${error.message}\n${error.hint}` : error
    }
    expect(await diagnostic('custmers')).toMatchInlineSnapshot(`
      "E_UNDECLARED_TABLE the query selects from "custmers", which was not passed to connect(…) (customers)
      Did you mean "customers"?"
    `)
    expect(await diagnostic('orders')).toMatchInlineSnapshot(`
      "E_UNDECLARED_TABLE the query selects from "orders", which was not passed to connect(…) (customers)
      Name it: connect(target, { …, orders })."
    `)
  })

  it('holds a file open for reading only: a build in the same process gets a hint', async () => {
    const db = open({ customers })
    await db.selectFrom('customers').selectAll().execute()
    const refused = await build({ project: project(), cwd: folder }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'E_LOCKED',
      message: expect.stringContaining('already open in this process'),
    })
    expect((refused as { hint: string }).hint).toMatchInlineSnapshot(
      `"A process opens a file either for reading only, as connect(…) does by default, or for writing, as a build does. Close the other one first (await db.destroy()), or give connect(…) the setting { readOnly: false }. Settings of DuckDB must be the same, too."`,
    )
    await db.destroy()
    expect(await build({ project: project(), cwd: folder })).toMatchObject({ ok: true })
    await using writer = connect(target, { customers }, { root: folder, readOnly: false })
    await writer.selectFrom('customers').selectAll().execute()
    expect(await build({ project: project(), cwd: folder })).toMatchObject({ ok: true })
  })

  it('refuses what has no relation, and says when there is no database', async () => {
    expect(await codeOf(() => open({ inlined }))).toMatchInlineSnapshot(
      `"E_INVALID_DEFINITION "inlined" is ephemeral: there is no relation to read"`,
    )
    expect(await codeOf(() => open({ orders: undefined as unknown as typeof orders }))).toMatchInlineSnapshot(
      `"E_INVALID_DEFINITION "orders" is not a source, seed, model or snapshot"`,
    )
    expect(await codeOf(() => connect('dev' as unknown as Target, { orders }))).toMatchInlineSnapshot(
      `"E_INVALID_DEFINITION connect(…) needs a target as its first argument"`,
    )
    expect(
      await codeOf(() => connect(target, undefined as unknown as { orders: typeof orders })),
    ).toMatchInlineSnapshot(`"E_INVALID_DEFINITION connect(…) needs an object of relations as its second argument"`)
    await using db = connect(duckdb({ path: 'nothing.duckdb' }), { orders }, { root: folder })
    expect(await codeOf(db.selectFrom('orders').selectAll().execute())).toMatch(/^E_FILE_NOT_FOUND/)
  })
})
