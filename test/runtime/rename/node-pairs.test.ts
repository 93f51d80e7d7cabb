import { integer, notNull, source, testColumns } from 'kerros'
import { expect, it } from 'vitest'
import { buildProject } from '../../../src/core/project/build-project.js'
import { nodePairs } from '../../../src/runtime/rename/node-pairs.js'

it('tests of one column that have a name of their own are found by it, in any order', () => {
  const project = (column: 'amount' | 'cost') => {
    const raw = source('raw', { orders: { [column]: integer() } })
    const tests = [notNull(), notNull({ name: 'not_null_orders_b', severity: 'warn' })]
    const apart = testColumns(raw.orders as never, { [column]: tests } as never)
    return buildProject('p', [{ file: 'a.ts', exports: { raw, apart } }]).project.nodes
  }
  const renamed = (_node: string, column: string): string => (column === 'amount' ? 'cost' : column)
  const pairs = nodePairs(project('amount'), project('cost'), { nameOf: renamed })
  const tests = [...pairs].filter(([{ resourceType }]) => resourceType === 'test')
  expect(tests.map(([before, after]) => [before.name, after?.name])).toEqual([
    ['not_null_orders_amount', 'not_null_orders_cost'],
    ['not_null_orders_b', 'not_null_orders_b'],
  ])
})
