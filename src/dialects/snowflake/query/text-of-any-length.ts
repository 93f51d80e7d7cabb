import {
  AliasNode,
  BinaryOperationNode,
  CaseNode,
  CastNode,
  DataTypeNode,
  FunctionNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  SelectionNode,
  type SelectQueryNode,
  ValueNode,
  WhenNode,
} from 'kysely'
import { canonicalName } from '../../../core/functions/call/canonical-function.js'
import { unwrapRaw } from '../../../core/nodes/unwrap-raw.js'

/** Functions whose string can be one of their arguments, or several of them joined. */
const OF_ARGUMENTS: readonly string[] = ['coalesce', canonicalName('concat'), canonicalName('iff')]

/**
 * Casts the strings that the first half of a recursive query makes of literals. Snowflake types a recursive query by its
 * first half, where `'a'` is a VARCHAR(1): a longer string of the other half would be an error.
 *
 * @see https://docs.snowflake.com/en/sql-reference/data-types-text#string-constants
 */
export function withTextOfAnyLength(first: SelectQueryNode): SelectQueryNode {
  if (!first.selections) return first
  return {
    ...first,
    selections: first.selections.map(({ selection }) => SelectionNode.create(widened(selection) as never)),
  }
}

function widened(selection: OperationNode): OperationNode {
  if (!AliasNode.is(selection) || !isOfLiterals(selection.node)) return selection
  return AliasNode.create(CastNode.create(selection.node, DataTypeNode.create('varchar')), selection.alias)
}

/** Whether an expression is a string that a literal is a part of. */
function isOfLiterals(node: OperationNode): boolean {
  if (ValueNode.is(node)) return typeof node.value === 'string'
  if (ParensNode.is(node)) return isOfLiterals(node.node)
  if (FunctionNode.is(node)) return OF_ARGUMENTS.includes(node.func) && node.arguments.some(isOfLiterals)
  if (CaseNode.is(node)) return [...(node.when ?? []).map(resultOf), node.else].some((one) => one && isOfLiterals(one))
  if (BinaryOperationNode.is(node))
    return isJoining(node.operator) && (isOfLiterals(node.leftOperand) || isOfLiterals(node.rightOperand))
  const within = unwrapRaw(node)
  return within !== undefined && within !== node && isOfLiterals(within)
}

function resultOf(node: OperationNode): OperationNode | undefined {
  return WhenNode.is(node) ? node.result : undefined
}

function isJoining(node: OperationNode): boolean {
  return OperatorNode.is(node) && node.operator === '||'
}
