import { AggregateFunctionNode, type OperationNode, OrderByItemNode, OrderByNode } from 'kysely'
import { canonicalName } from '../../../core/functions/call/canonical-function.js'
import type { RenderFunction } from '../../../core/render/function-table.js'
import { aggregateNode } from '../../../core/render/render.js'

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

/**
 * SUM of NUMBER(p, s) is NUMBER(p + 12, s), so that the sum of a short decimal would look like a wide one. Adding to
 * NUMBER(38, 0) makes NUMBER(38, s) of it, and leaves a double a double.
 *
 * @see https://docs.snowflake.com/en/sql-reference/operators-arithmetic#addition-and-subtraction
 */
export const sum: RenderFunction = (write, _args, node) => {
  write.sql('(')
  write.node({ ...aggregateNode(node), func: 'sum' } as AggregateFunctionNode)
  write.sql(' + cast(0 as number(38, 0)))')
}

/** PERCENTILE_CONT and PERCENTILE_DISC have the values in WITHIN GROUP, and the share as their argument. */
export function percentile(func: string, ordered: (node: OperationNode) => OperationNode): RenderFunction {
  return (write, [value, share], node) => {
    const withinGroup = OrderByNode.create([OrderByItemNode.create(ordered(value!))])
    write.node({ ...aggregateNode(node), func, aggregated: [share!], withinGroup } as AggregateFunctionNode)
  }
}

/** What is cast anyway can be the engine's own SUM, which reads better. */
export function castOperand(node: OperationNode): OperationNode {
  const isSum = AggregateFunctionNode.is(node) && node.func === canonicalName('sum')
  return isSum ? ({ ...node, func: 'sum' } as AggregateFunctionNode) : node
}

function countOf(value: OperationNode, { over }: AggregateFunctionNode): AggregateFunctionNode {
  return { ...AggregateFunctionNode.create('count', [value]), ...(over && { over }) }
}

/** The order is written in WITHIN GROUP. */
function ordered(node: AggregateFunctionNode, func: string): AggregateFunctionNode {
  const { orderBy, withinGroup = orderBy, ...rest } = node
  return { ...rest, func, ...(withinGroup && { withinGroup }) }
}
