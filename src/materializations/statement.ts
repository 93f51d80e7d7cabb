import { type OperationNode, OperationNodeTransformer, type ReferenceNode, type TableNode } from 'kysely'
import type { Relation } from '../core/ports/relation.js'
import type { SqlDialect } from '../core/ports/sql-dialect.js'

/** Relations by the table name that a statement uses for them. */
export type StatementTables = { readonly [table: string]: Relation }

/**
 * The SQL of a statement that a materialization writes with Kysely over plain table names, such as `target as t` and
 * `batch as b`: the names become relations, aliases stay.
 */
export function statementSql(
  dialect: SqlDialect,
  statement: { toOperationNode(): OperationNode },
  tables: StatementTables,
): string {
  return dialect.compile(new TableSubstitution(dialect, tables).transformNode(statement.toOperationNode()))
}

class TableSubstitution extends OperationNodeTransformer {
  readonly #dialect: SqlDialect
  readonly #tables: StatementTables

  constructor(dialect: SqlDialect, tables: StatementTables) {
    super()
    this.#dialect = dialect
    this.#tables = tables
  }

  protected override transformTable(node: TableNode): TableNode {
    const name = node.table.identifier.name
    if (node.table.schema || !Object.hasOwn(this.#tables, name)) return node
    // Kysely declares that a table stays a table node; a relation of three parts has no such node.
    return this.#dialect.relationNode(this.#tables[name]!) as TableNode
  }

  // Column references are qualified by aliases, which stay.
  protected override transformReference(node: ReferenceNode): ReferenceNode {
    return node
  }
}
