import {
  build,
  dataTest,
  ephemeral,
  notNull,
  type Reporter,
  run,
  test as runTests,
  table,
  testColumns,
  view,
} from 'kerros'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Plan, PlannedNode } from '../../../src/core/plan/plan.js'
import { runPlan } from '../../../src/runtime/run/run-plan.js'
import { raw, Shop } from '../shop.js'

let shop: Shop
beforeEach(async () => {
  shop = await Shop.open()
})
afterEach(() => shop.close())

type Result = Awaited<ReturnType<typeof build>>

const statuses = (result: Result) => Object.fromEntries(result.nodes.map(({ name, status }) => [name, status]))
const causes = (result: Result) =>
  Object.fromEntries(result.nodes.flatMap(({ name, cause }) => (cause ? [[name, cause]] : [])))

/** A table of the ids; `slow` ones take long enough for others to start meanwhile. */
const ids = (input: any = raw.orders, slow = false) =>
  table({ o: input }, (db: any) =>
    slow
      ? db
          .selectFrom('o')
          .select((eb: any) => [
            eb.fn.coalesce(eb.fn.max('o.id'), eb.lit(0)).as('id'),
            sql<number>`(select count(*) from range(8000000) as r(x) where x % 7 = 3)`.as('n'),
          ])
      : db.selectFrom('o').select('o.id'),
  ) as ReturnType<typeof table<any, any>>

const broken = (input: any = raw.orders) =>
  table({ o: input }, (db: any) => db.selectFrom('o').select(sql<number>`cast('x' as integer)`.as('id')))

/** How many nodes ran at once at most. */
function observed(): { readonly reporter: Reporter; most(): number; readonly started: string[] } {
  let [now, most] = [0, 0]
  const started: string[] = []
  return {
    reporter: {
      onNodeStart: (node) => {
        started.push(node.name)
        most = Math.max(most, ++now)
      },
      onNodeEnd: (result) => {
        if (result.status !== 'skipped') now--
      },
    },
    most: () => most,
    started,
  }
}

describe('threads', () => {
  const many = () => ({
    a: ids(undefined, true),
    b: ids(undefined, true),
    c: ids(undefined, true),
    d: ids(undefined, true),
  })

  it.each([1, 2, 3])('%i nodes in parallel, and no more', async (threads) => {
    const seen = observed()
    const result = await run({ project: shop.project(many()), cwd: shop.folder, threads, reporter: seen.reporter })
    expect(result.ok).toBe(true)
    expect(seen.most()).toBe(threads)
  })

  it('among nodes that are ready, first what the longest chain waits for, then the order of the plan', async () => {
    const seen = observed()
    const d = ids()
    await run({
      project: shop.project({ z: ids(), b: ids(), d, e: ids(d) }),
      cwd: shop.folder,
      reporter: seen.reporter,
    })
    expect(seen.started).toEqual(['d', 'e', 'b', 'z'])
  })

  it('must be a whole number of at least 1', async () => {
    for (const threads of [0, 1.5, Number.NaN])
      await expect(run({ project: shop.project({ a: ids() }), cwd: shop.folder, threads })).rejects.toMatchObject({
        code: 'E_INVALID_OPTION',
      })
  })

  it('give the same relations, in any number', async () => {
    const a = ids()
    const b = ids(a)
    const c = view({ a, b }, (db) => db.selectFrom('a').innerJoin('b', 'b.id', 'a.id').select('a.id'))
    for (const threads of [1, 4]) {
      expect((await build({ project: shop.project({ a, b, c }), cwd: shop.folder, threads })).ok).toBe(true)
      expect(await shop.rows('select count(*)::integer as n from c')).toEqual([{ n: 3 }])
    }
  })
})

describe('failures', () => {
  it('skip what depends on them, near and far, with the first cause; the rest runs', async () => {
    const bad = broken()
    const child = ids(bad)
    const through = ephemeral({ child }, (db) => db.selectFrom('child').select('child.id'))
    const grandchild = ids(through)
    const result = await run({
      project: shop.project({ bad, child, through, grandchild, other: ids() }),
      cwd: shop.folder,
    })
    expect(statuses(result)).toEqual({ bad: 'error', child: 'skipped', grandchild: 'skipped', other: 'success' })
    expect(causes(result)).toEqual({ child: 'model.shop.bad', grandchild: 'model.shop.bad' })
    expect(result).toMatchObject({ ok: false, cancelled: false })
  })

  it('name the model, without a value of a row, and a hint', async () => {
    const result = await run({ project: shop.project({ bad: broken() }), cwd: shop.folder })
    expect(result.nodes[0]!.error).toMatchObject({
      code: 'E_QUERY',
      message: 'DuckDB rejects "bad": Conversion Error: Could not convert string … to INT32',
      hint: 'See the SQL with: kerros compile --select bad',
      at: 'models[0]',
    })
  })

  it('say what is not there yet', async () => {
    const a = ids()
    const through = ephemeral({ a }, (db: any) => db.selectFrom('a').selectAll())
    const b = ids(through)
    const project = shop.project({ a, through, b })
    const result = await run({ project, cwd: shop.folder, select: ['b'] })
    expect(result.nodes[0]!.error).toMatchObject({
      message: '"b" reads "a", which is not built yet',
      hint: 'Build it first: kerros build --select +b',
    })
    await shop.rows('drop table raw.orders')
    const second = await run({ project, cwd: shop.folder })
    expect(second.nodes[0]!.error!.message).toBe('"a" reads the source "raw.orders", which does not exist')
  })

  it('of a plan are all reported together, for one node and for several', async () => {
    const twice = view({ o: raw.orders }, (db: any) =>
      db.selectFrom('nope').innerJoin('nada', 'nada.id', 'nope.id').select('nope.id'),
    )
    const result = await run({ project: shop.project({ twice, other: ids() }), cwd: shop.folder })
    expect(statuses(result)).toEqual({ twice: 'error', other: 'success' })
    expect(result.nodes.find(({ name }) => name === 'twice')!.error!.message.split('\n')).toHaveLength(2)
  })

  it('stop the run with failFast', async () => {
    const a = ids()
    const bad = broken()
    const result = await run({
      project: shop.project({ a, bad, c: ids(a), d: ids(bad) }),
      cwd: shop.folder,
      failFast: true,
    })
    expect(statuses(result)).toEqual({ a: 'success', bad: 'error', c: 'skipped', d: 'skipped' })
    expect(causes(result)).toEqual({ c: 'fail-fast', d: 'model.shop.bad' })
  })

  it.each([
    ['error', false, { a: 'success', none: 'fail', c: 'skipped' }],
    ['warn', true, { a: 'success', none: 'warn', c: 'success' }],
  ] as const)('of tests stop the run with failFast, of severity %s', async (severity, ok, expected) => {
    const a = ids()
    const none = dataTest({ a }, (db: any) => db.selectFrom('a').selectAll(), { severity })
    const result = await build({
      project: shop.project({ a, none, c: ids() }),
      cwd: shop.folder,
      failFast: true,
      threads: 1,
    })
    expect(result.ok).toBe(ok)
    expect(statuses(result)).toEqual(expected)
    if (!ok) expect(causes(result)).toEqual({ c: 'fail-fast' })
  })

  it('skip a chain that is longer than the stack', async () => {
    const length = 30_000
    const node = (i: number): PlannedNode => ({
      uniqueId: `model.p.m${i}`,
      name: `m${i}`,
      resourceType: 'model',
      materialized: 'table',
      relation: undefined,
      file: 'a.ts',
      waitsFor: i === 0 ? [] : [`model.p.m${i - 1}`],
      steps: [],
      compiledCode: undefined,
      computeWarehouse: undefined,
      reads: [],
      diagnostics: [{ code: 'E_QUERY', message: 'bad' }],
    })
    const plan: Plan = {
      project: 'p',
      target: 'dev',
      startedAt: new Date(),
      runId: 'x',
      setup: [],
      nodes: Array.from({ length }, (_, i) => node(i)),
    }
    const warehouse = await shop.target.connect({ projectRoot: shop.folder, threads: 1 })
    const result = await runPlan(plan, warehouse, { threads: 1 }).finally(() => warehouse.close())
    expect(result.nodes.filter(({ status }) => status === 'skipped')).toHaveLength(length - 1)
  })

  it('of a reporter end the run after its nodes, and are thrown', async () => {
    const reporter: Reporter = {
      onNodeEnd: () => {
        throw new TypeError('the reporter is broken')
      },
    }
    const a = ids()
    await expect(run({ project: shop.project({ a, b: ids(a) }), cwd: shop.folder, reporter })).rejects.toThrow(
      'the reporter is broken',
    )
    expect(await shop.rows('select count(*)::integer as n from b')).toEqual([{ n: 3 }])
  })
})

describe('tests', () => {
  const failing = (of: any, severity: 'warn' | 'error' = 'error') =>
    dataTest({ of }, (db: any) => db.selectFrom('of').select('of.id'), { severity })

  it('stop what depends on the tested model; those that warn do not', async () => {
    const a = ids()
    const result = await build({ project: shop.project({ a, b: ids(a), t: failing(a) }), cwd: shop.folder })
    expect(statuses(result)).toEqual({ a: 'success', t: 'fail', b: 'skipped' })
    expect(causes(result)).toEqual({ b: 'test.shop.t' })
    const warned = await build({ project: shop.project({ a, b: ids(a), t: failing(a, 'warn') }), cwd: shop.folder })
    expect(statuses(warned)).toEqual({ a: 'success', t: 'warn', b: 'success' })
    expect(warned.ok).toBe(true)
  })

  it('of a source stop its readers', async () => {
    await shop.rows('insert into raw.orders (customer) values (null)')
    const checks = testColumns(raw.orders, { customer: [notNull()] })
    const a = ids()
    const result = await build({ project: shop.project({ checks, a, b: ids(a) }), cwd: shop.folder })
    expect(statuses(result)).toEqual({ not_null_orders_customer: 'fail', a: 'skipped', b: 'skipped' })
    expect(await shop.rows("select 1 from duckdb_tables() where table_name = 'a'")).toEqual([])
  })

  it('of an ephemeral stop its readers', async () => {
    const e = ephemeral({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'))
    const result = await build({ project: shop.project({ e, a: ids(e), t: failing(e) }), cwd: shop.folder })
    expect(statuses(result)).toEqual({ t: 'fail', a: 'skipped' })
  })

  it('run alone with test, and not at all with run', async () => {
    const a = ids()
    const project = shop.project({ a, t: failing(a) })
    expect(statuses(await run({ project, cwd: shop.folder }))).toEqual({ a: 'success' })
    const tested = await runTests({ project, cwd: shop.folder })
    expect(statuses(tested)).toEqual({ t: 'fail' })
    expect(tested.nodes[0]!.failures).toBe(3)
  })
})

describe('selection', () => {
  it('keeps the order through nodes that are not selected', async () => {
    const a = ids(undefined, true)
    const b = ids(a)
    const c = ids(b)
    const project = shop.project({ a, b, c })
    await build({ project, cwd: shop.folder })
    const seen = observed()
    const result = await build({ project, cwd: shop.folder, select: ['a', 'c'], threads: 2, reporter: seen.reporter })
    expect(statuses(result)).toEqual({ a: 'success', c: 'success' })
    expect(seen.most()).toBe(1)
    expect(seen.started).toEqual(['a', 'c'])
  })

  it('that is wrong leaves no trace: no file is made', async () => {
    const { access } = await import('node:fs/promises')
    const path = await import('node:path')
    const { duckdb } = await import('kerros/duckdb')
    const project = { ...shop.project({ a: ids() }), targets: { dev: duckdb({ path: 'new/db.duckdb' }) } }
    await expect(build({ project, cwd: shop.folder, select: ['nope'] })).rejects.toMatchObject({ code: 'E_NO_MATCH' })
    await expect(access(path.join(shop.folder, 'new'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('of a target is by its own name only', async () => {
    for (const target of ['prod', 'constructor', '__proto__'])
      await expect(build({ project: shop.project({ a: ids() }), cwd: shop.folder, target })).rejects.toMatchObject({
        code: 'E_UNKNOWN_TARGET',
      })
  })
})

describe('a signal', () => {
  it('cancels what runs, and nothing new starts', async () => {
    const endless = table({ o: raw.orders }, (db: any) =>
      db
        .selectFrom('o')
        .select(sql<number>`(select count(*) from range(100000000000) as r(x) where x % 7 = 3)`.as('id')),
    )
    const a = ids()
    const controller = new AbortController()
    const reporter: Reporter = {
      onNodeStart: (node) => void (node.name === 'endless' && setTimeout(() => controller.abort(), 50)),
    }
    const project = shop.project({ a, endless, later: ids(endless), zlast: ids(a) })
    const began = performance.now()
    const result = await run({ project, cwd: shop.folder, signal: controller.signal, reporter })
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(statuses(result)).toEqual({ a: 'success', endless: 'cancelled', later: 'cancelled', zlast: 'cancelled' })
    expect(result).toMatchObject({ ok: false, cancelled: true })
    expect(await shop.rows("select table_name from duckdb_tables() where schema_name = 'main'")).toEqual([
      { table_name: 'a' },
    ])
  })

  it('that comes before the start still gives a result', async () => {
    const a = ids()
    const result = await run({ project: shop.project({ a, b: ids(a) }), cwd: shop.folder, signal: AbortSignal.abort() })
    expect(result).toMatchObject({ ok: false, cancelled: true })
    expect(statuses(result)).toEqual({ a: 'cancelled', b: 'cancelled' })
  })
})
