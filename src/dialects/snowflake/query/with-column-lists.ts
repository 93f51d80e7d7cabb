import { ColumnNode, type CommonTableExpressionNode, SelectQueryNode, type WithNode } from 'kysely'
import { selectionName } from '../text/output-names.js'
import { withTextOfAnyLength } from './text-of-any-length.js'

/**
 * Adds the list of columns that Snowflake's grammar has in a recursive WITH, from the names that the first half selects. Without
 * known names it stays as it is. Strings of that half get a type that has room for those of the other one.
 *
 * @see https://docs.snowflake.com/en/sql-reference/constructs/with
 */
export function withColumnLists(node: WithNode): WithNode {
  return node.recursive ? { ...node, expressions: node.expressions.map(withRoom).map(withColumnList) } : node
}

function withRoom(node: CommonTableExpressionNode): CommonTableExpressionNode {
  const { expression } = node
  // Without a second half it is no recursive one.
  if (!SelectQueryNode.is(expression) || !expression.setOperations) return node
  return { ...node, expression: withTextOfAnyLength(expression) }
}

function withColumnList(node: CommonTableExpressionNode): CommonTableExpressionNode {
  if (node.name.columns || !SelectQueryNode.is(node.expression)) return node
  const names = (node.expression.selections ?? []).map(({ selection }) => selectionName(selection))
  const columns = names.flatMap((name) => (name === undefined ? [] : [ColumnNode.create(name)]))
  if (columns.length === 0 || columns.length < names.length) return node
  return { ...node, name: { ...node.name, columns } }
}
