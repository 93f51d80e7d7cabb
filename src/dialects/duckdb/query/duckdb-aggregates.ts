import {
  type AggregateFunctionNode,
  AndNode,
  BinaryOperationNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  SelectAllNode,
  ValueNode,
  WhereNode,
} from 'kysely'
import { operand } from '../../../core/nodes/operand.js'
import type { RenderFunction } from '../../../core/render/function-table.js'
import { aggregateNode } from '../../../core/render/render.js'

/** `COUNT_IF` is NULL of no rows and a HUGEINT. */
export const countIf: RenderFunction = (write, [condition], node) => {
  const { aggregated: _, ...rest } = filtered(aggregateNode(node), condition!)
  write.node({ ...rest, func: 'count', aggregated: [SelectAllNode.create()] } as AggregateFunctionNode)
}

/** The order is written inside of the call. */
export const listagg: RenderFunction = (write, _args, node) => write.node(ordered(aggregateNode(node), 'string_agg'))

/** `LIST` keeps NULL and is NULL of no rows. */
export const arrayAgg: RenderFunction = (write, [value], node) => {
  const isNotNull = BinaryOperationNode.create(
    operand(value!),
    OperatorNode.create('is not'),
    ValueNode.createImmediate(null),
  )
  write.sql('coalesce(')
  write.node(ordered(filtered(aggregateNode(node), isNotNull), 'list'))
  write.sql(', [])')
}

function ordered(node: AggregateFunctionNode, func: string): AggregateFunctionNode {
  const { withinGroup, orderBy = withinGroup, ...rest } = node
  return { ...rest, func, ...(orderBy && { orderBy }) }
}

function filtered(node: AggregateFunctionNode, condition: OperationNode): AggregateFunctionNode {
  const both = node.filter
    ? AndNode.create(ParensNode.create(node.filter.where), ParensNode.create(condition))
    : condition
  return { ...node, filter: WhereNode.create(both) }
}
