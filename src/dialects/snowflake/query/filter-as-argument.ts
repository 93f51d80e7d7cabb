import {
  type AggregateFunctionNode,
  FunctionNode,
  type OperationNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  ValueNode,
} from 'kysely'
import { canonicalName } from '../../../core/functions/call/canonical-function.js'

/**
 * The aggregate without its FILTER: rows that do not meet it give NULL, which aggregates leave out.
 * `count(*) filter (where c)` becomes `count(iff(c, 1, null))`.
 */
export function filterAsArgument(node: AggregateFunctionNode): AggregateFunctionNode {
  const { filter, ...rest } = node
  if (!filter) return node
  const [first, ...others] = node.aggregated
  const value = !first || isStar(first) ? ValueNode.createImmediate(1) : first
  const guarded = FunctionNode.create(canonicalName('iff'), [filter.where, value, ValueNode.createImmediate(null)])
  return { ...rest, aggregated: [guarded, ...others] }
}

function isStar(node: OperationNode): boolean {
  if (SelectionNode.is(node)) return isStar(node.selection)
  return SelectAllNode.is(node) || (ReferenceNode.is(node) && SelectAllNode.is(node.column))
}

/** The aggregate with its order in WITHIN GROUP: Snowflake takes no ORDER BY among arguments. */
export function orderAsWithinGroup(node: AggregateFunctionNode): AggregateFunctionNode {
  const { orderBy, ...rest } = node
  return orderBy && !node.withinGroup ? { ...rest, withinGroup: orderBy } : node
}
