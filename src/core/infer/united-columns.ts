import {
  AliasNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  ReferenceNode,
  SelectionNode,
  TableNode,
} from 'kysely'
import { describeSqlType, typeFamily } from '../columns/sql-type.js'
import type { Diagnostic } from '../errors/index.js'
import { canonicalName } from '../functions/call/canonical-function.js'
import { constant } from '../nodes/immediate.js'
import type { OutputColumn } from './output-column.js'
import { findTable, type NamedColumn, type Scope } from './scope.js'

/** No function of any engine: a query that no one has compiled fails. */
const UNITED = 'kerros.united_columns'

/** One of several relations that are united by their columns' names. */
export interface UnitedRelation {
  readonly table: string
  readonly all: readonly string[]
}

/** The selection of all columns that several relations have, out of one of them. */
export function unitedColumnsNode({ table, all }: UnitedRelation): FunctionNode {
  // As a reference, so that the compiler sees that columns are to be written out.
  return FunctionNode.create(UNITED, [
    ReferenceNode.createSelectAll(TableNode.create(table)),
    ...all.map((name) => IdentifierNode.create(name)),
  ])
}

/** What a {@link unitedColumnsNode} says; `undefined` for any other node. */
export function readUnited(node: OperationNode): UnitedRelation | undefined {
  if (!FunctionNode.is(node) || node.func !== UNITED) return undefined
  const [reference, ...names] = node.arguments
  const table = (reference as ReferenceNode).table!.table.identifier.name
  return { table, all: names.map((name) => (name as IdentifierNode).name) }
}

/**
 * The columns of all the relations in the order in which they come first; `undefined` when raw SQL hides some.
 *
 * @param absent A column that the relation itself lacks.
 */
export function unitedColumns<C extends NamedColumn>(
  { table, all }: UnitedRelation,
  scope: Scope<C> | undefined,
  absent: (column: C) => C,
): readonly C[] | undefined {
  const united = new Map<string, C>()
  let own = new Map<string, C>()
  for (const name of all) {
    const columns = findTable(scope, name)?.()
    if (!columns) return undefined
    for (const column of columns) if (!united.has(column.name)) united.set(column.name, column)
    if (name === table) own = new Map(columns.map((column) => [column.name, column]))
  }
  return [...united.values()].map((column) => own.get(column.name) ?? absent(column))
}

/** What is wrong with relations that are united: columns that raw SQL hides, or of one name and different kinds. */
export function checkUnited({ all }: UnitedRelation, scope: Scope | undefined): readonly Diagnostic[] {
  const first = new Map<string, { readonly table: string; readonly column: OutputColumn }>()
  const diagnostics: Diagnostic[] = []
  for (const table of all) {
    const columns = findTable(scope, table)?.()
    if (!columns) diagnostics.push(hiddenColumns(table))
    for (const column of columns ?? []) {
      const before = first.get(column.name)
      if (!before) first.set(column.name, { table, column })
      else if (before.column.type && column.type && typeFamily(before.column.type) !== typeFamily(column.type))
        diagnostics.push({
          code: 'E_TYPE_MISMATCH',
          message: `the column "${column.name}" is ${describeSqlType(before.column.type)} in "${before.table}" and ${describeSqlType(column.type)} in "${table}"`,
          hint: "Relations are united by their columns' names: cast one of the columns, or give it another name.",
        })
    }
  }
  return diagnostics
}

function hiddenColumns(table: string): Diagnostic {
  return {
    code: 'E_COLUMNS_UNKNOWN',
    message: `unionRelations needs the columns of "${table}", which raw SQL hides`,
    hint: `List them, as in with('${table}(id, kind)', …), or make it a model with a contract.`,
  }
}

/** The columns of one relation as selections: what it lacks is NULL, of the type that it has in the others. */
export function unitedSelections(
  united: UnitedRelation,
  scope: Scope | undefined,
): readonly SelectionNode[] | undefined {
  const absent = new Set<OutputColumn>()
  const columns = unitedColumns(united, scope, (column) => {
    absent.add(column)
    return column
  })
  return columns?.map((column) => {
    const { name, type } = column
    if (!absent.has(column))
      return SelectionNode.create(ReferenceNode.create(ColumnNode.create(name), TableNode.create(united.table)))
    const nothing = type ? FunctionNode.create(canonicalName('cast'), [constant(null), constant(type)]) : constant(null)
    return SelectionNode.create(AliasNode.create(nothing, IdentifierNode.create(name)))
  })
}
