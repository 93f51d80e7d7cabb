import { ColumnNode, ExpressionWrapper, ReferenceNode, TableNode } from 'kysely'

/** A column of a table, whatever its name: a name may have dots, quotes or ` as ` in it, which Kysely's strings do not. */
export function columnOf(table: string, column: string): ExpressionWrapper<any, any, any> {
  return new ExpressionWrapper(ReferenceNode.create(ColumnNode.create(column), TableNode.create(table)))
}
