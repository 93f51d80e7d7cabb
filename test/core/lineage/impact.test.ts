import {
  analysis,
  chart,
  count,
  dataTest,
  exposure,
  foreignKey,
  hook,
  incremental,
  integer,
  notNull,
  snapshot,
  source,
  sum,
  table,
  timestamp,
  varchar,
  view,
} from 'kerros'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { impactOf } from '../../../src/core/lineage/impact.js'
import { Lineage } from '../../../src/core/lineage/lineage.js'
import { projectLineage } from '../../../src/core/lineage/project-lineage.js'
import { buildProject } from '../../../src/core/project/build-project.js'

const raw = source('raw', { orders: { id: integer(), customer: varchar(), amount: integer(), at: timestamp() } })
const orders = view(
  { o: raw.orders },
  (db) => db.selectFrom('o').select(['o.id', 'o.customer', 'o.amount as total', 'o.at']),
  {
    columns: { total: { tests: [notNull()] } },
  },
)
const all_orders = view({ o: orders }, (db) => db.selectFrom('o').selectAll())
const large = table({ o: all_orders }, (db) =>
  db.selectFrom('o').select(['o.id', 'o.customer']).where('o.total', '>', 10),
)
const customers = table({ o: large }, (db) =>
  db
    .selectFrom('o')
    .groupBy('o.customer')
    .select(['o.customer', count().as('orders')]),
)
const daily = incremental(
  { o: orders },
  (db, { since }) =>
    db
      .selectFrom('o')
      .$call(since('o.at'))
      .groupBy('o.at')
      .select((eb) => ['o.at', sum(eb.ref('o.total')).as('revenue')]),
  { uniqueKey: 'at', watermark: 'at' },
)
const raw_sums = view({ o: orders }, (db) => db.selectFrom('o').select(sql<number>`sum(total)`.as('n')))
const history = snapshot(orders, { uniqueKey: 'id', strategy: 'check', checkColumns: ['total'] })
const test_revenue = dataTest({ d: daily }, (db) => db.selectFrom('d').select('d.at').where('d.revenue', '<', 0))
const best = analysis({ d: daily }, (db) => db.selectFrom('d').select(['d.at', 'd.revenue']))
const revenue_chart = chart(best as never, { mark: 'bar', category: 'at', value: 'revenue' } as never)
const dashboard = exposure({ type: 'dashboard', dependsOn: [customers], owner: { name: 'Ann' } })
const definitions = {
  raw_orders: raw.orders,
  orders,
  all_orders,
  large,
  customers,
  daily,
  raw_sums,
  history,
  test_revenue,
  best,
  revenue_chart,
  dashboard,
}

const { project } = buildProject('p', [{ file: 'a.ts', exports: definitions }])
const lineage = new Lineage(projectLineage(project).nodes)
const of = (column: string) => impactOf(project, lineage, lineage.column(column))
const names = (nodes: readonly { readonly name: string }[]): readonly string[] => nodes.map(({ name }) => name).sort()

describe('impact', () => {
  it('names what is wrong without the column, and what by', () => {
    expect(
      of('orders.total')
        .named.map(({ name, by }) => `${name}: ${by.join(', ')}`)
        .sort(),
    ).toEqual(['daily: query', 'not_null_orders_total: query', 'orders: columns'])
    expect(
      of('daily.at')
        .named.map(({ name, by }) => `${name}: ${by.join(', ')}`)
        .sort(),
    ).toEqual(['best: query', 'daily: uniqueKey, watermark', 'test_revenue: query'])
    expect(of('orders.id').named.map(({ name, by }) => `${name}: ${by.join(', ')}`)).toEqual([])
    expect(of('history.total').named.map(({ name, by }) => `${name}: ${by.join(', ')}`)).toEqual([
      'history: checkColumns',
    ])
  })

  it('names the functions among options that name it: checks, conditions of a merge, hooks, and foreign keys of others', () => {
    const log = source('raw', { log: { id: integer(), total: integer() } })
    const keyed = incremental({ o: orders }, (db) => db.selectFrom('o').select(['o.id', 'o.total', 'o.customer']), {
      uniqueKey: 'id',
      whenMatched: [{ and: (eb) => eb('source.total', '>', 0), action: 'update' }],
      incrementalPredicates: (eb) => eb('target.customer', '!=', ''),
      constraints: { primaryKey: 'id', check: { some: (eb) => eb('total', '>', 0) } },
      postHook: (db) => db.deleteFrom('this').where('total', '<', 0),
    })
    const pointing = table({ k: keyed }, (db) => db.selectFrom('k').select('k.id as own'), {
      constraints: { foreignKey: [foreignKey(keyed, { own: 'id' })] },
      preHook: [
        hook({ k: keyed, l: log.log }, (db, { target }) =>
          target.name === 'prod'
            ? db
                .insertInto('l')
                .columns(['id', 'total'])
                .expression(db.selectFrom('k as x').select(['x.id', 'x.total']))
            : sql`select 1`,
        ),
        () => {
          throw new Error('not now')
        },
      ],
    })
    const { project } = buildProject('p', [{ file: 'a.ts', exports: { ...definitions, log, keyed, pointing } }])
    const all = new Lineage(projectLineage(project).nodes)
    const named = (column: string, ...targets: readonly string[]) =>
      impactOf(project, all, all.column(column), targets)
        .named.map(({ name, by }) => `${name}: ${by.join(', ')}`)
        .sort()
    expect(named('keyed.total')).toEqual(['keyed: constraints, whenMatched'])
    expect(named('keyed.total', 'dev')).toEqual(['keyed: constraints, whenMatched, postHook'])
    expect(named('keyed.total', 'dev', 'prod')).toEqual([
      'keyed: constraints, whenMatched, postHook',
      'pointing: preHook',
    ])
    expect(named('keyed.customer', 'prod')).toEqual(['keyed: incrementalPredicates'])
    expect(named('keyed.id', 'dev')).toEqual(['keyed: uniqueKey, constraints', 'pointing: query, constraints'])
    expect(named('raw.log.total', 'prod')).toEqual(['pointing: preHook'])
    expect(named('orders.customer', 'prod')).toEqual(['keyed: query'])
  })

  it('distinguishes values from rows', () => {
    const { columns, rows } = of('orders.total')
    expect(
      columns.map(({ name, column, how, keepsRows }) => `${name}.${column} ${how}${keepsRows ? ' kept' : ''}`).sort(),
    ).toEqual(['all_orders.total copied', 'daily.revenue aggregated kept', 'history.total copied kept'])
    expect(rows.map(({ name, why }) => `${name}: ${why.join(', ') || 'reads'}`)).toEqual([
      'history: new version',
      'large: where',
      'customers: reads',
    ])
  })

  it('finds a source without its schema, unless another node has that name', () => {
    const copy = view({ o: raw.orders }, (db) => db.selectFrom('o').select('o.id'))
    const built = buildProject('p', [{ file: 'a.ts', exports: { raw, copy } }])
    const alone = new Lineage(projectLineage(built.project).nodes)
    expect(alone.column('orders.id')).toEqual({ node: 'source.p.raw.orders', column: 'id' })
    expect(lineage.column('orders.total')).toEqual({ node: 'model.p.orders', column: 'total' })
  })

  it('reaches tests, analyses, charts and exposures', () => {
    const found = of('raw.orders.amount')
    expect(names(found.tests)).toEqual(['not_null_orders_total', 'test_revenue'])
    expect(names(found.analyses)).toEqual(['best'])
    expect(names(found.charts)).toEqual(['revenue_chart'])
    expect(names(found.exposures)).toEqual(['dashboard'])
  })

  it('says where raw SQL may name it', () => {
    expect(names(of('orders.total').opaque)).toEqual(['raw_sums'])
    expect(names(of('customers.orders').opaque)).toEqual([])
  })

  it('says nothing of a column that nothing reads', () => {
    const { named, columns, rows, tests } = of('customers.orders')
    expect([named, columns, rows, tests]).toEqual([[], [], [], []])
  })
})

describe('reach', () => {
  it('goes on from rows to what is made of their number', () => {
    const totals = view({ o: orders, l: large }, (db) =>
      db.selectFrom('o').select((eb) => ['o.id', eb.selectFrom('l').select(count().as('n')).as('large_orders')]),
    )
    const readers = view({ t: totals }, (db) => db.selectFrom('t').select(['t.id', 't.large_orders as n']))
    const built = buildProject('p', [{ file: 'a.ts', exports: { ...definitions, totals, readers } }])
    const { columns, rows } = new Lineage(projectLineage(built.project).nodes).reach('orders.total')
    expect(rows.has('model.p.large')).toBe(true)
    expect([rows.has('model.p.totals'), columns.get('model.p.totals')]).toEqual([false, new Set(['large_orders'])])
    expect(columns.get('model.p.readers')).toEqual(new Set(['n']))
  })
})

describe('the way of a column', () => {
  it('follows the given number of nodes, and no rows', () => {
    const ends = (depth: number | undefined) =>
      lineage
        .downstream('orders.total', { depth })
        .map(({ kind, to }) => `${kind} ${lineage.node(to.node)!.name}${to.column ? `.${to.column}` : ''}`)
        .sort()
    expect(ends(1)).toEqual([
      'rows history',
      'rows not_null_orders_total',
      'value all_orders.total',
      'value daily.revenue',
      'value history.total',
    ])
    expect(ends(undefined)).toEqual([
      'rows history',
      'rows large',
      'rows not_null_orders_total',
      'rows test_revenue',
      'value all_orders.total',
      'value best.revenue',
      'value daily.revenue',
      'value history.total',
      'value revenue_chart.revenue',
    ])
    expect(
      lineage
        .upstream('revenue_chart.revenue')
        .filter(({ kind }) => kind === 'value')
        .map(({ from }) => from.column),
    ).toEqual(['revenue', 'revenue', 'total', 'amount'])
  })

  it('begins at a column whose name has dots', () => {
    const named = source('raw', { t: { 'a.b': integer(), a: integer(), b: integer(), 'x.y.z': integer() } })
    const t = view({ r: named.t }, (db) => db.selectFrom('r').selectAll())
    const dotted = new Lineage(
      projectLineage(buildProject('p', [{ file: 'a.ts', exports: { named, t } }]).project).nodes,
    )
    for (const column of ['a.b', 'a', 'b', 'x.y.z'])
      for (const node of ['t', 'model.p.t'])
        expect(dotted.column(`${node}.${column}`)).toEqual({ node: 'model.p.t', column })
    expect(() => dotted.column('t.a.c')).toThrow('"t" has no column "a.c"')
    expect(() => dotted.column('u.a.b')).toThrow('there is no node "u.a"')
  })

  it('is refused for what is not there, with the nearest name', () => {
    expect(() => lineage.column('ordrs.total')).toThrow('there is no node "ordrs"')
    expect(() => lineage.column('orders.totl')).toThrow('"orders" has no column "totl"')
    expect(() => lineage.column('orders')).toThrow('"orders" is a model, not a column')
    expect(() => lineage.column('total')).toThrow('there is no node "total"')
    expect(lineage.column('ORDERS.TOTAL'.toLowerCase())).toEqual({ node: 'model.p.orders', column: 'total' })
    expect(lineage.column('model.p.orders.TOTAL')).toEqual({ node: 'model.p.orders', column: 'total' })
  })
})

describe('incremental models and snapshots', () => {
  it('depend on what since and their keys name', () => {
    const daily_rows = lineage.nodes.find(({ name }) => name === 'daily')!.rows
    expect(daily_rows.map(({ node, column, why }) => `${node.split('.').at(-1)}.${column} ${why}`)).toEqual([
      'orders.at group by',
      'orders.at since',
      'daily.at since',
      'orders.at unique key',
    ])
  })
})
