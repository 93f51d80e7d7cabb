import {
  count,
  ephemeral,
  foreignKey,
  incremental,
  integer,
  notNull,
  now,
  type RunResult,
  scdType1,
  snapshot,
  source,
  sum,
  table,
  timestamp,
  varchar,
  variable,
  view,
} from 'kerros'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { contractSuite, type EngineUnderTest } from '../../conformance/contract-suite.js'
import { ScratchProject } from '../../conformance/scratch-project.js'

const raw = source('raw', {
  orders: { id: integer(), customer: varchar(), amount: integer(), loaded_at: timestamp() },
})

const FILLED = [
  'create schema if not exists raw',
  'create or replace table raw.orders (id integer, customer varchar, amount integer, loaded_at timestamp)',
  `insert into raw.orders values (1, 'ann', 10, '2026-01-01'), (2, 'bob', 20, '2026-01-02')`,
]

const orders = table({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.customer', 'o.amount']))
const shown = view({ o: orders }, (db) => db.selectFrom('o').select(['o.customer', 'o.amount']))
const totals = table({ s: shown }, (db) =>
  db
    .selectFrom('s')
    .groupBy('s.customer')
    .select((eb) => ['s.customer', sum(eb.ref('s.amount')).as('total')]),
)
const customers = table({ o: orders }, (db) => db.selectFrom('o').select('o.customer').distinct())

/** docs/reuse.md, case by case. */
export function reuseSuite(engine: EngineUnderTest): void {
  contractSuite('a run with reuse', engine, () => {
    let project: ScratchProject
    beforeEach(async () => {
      project = await ScratchProject.create(engine)
      await project.execute(...FILLED)
    }, 60_000)
    afterEach(async () => project?.remove())

    const build = (definitions: object, options: object = {}, given: object = {}): Promise<RunResult> =>
      project.build({ raw, ...definitions }, { reuse: 'on', ...options }, given)
    const builtBy = ({ nodes }: RunResult): readonly string[] =>
      nodes.filter(({ isReused, status }) => !isReused && status !== 'skipped').map(({ name }) => name)
    const built = async (definitions: object, options: object = {}, given: object = {}): Promise<readonly string[]> =>
      builtBy(await build(definitions, options, given))
    const rowsOf = async (name: string): Promise<readonly object[]> =>
      project.rows(`select * from ${place()}.${name} order by 1`)
    const place = (): string => `${project.target.database}.${project.target.schema}`

    const shop = { orders, shown, totals, customers }

    it('builds all at first, and nothing when nothing has changed', async () => {
      expect(await built(shop)).toEqual(expect.arrayContaining(['orders', 'shown', 'totals', 'customers']))
      const again = await build(shop)
      expect(builtBy(again)).toEqual([])
      expect(again.nodes.map(({ status }) => status)).toEqual(['success', 'success', 'success', 'success'])
      expect(again.nodes.flatMap(({ statements }) => statements)).toEqual([])
    })

    it('builds what reads a source that has changed, through views', async () => {
      await build(shop)
      await project.execute(`insert into raw.orders values (3, 'eve', 30, '2026-01-03')`)
      if (engine.name === 'DuckDB')
        await build({ ...shop }, {}).then((result) => expect(builtBy(result)).toContain('totals'))
      else expect(await built(shop)).toEqual(['orders', 'customers', 'totals'])
      expect(await rowsOf('totals')).toHaveLength(3)
    })

    it('leaves what reads only columns that are the same', async () => {
      await build(shop)
      const doubled = table({ o: raw.orders }, (db) =>
        db.selectFrom('o').select((eb) => ['o.id', 'o.customer', eb('o.amount', '*', 2).as('amount')]),
      )
      const shownNow = view({ o: doubled }, (db) => db.selectFrom('o').select(['o.customer', 'o.amount']))
      const totalsNow = table({ s: shownNow }, (db) =>
        db
          .selectFrom('s')
          .groupBy('s.customer')
          .select((eb) => ['s.customer', sum(eb.ref('s.amount')).as('total')]),
      )
      const customersNow = table({ o: doubled }, (db) => db.selectFrom('o').select('o.customer').distinct())
      const names = await built({ orders: doubled, shown: shownNow, totals: totalsNow, customers: customersNow })
      expect(names).toContain('orders')
      expect(names).toContain('totals')
      expect(names).not.toContain('customers')
      expect(await rowsOf('totals')).toEqual([expect.anything(), expect.anything()])
      expect(Object.values((await rowsOf('totals'))[0]!).map(Number)).toContain(20)
    })

    it('builds everything that reads rows which another filter decides', async () => {
      await build(shop)
      const some = table({ o: raw.orders }, (db) =>
        db.selectFrom('o').select(['o.id', 'o.customer', 'o.amount']).where('o.id', '>', 1),
      )
      const shownNow = view({ o: some }, (db) => db.selectFrom('o').select(['o.customer', 'o.amount']))
      const customersNow = table({ o: some }, (db) => db.selectFrom('o').select('o.customer').distinct())
      expect(await built({ orders: some, shown: shownNow, customers: customersNow })).toEqual(
        expect.arrayContaining(['orders', 'customers']),
      )
      expect(await rowsOf('customers')).toHaveLength(1)
    })

    it('sees a filter of an ephemeral model, and the value of a variable', async () => {
      const least = variable('least', 5)
      const of = (than: number) => {
        const big = ephemeral({ o: raw.orders }, (db) =>
          db.selectFrom('o').selectAll().where('o.amount', '>', than).where('o.amount', '>', least),
        )
        return { big, counted: table({ b: big }, (db) => db.selectFrom('b').select(() => [count().as('n')])) }
      }
      await build(of(0))
      expect(await built(of(0))).toEqual([])
      expect(await built(of(15))).toEqual(['counted'])
      expect(await built(of(15))).toEqual([])
      expect(await built(of(15), { vars: { least: 25 } })).toEqual(['counted'])
      expect(Object.values((await rowsOf('counted'))[0]!).map(Number)).toEqual([0])
    })

    it('builds again what someone else has changed, replaced or dropped', async () => {
      await build(shop)
      await project.execute(`update ${place()}.customers set customer = 'x'`)
      expect(await built(shop)).toContain('customers')
      expect(await rowsOf('customers')).toEqual(
        expect.arrayContaining([expect.not.objectContaining({ customer: 'x' })]),
      )
      await project.execute(`drop table ${place()}.totals`)
      expect(await built(shop)).toContain('totals')
      await project.execute(`create or replace view ${place()}.shown as select 'x' as customer, 1 as amount`)
      expect(await built(shop)).toContain('shown')
      expect(await rowsOf('totals')).toHaveLength(2)
    })

    it('builds in any case what hangs on the time, on functions and raw SQL that it does not know, and what has hooks', async () => {
      const dated = table({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', now().as('at')]))
      const called = table({ o: raw.orders }, (db) =>
        db.selectFrom('o').select((eb) => ['o.id', eb.fn<string>('chr', [eb.lit(65)]).as('letter')]),
      )
      const written = table({ o: raw.orders }, (db) =>
        db.selectFrom('o').select(['o.id', sql<number>`(select max(id) from raw.orders)`.as('greatest')]),
      )
      const hooked = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'), {
        postHook: () => sql`select 1`,
      })
      const all = { dated, called, written, plain: orders }
      await build(all)
      expect(await built(all)).toEqual(['called', 'dated', 'written'])
      await build({ hooked, plain: orders })
      expect(await built({ hooked, plain: orders })).toContain('hooked')
    })

    it('builds all after a hook that may have changed any table', async () => {
      const changing = (statement: (schema: string) => string) =>
        table({ c: customers }, (db) => db.selectFrom('c').select('c.customer'), {
          postHook: (_db, { target }) => sql`${sql.raw(statement(target.schema))}`,
        })
      const hooked = changing((schema) => `update ${schema}.customers set customer = 'hooked'`)
      const all = { orders, customers, other: hooked }
      expect((await build(all)).ok).toBe(true)
      expect(await built(all)).toEqual(['orders', 'customers', 'other'])
      const logged = { orders, customers, other: changing((schema) => `insert into ${schema}.hook_log values (1)`) }
      await project.execute(`create table ${place()}.hook_log (n integer)`)
      await build(logged)
      expect(await built(logged)).toEqual(['other'])
    })

    it('asks a test again when it failed, or when what it reads has changed', async () => {
      const tested = (name: string) =>
        table({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.customer as client']), {
          columns: { client: { tests: [notNull({ name })] } },
        })
      const all = { tested: tested('has_client') }
      await build(all)
      expect(await built(all)).toEqual([])
      await project.execute(`update raw.orders set customer = null where id = 1`)
      const failing = await build(all)
      expect(failing.ok).toBe(false)
      const still = await build(all)
      expect(still.ok).toBe(false)
      expect(builtBy(still)).toContain('has_client')
    })

    it('asks a test again that a threshold lets pass, since it says how many rows fail', async () => {
      const tested = table({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.customer']), {
        columns: { customer: { tests: [notNull({ name: 'has_customer', warnIf: '> 3', errorIf: '> 5' })] } },
      })
      await project.execute('update raw.orders set customer = null where id = 1')
      await build({ tested })
      const again = await build({ tested })
      expect(builtBy(again)).toEqual(['has_customer'])
      expect(again.nodes.find(({ name }) => name === 'has_customer')).toMatchObject({ status: 'pass', failures: 1 })
    })

    it('builds a view again when what it reads is at another place', async () => {
      const of = (alias: string | undefined, factor: number) => {
        const first = table(
          { o: raw.orders },
          (db) => db.selectFrom('o').select((eb) => ['o.id', eb('o.amount', '*', factor).as('amount')]),
          alias === undefined ? {} : { alias },
        )
        const part = ephemeral({ f: first }, (db) => db.selectFrom('f').select(['f.id', 'f.amount']))
        const seen = view({ f: first }, (db) => db.selectFrom('f').select(['f.id', 'f.amount']))
        return { first, part, seen, also: view({ p: part }, (db) => db.selectFrom('p').select(['p.id', 'p.amount'])) }
      }
      await build(of(undefined, 1))
      expect(await built(of('moved', 1))).toEqual(expect.arrayContaining(['first', 'seen', 'also']))
      expect(await built(of('moved', 2))).toEqual(['first'])
      for (const name of ['seen', 'also'])
        expect((await rowsOf(name)).map((row) => Number(Object.values(row)[1]))).toEqual([20, 40])
    })

    it('builds a node again that has failed, when it is right again', async () => {
      const part = (by: string) =>
        table({ o: raw.orders }, (db) =>
          db.selectFrom('o').select((eb) => ['o.id', eb.cast<number>(eb.ref(by as 'o.customer'), 'integer').as('n')]),
        )
      await build({ part: part('o.amount') })
      expect((await build({ part: part('o.customer'), orders })).ok).toBe(false)
      expect((await build({ part: part('o.customer'), orders })).ok).toBe(false)
      expect(await built({ part: part('o.amount') })).toEqual(['part'])
      expect(await built({ part: part('o.amount') })).toEqual([])
    })

    it('lets one broken model fail, and no other', async () => {
      const broken = table({ o: raw.orders }, () => {
        throw new Error('no query')
      })
      const result = await build({ orders, broken: broken as never })
      expect(result.nodes.map(({ name, status }) => [name, status])).toEqual(
        expect.arrayContaining([
          ['orders', 'success'],
          ['broken', 'error'],
        ]),
      )
      const wrong = incremental({ o: raw.orders }, (db, { since }) =>
        db.selectFrom('o').select(['o.id', 'o.loaded_at']).$call(since('o.loaded_at')),
      )
      const others = await build({ orders, wrong })
      expect(others.nodes.map(({ status }) => status)).toEqual(expect.arrayContaining(['success', 'error']))
    })

    it('knows that another run leaves what keeps its rows as it is', async () => {
      const log = incremental(
        { o: raw.orders },
        (db, { since }) => db.selectFrom('o').select(['o.id', 'o.loaded_at']).$call(since('o.loaded_at')),
        { watermark: 'loaded_at' },
      )
      const merged = incremental(
        { o: raw.orders },
        (db, { since }) => db.selectFrom('o').select(['o.id', 'o.loaded_at']).$call(since('o.loaded_at')),
        { watermark: 'loaded_at', uniqueKey: 'id' },
      )
      const kept = snapshot(orders, { strategy: 'check', uniqueKey: 'id', checkColumns: ['amount'] })
      const current = scdType1(orders, { uniqueKey: 'id' })
      const reader = table({ l: log }, (db) => db.selectFrom('l').select(() => [count().as('n')]))
      const all = { orders, log, merged, kept, current, reader }
      await build(all)
      // Only a run that has changed nothing shows that of what is appended; what reads it waits for that.
      const second = await build(all)
      expect(builtBy(second)).toEqual(['log'])
      expect(await built(all)).toEqual([])
      await project.execute(`insert into raw.orders values (3, 'eve', 30, '2026-01-03')`)
      expect(await built(all)).toEqual(expect.arrayContaining(['log', 'merged', 'kept', 'current', 'reader']))
      expect(Object.values((await rowsOf('reader'))[0]!).map(Number)).toEqual([3])
    })

    it('does not take conditions of options for the same because a run has changed nothing', async () => {
      const limited = (least: number) =>
        incremental({ o: raw.orders }, (db) => db.selectFrom('o').select(['o.id', 'o.amount']), {
          uniqueKey: 'id',
          strategy: 'merge',
          whenMatched: [{ and: (eb) => eb('source.amount', '>', least), action: 'update' }],
        })
      await build({ limited: limited(100) })
      await build({ limited: limited(100) })
      await project.execute('update raw.orders set amount = 50 where id = 1')
      await build({ limited: limited(100) })
      expect(await built({ limited: limited(100) })).toEqual(['limited'])
      await build({ limited: limited(40) })
      expect(Object.values((await rowsOf('limited'))[0]!).map(Number)).toEqual([1, 50])
    })

    it('builds what was built without reuse in between', async () => {
      await build(shop)
      const other = table({ o: raw.orders }, (db) =>
        db.selectFrom('o').select(['o.id', 'o.customer', 'o.amount']).where('o.id', '=', 1),
      )
      await project.build({ raw, orders: other })
      expect(await built(shop)).toEqual(expect.arrayContaining(['orders']))
      expect(await rowsOf('orders')).toHaveLength(2)
    })

    it('builds all with --force and --full-refresh, and records it', async () => {
      await build(shop)
      expect(await built(shop, { force: true })).toHaveLength(4)
      expect(await built(shop, { fullRefresh: true })).toHaveLength(4)
      expect(await built(shop)).toEqual([])
    })

    it('knows what a run reads that does not build it, in another schema, too', async () => {
      const parent = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'), { schema: 'apart' })
      const child = table({ p: parent }, (db) => db.selectFrom('p').select('p.id'))
      await build({ parent, child })
      expect(await built({ parent, child }, { select: ['child'] })).toEqual([])
      const other = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id').where('o.id', '=', 1), {
        schema: 'apart',
      })
      const reading = table({ p: other }, (db) => db.selectFrom('p').select('p.id'))
      // What is stored is what the run before has built.
      expect(await built({ parent: other, child: reading }, { select: ['child'] })).toEqual([])
      expect(await built({ parent: other, child: reading })).toEqual(['parent', 'child'])
      expect(await rowsOf('child')).toHaveLength(1)
    })

    it('builds a table whose foreign key references a relation that has moved', async () => {
      const of = (alias: string) => {
        const parent = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'), {
          alias,
          constraints: { primaryKey: 'id' },
        })
        const child = table({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'), {
          constraints: { foreignKey: [foreignKey(parent, 'id')] },
        })
        return { parent, child }
      }
      await build(of('first'))
      expect(await built(of('first'))).toEqual([])
      expect(await built(of('second'))).toEqual(['parent', 'child'])
    })

    it('is off by default, and can be on for one target', async () => {
      await project.build({ raw, ...shop })
      await project.build({ raw, ...shop }, {}, { reuse: { dev: 'on' } })
      const again = await project.build({ raw, ...shop }, {}, { reuse: { dev: 'on' } })
      expect(builtBy(again)).toEqual([])
      expect(builtBy(await project.build({ raw, ...shop }, { reuse: 'off' }, { reuse: 'on' }))).toHaveLength(4)
    })
  })
}
