import { type BinaryOperationNode, type OperationNode, PrimitiveValueListNode, ValueListNode, ValueNode } from 'kysely'
import { KerrosError } from '../errors/index.js'
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

/** Whether a value, or one of a list, is undefined: SQL would take it for NULL, and no row would pass. */
export function hasUndefined(node: OperationNode): boolean {
  if (ValueNode.is(node)) return node.value === undefined
  if (PrimitiveValueListNode.is(node)) return node.values.includes(undefined)
  return ValueListNode.is(node) && node.values.some(hasUndefined)
}

/** SQL has no word for a clause without columns, and Kysely writes half of it. */
export function refuseEmptyClause(clause: string, items: readonly OperationNode[] | undefined): void {
  if (items === undefined || items.length > 0) return
  throw new KerrosError('E_INVALID_DEFINITION', `the list of ${clause}([]) is empty`, {
    hint: `Name a column, or leave the call out when the list is empty: .$if(columns.length > 0, (qb) => qb.${clause}(columns)).`,
  })
}
