import {
  AggregateFunctionNode,
  AliasNode,
  ColumnNode,
  type Expression,
  ExpressionWrapper,
  expressionBuilder,
  IdentifierNode,
  type OperationNode,
  ReferenceNode,
  SelectQueryNode,
} from 'kysely'
import { KerrosError } from '../core/errors/index.js'

/**
 * What a column's name means in a select: a column that it has selected under that name, as the expression behind it
 * (engines resolve such names differently inside of window functions), or a column of its tables.
 *
 * @throws KerrosError `E_UNSUPPORTED` for a selected window function, which no other one can contain.
 */
export function columnExpression(select: SelectQueryNode, name: string, helper: string): Expression<unknown> {
  const selected = selectedExpression(select, name)
  if (!selected) return expressionBuilder<{ [table: string]: { [column: string]: unknown } }, string>().ref(name)
  if (hasWindow(selected))
    throw new KerrosError('E_UNSUPPORTED', `${helper} cannot use the column "${name}", which is a window function`, {
      hint: `Put the query into a CTE (db.with(…)), select from that and call ${helper} there.`,
    })
  return new ExpressionWrapper(selected)
}

function selectedExpression(select: SelectQueryNode, name: string): OperationNode | undefined {
  for (const { selection } of select.selections ?? []) {
    if (AliasNode.is(selection) && IdentifierNode.is(selection.alias) && selection.alias.name === name)
      return selection.node
    if (ReferenceNode.is(selection) && ColumnNode.is(selection.column) && selection.column.column.name === name)
      return selection
  }
  return undefined
}

/** Whether an expression contains a window function, apart from those in its subqueries. */
function hasWindow(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasWindow)
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  const node = value as OperationNode
  if (SelectQueryNode.is(node)) return false
  if (AggregateFunctionNode.is(node) && node.over) return true
  return Object.values(node).some(hasWindow)
}
