import {
  BinaryOperationNode,
  LimitNode,
  type OperationNode,
  OperatorNode,
  type SelectQueryNode,
  ValueNode,
} from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'
import { operand } from '../../../core/nodes/operand.js'

/** OFFSET is allowed only after LIMIT or before FETCH; NULL is no limit. */
export function withLimit(node: SelectQueryNode): SelectQueryNode {
  if (!node.offset || node.limit || node.fetch) return node
  return { ...node, limit: LimitNode.create(ValueNode.createImmediate(null)) }
}

/**
 * A number of rows as a literal, since Snowflake wants a constant there.
 *
 * @throws KerrosError `E_INVALID_OPTION` for anything but a whole number from 0, or null.
 */
export function rowCount(node: OperationNode): OperationNode {
  if (!ValueNode.is(node)) return node
  const { value } = node
  const isCount = typeof value === 'bigint' ? value >= 0n : Number.isSafeInteger(value) && (value as number) >= 0
  if (value === null || isCount) return ValueNode.createImmediate(value)
  throw new KerrosError('E_INVALID_OPTION', `${String(value)} is not a number of rows for LIMIT, OFFSET or FETCH`, {
    hint: 'Use a whole number from 0.',
  })
}

/** `x is true` by the comparison that Snowflake documents: both count NULL as not true. */
export function truthTest(node: BinaryOperationNode): BinaryOperationNode {
  const { leftOperand, operator, rightOperand } = node
  if (!OperatorNode.is(operator) || !ValueNode.is(rightOperand) || typeof rightOperand.value !== 'boolean') return node
  if (operator.operator !== 'is' && operator.operator !== 'is not') return node
  const comparison = operator.operator === 'is' ? 'is not distinct from' : 'is distinct from'
  return BinaryOperationNode.create(operand(leftOperand), OperatorNode.create(comparison), rightOperand)
}
