import { AliasNode, ColumnNode, IdentifierNode, ReferenceNode, type SelectQueryNode } from 'kysely'

/** The names of the columns that a select lists one by one; `undefined` when it lists them with `*` or raw SQL. */
export function selectedNames(node: SelectQueryNode): readonly string[] | undefined {
  const names: string[] = []
  for (const { selection } of node.selections ?? []) {
    if (AliasNode.is(selection) && IdentifierNode.is(selection.alias)) names.push(selection.alias.name)
    else if (ColumnNode.is(selection)) names.push(selection.column.name)
    else if (ReferenceNode.is(selection) && ColumnNode.is(selection.column)) names.push(selection.column.column.name)
    else return undefined
  }
  return names
}
