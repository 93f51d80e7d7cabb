import type { AlterColumnNode, AlterTableColumnAlterationNode, AlterTableNode, OperationNode, TableNode } from 'kysely'
import type { SqlWriter } from '../../../core/render/function-table.js'

/** Writes an ALTER TABLE: one change, or several changes of columns of one kind. */
export function writeAlterTable(write: SqlWriter, node: AlterTableNode): void {
  write.sql('alter table ')
  write.node(node.table)
  write.sql(' ')
  if (node.renameTo) write.sql('rename to ')
  // A new name without a schema would move the table to the schema of the session.
  if (node.renameTo) write.node(withSchemaOf(node.table, node.renameTo))
  if (node.setSchema) {
    write.sql('rename to ')
    write.node(inSchema(node.table, node.setSchema))
  }
  const change = node.addConstraint ?? node.dropConstraint ?? node.renameConstraint
  if (change) write.node(change)
  if (node.columnAlterations) writeColumns(write, node.columnAlterations)
}

function withSchemaOf(table: TableNode, renamed: TableNode): OperationNode {
  const { schema } = table.table
  return schema && !renamed.table.schema ? inSchema(renamed, schema) : renamed
}

function inSchema(table: TableNode, schema: NonNullable<TableNode['table']['schema']>): TableNode {
  return { ...table, table: { ...table.table, schema } }
}

/** The words of the change are written once: `add column a …, b …`. */
function writeColumns(write: SqlWriter, alterations: readonly AlterTableColumnAlterationNode[]): void {
  for (const [i, node] of alterations.entries()) {
    write.sql(i === 0 ? firstWords(node) : ', ')
    if (node.kind === 'AlterColumnNode') writeAlterColumn(write, node)
    else if (node.kind === 'RenameColumnNode') write.node(node)
    else write.node(node.column)
  }
}

function firstWords(node: AlterTableColumnAlterationNode): string {
  if (node.kind === 'AddColumnNode') return 'add column '
  if (node.kind === 'DropColumnNode') return node.ifExists ? 'drop column if exists ' : 'drop column '
  return node.kind === 'AlterColumnNode' ? 'alter ' : ''
}

function writeAlterColumn(write: SqlWriter, node: AlterColumnNode): void {
  write.sql('column ')
  write.node(node.column)
  if (node.dataType) {
    write.sql(' set data type ')
    write.node(node.dataType)
  }
  if (node.setDefault) {
    write.sql(' set default ')
    write.node(node.setDefault)
  }
  if (node.dropDefault) write.sql(' drop default')
  if (node.setNotNull) write.sql(' set not null')
  if (node.dropNotNull) write.sql(' drop not null')
}
