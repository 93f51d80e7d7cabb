import { count, ephemeral, iff, integer, source, sum, table, varchar } from 'kerros'
import { describe, expect, it } from 'vitest'
import { columnLineageFacet } from '../../../src/artifacts/open-lineage/column-lineage-facet.js'
import { tableLineage } from '../../../src/artifacts/open-lineage/table-lineage.js'
import { Lineage } from '../../../src/core/lineage/lineage.js'
import { projectLineage } from '../../../src/core/lineage/project-lineage.js'
import { buildProject } from '../../../src/core/project/build-project.js'

const raw = source('raw', { orders: { id: integer(), customer: varchar(), amount: integer(), state: varchar() } })
const paid = ephemeral({ o: raw.orders }, (db) =>
  db
    .selectFrom('o')
    .select((eb) => ['o.customer as buyer', iff(eb('o.state', '=', 'paid'), eb.ref('o.amount'), eb.lit(0)).as('paid')])
    .where('o.id', '>', 0),
)
const spent = ephemeral({ p: paid }, (db) =>
  db
    .selectFrom('p')
    .groupBy('p.buyer')
    .select((eb) => ['p.buyer', sum(eb.ref('p.paid')).as('spent')]),
)
const buyers = table({ s: spent }, (db) =>
  db.selectFrom('s').where('s.spent', '>', 10).select(['s.buyer', 's.spent as total']),
)
const constants = table({ s: spent }, (db) =>
  db
    .selectFrom('s')
    .select((eb) => eb.lit(1).as('one'))
    .where('s.buyer', '=', 'a'),
)
const orders_count = table({ b: buyers }, (db) => db.selectFrom('b').select(count().as('n')))

const modules = [{ file: 'shop.ts', exports: { raw, paid, spent, buyers, constants, orders_count } }]
const { project } = buildProject('shop', modules)
const { nodes } = projectLineage(project)
const lineage = new Lineage(nodes)
const EPHEMERALS = ['model.shop.paid', 'model.shop.spent']
const of = (name: string) => tableLineage(lineage.find(name)!, lineage, (id) => !EPHEMERALS.includes(id))
const ORDERS = 'source.shop.raw.orders'

describe('the lineage of a table through ephemerals', () => {
  it('ends at the tables before them, with the last way that holds', () => {
    const { columns } = of('buyers')
    expect(columns.get('buyer')).toEqual({
      values: [{ node: ORDERS, column: 'customer', how: 'renamed' }],
      deciders: [],
    })
    expect(columns.get('total')).toEqual({
      values: [{ node: ORDERS, column: 'amount', how: 'aggregated' }],
      deciders: [{ node: ORDERS, column: 'state', why: 'case' }],
    })
  })

  it('has what decides the rows of each on the way', () => {
    expect(of('buyers').rows).toEqual([
      { node: ORDERS, column: 'amount', why: 'where' },
      { node: ORDERS, column: 'state', why: 'case' },
      { node: ORDERS, column: 'customer', why: 'group by' },
      { node: ORDERS, column: 'id', why: 'where' },
    ])
  })

  it('leaves out columns that are made of nothing in the facet, and names each column before once', () => {
    const name = (uniqueId: string) => ({ namespace: 'duckdb://shop', name: uniqueId })
    const { fields, dataset } = columnLineageFacet(of('constants'), name)
    expect(fields).toEqual({})
    expect(dataset.map(({ field, transformations }) => [field, transformations.map(({ subtype }) => subtype)])).toEqual(
      [
        ['customer', ['FILTER', 'GROUP_BY']],
        ['id', ['FILTER']],
      ],
    )
  })

  it('leaves tables as they are', () => {
    expect(of('orders_count')).toEqual({ columns: new Map([['n', { values: [], deciders: [] }]]), rows: [] })
  })
})
