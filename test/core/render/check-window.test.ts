import { AggregateFunctionNode, ColumnNode, OrderByItemNode, OrderByNode, OverNode } from 'kysely'
import { describe, expect, it } from 'vitest'
import { canonicalName } from '../../../src/core/functions/call/canonical-function.js'
import { frameNode } from '../../../src/core/nodes/window-frame.js'
import { checkWindow } from '../../../src/core/render/check-window.js'

const id = ColumnNode.create('id')
const over = (...items: Parameters<typeof OrderByItemNode.create>[0][]) => ({
  ...OverNode.create(),
  ...(items.length > 0 && { orderBy: OrderByNode.create(items.map((item) => OrderByItemNode.create(item))) }),
})
const windows = {
  none: undefined,
  plain: over(),
  ordered: over(id),
  framed: over(id, frameNode('rows unbounded preceding')),
}

/** The windows that are refused of a function. */
function refused(func: string, isDistinct = false): readonly string[] {
  const node = AggregateFunctionNode.create(func, [id])
  return Object.entries(windows)
    .filter(([, window]) => checkWindow({ ...node, over: window, distinct: isDistinct } as never) !== undefined)
    .map(([name]) => name)
}

describe('windows that are refused', () => {
  it.each(['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'ntile', 'lag', 'lead', 'LEAD'])(
    'of %s are all but ordered ones without a frame',
    (func) => {
      expect(refused(func)).toEqual(['none', 'plain', 'framed'])
    },
  )

  it.each(['first_value', 'last_value', 'nth_value', 'Nth_Value'])('of %s are those without an order', (func) => {
    expect(refused(func)).toEqual(['none', 'plain'])
  })

  it.each([
    ...['any_value', 'approx_count_distinct', 'bool_and', 'bool_or', 'booland_agg', 'boolor_agg', 'hll', 'listagg'],
    ...['median', 'mode', 'percentile_cont', 'percentile_disc', 'string_agg', canonicalName('listagg')],
  ])('of %s are those with an order', (func) => {
    expect(refused(func)).toEqual(['ordered', 'framed'])
  })

  it('of other functions are ordered ones of distinct values', () => {
    expect(refused('sum')).toEqual([])
    expect(refused('sum', true)).toEqual(['ordered', 'framed'])
  })
})
