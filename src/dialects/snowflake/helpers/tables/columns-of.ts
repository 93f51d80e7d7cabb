import { ColumnNode, type OperationNodeSource, ReferenceNode, SelectionNode, SelectQueryNode } from 'kysely'

/** A query of only these columns of a table or a query. */
export function columnsOf(source: OperationNodeSource, columns: readonly string[]): SelectQueryNode {
  const selections = columns.map((name) => SelectionNode.create(ReferenceNode.create(ColumnNode.create(name))))
  return SelectQueryNode.cloneWithSelections(SelectQueryNode.createFrom([source.toOperationNode()]), selections)
}
