import { ColumnNode, ReferenceNode, TableNode } from 'kysely'

/** A column of a table with any name: a name may have dots, quotes or ` as ` in it, which Kysely's strings do not. */
export function qualifiedColumn(table: string, column: string): ReferenceNode {
  return ReferenceNode.create(ColumnNode.create(column), TableNode.create(table))
}
