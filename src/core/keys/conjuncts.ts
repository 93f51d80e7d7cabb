import {
  AndNode,
  BinaryOperationNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  ReferenceNode,
  ValueNode,
} from 'kysely'
import { readKnownTimestamp } from '../nodes/known-timestamp.js'

/** The conditions of which a row that stays keeps each. */
export function conjuncts(condition: OperationNode | undefined): readonly OperationNode[] {
  if (condition === undefined) return []
  if (ParensNode.is(condition)) return conjuncts(condition.node)
  return AndNode.is(condition) ? [...conjuncts(condition.left), ...conjuncts(condition.right)] : [condition]
}

/** The two sides of `a = b`. */
export function equalSides(condition: OperationNode): readonly [OperationNode, OperationNode] | undefined {
  return operatorOf(condition) === '=' ? sidesOf(condition as BinaryOperationNode) : undefined
}

const TRUE_OF_NO_NULL: ReadonlySet<string> = new Set(['=', '<>', '!=', '<', '<=', '>', '>=', 'like', 'in'])

/** The columns of which a condition that is true says that they are not NULL. */
export function comparedColumns(condition: OperationNode): readonly ReferenceNode[] {
  const operator = operatorOf(condition)
  if (operator === undefined) return []
  const [left, right] = sidesOf(condition as BinaryOperationNode)
  if (operator === 'is not') {
    const known = readKnownTimestamp(left) ?? left
    return ValueNode.is(right) && right.value === null && ReferenceNode.is(known) ? [known] : []
  }
  if (!TRUE_OF_NO_NULL.has(operator)) return []
  return [left, ...(operator === 'in' ? [] : [right])].filter(ReferenceNode.is)
}

/** The row number in `row_number() … = 1`, or `<= 1`. */
export function firstOf(condition: OperationNode): OperationNode | undefined {
  const operator = operatorOf(condition)
  if (operator !== '=' && operator !== '<=') return undefined
  const [left, right] = sidesOf(condition as BinaryOperationNode)
  return ValueNode.is(right) && right.value === 1 ? left : undefined
}

function operatorOf(condition: OperationNode): string | undefined {
  if (!BinaryOperationNode.is(condition) || !OperatorNode.is(condition.operator)) return undefined
  return condition.operator.operator.toLowerCase()
}

function sidesOf({ leftOperand, rightOperand }: BinaryOperationNode): readonly [OperationNode, OperationNode] {
  return [leftOperand, rightOperand]
}
