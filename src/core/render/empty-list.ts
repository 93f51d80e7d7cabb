import { type BinaryOperationNode, type OperationNode, PrimitiveValueListNode, ValueListNode } from 'kysely'
import { operatorOf } from './binding.js'

/**
 * What the test for an empty list gives, for which SQL has no words: nothing is in it, NULL neither. `undefined` for any
 * other operation.
 */
export function emptyListTest(node: BinaryOperationNode): boolean | undefined {
  const operator = operatorOf(node)
  if ((operator !== 'in' && operator !== 'not in') || !isEmptyList(node.rightOperand)) return undefined
  return operator === 'not in'
}

function isEmptyList(node: OperationNode): boolean {
  return (PrimitiveValueListNode.is(node) || ValueListNode.is(node)) && node.values.length === 0
}
