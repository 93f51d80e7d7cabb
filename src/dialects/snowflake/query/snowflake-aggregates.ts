import { AggregateFunctionNode, type OperationNode } from 'kysely'
import type { RenderFunction } from '../../../core/compile/function-table.js'
import { aggregateNode } from '../../../core/compile/render.js'

/** LISTAGG of nothing is the empty text; a window's COUNT must see the same window. */
export const listagg: RenderFunction = (write, [value], node) => {
  write.sql('iff(')
  write.node(countOf(value!, aggregateNode(node)))
  write.sql(' = 0, null, ')
  write.node(ordered(aggregateNode(node), 'listagg'))
  write.sql(')')
}

export const arrayAgg: RenderFunction = (write, _args, node) => write.node(ordered(aggregateNode(node), 'array_agg'))

/** AVG of integers and decimals keeps six digits after the point. */
export const avg: RenderFunction = (write, _args, node) => {
  const average = aggregateNode(node)
  write.sql('(cast(')
  write.node({ ...average, func: 'sum' } as AggregateFunctionNode)
  write.sql(' as double) / nullif(')
  write.node({ ...average, func: 'count' } as AggregateFunctionNode)
  write.sql(', 0))')
}

function countOf(value: OperationNode, { over }: AggregateFunctionNode): AggregateFunctionNode {
  return { ...AggregateFunctionNode.create('count', [value]), ...(over && { over }) }
}

/** The order stands in WITHIN GROUP. */
function ordered(node: AggregateFunctionNode, func: string): AggregateFunctionNode {
  const { orderBy, withinGroup = orderBy, ...rest } = node
  return { ...rest, func, ...(withinGroup && { withinGroup }) }
}
