import { type OperationNode, RawNode, SelectionNode, SelectQueryNode, WhereNode } from 'kysely'

/** A relation's columns without its rows: `(select * from R where false)`. */
export function noRowsOf(relation: OperationNode): OperationNode {
  const all = SelectQueryNode.cloneWithSelections(SelectQueryNode.createFrom([relation]), [
    SelectionNode.createSelectAll(),
  ])
  return { ...all, where: WhereNode.create(RawNode.createWithSql('false')) } as SelectQueryNode
}
