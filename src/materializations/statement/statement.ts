import {
  type ExpressionBuilder,
  ExpressionWrapper,
  expressionBuilder,
  type OperationNode,
  OperationNodeTransformer,
  type ReferenceNode,
  type TableNode,
} from 'kysely'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import type { Relation } from '../../core/relations/relation.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'

/** The rows of a relation in which a column is NULL. */
export interface SomeRows {
  readonly relation: Relation
  readonly whereNull: string
}

/** What a statement reads or changes under a table name of its own. */
export type StatementTable = Relation | SomeRows

/** Relations, or rows of them, by the table name that a statement uses for them. */
export type StatementTables = { readonly [table: string]: StatementTable }

/** The relation that a table of a statement is made of. */
export function relationOf(table: StatementTable): Relation {
  return 'whereNull' in table ? table.relation : table
}

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
    return this.#node(this.#tables[name]!) as TableNode
  }

  #node(table: StatementTable): OperationNode {
    const relation = this.#dialect.relationNode(relationOf(table))
    if (!('whereNull' in table)) return relation
    return compileDatabase
      .selectFrom(new ExpressionWrapper<any, any, any>(relation).as('r'))
      .selectAll('r')
      .where(columnOf('r', table.whereNull), 'is', null)
      .toOperationNode()
  }

  // Column references are qualified by aliases, which stay.
  protected override transformReference(node: ReferenceNode): ReferenceNode {
    return node
  }
}

/** Builds expressions of statements that materializations write, over tables whose columns are not checked. */
export const statementBuilder: ExpressionBuilder<any, any> = expressionBuilder<any, any>()
