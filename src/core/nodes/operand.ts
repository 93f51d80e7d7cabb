import {
  AggregateFunctionNode,
  ColumnNode,
  FunctionNode,
  type OperationNode,
  ParensNode,
  ReferenceNode,
  ValueNode,
} from 'kysely'

/** A node as the operand of an operator: in parentheses, unless it is a name, a value, a call or in parentheses already. */
export function operand(node: OperationNode): OperationNode {
  const isSimple = [ReferenceNode, ColumnNode, ValueNode, FunctionNode, AggregateFunctionNode, ParensNode].some(
    (kind) => kind.is(node),
  )
  return isSimple ? node : ParensNode.create(node)
}
