import {
  AliasNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  ParensNode,
  ReferenceNode,
  SelectAllNode,
  SelectQueryNode,
  TableNode,
} from 'kysely'
import { type AllExcept, readAllExcept } from './all-except.js'
import { inferType } from './infer-type.js'
import { inferValueType } from './infer-value-type.js'
import type { OutputColumn } from './output-column.js'
import { type ColumnsThunk, findAlias, findColumn, findTable, type Scope } from './scope.js'
import { tableFunctionColumns } from './table-function-columns.js'
import { readUnited, unitedColumns } from './united-columns.js'
import { unwrapRaw } from './unwrap-raw.js'

/** What is known of a column but its name. */
type ColumnFacts = Pick<OutputColumn, 'type' | 'isNullable'>

/**
 * The columns that a query returns, in order, with their types as far as they follow from declared columns and
 * canonical functions. `undefined` when raw SQL hides them.
 */
export function outputColumns(node: OperationNode, outer: Scope | undefined): readonly OutputColumn[] | undefined {
  if (ParensNode.is(node)) return outputColumns(node.node, outer)
  if (!SelectQueryNode.is(node)) {
    const wrapped = unwrapRaw(node)
    return wrapped && outputColumns(wrapped, outer)
  }
  const scope = selectScope(node, outer)
  const columns: OutputColumn[] = []
  for (const { selection } of node.selections ?? []) {
    const found = selectionColumns(selection, node, scope)
    if (!found) return undefined
    columns.push(...found)
  }
  return columns
}

/** The columns that one item of a select list gives. */
function selectionColumns(
  selection: OperationNode,
  select: SelectQueryNode,
  scope: Scope,
): readonly OutputColumn[] | undefined {
  const selected = (name: string, node: OperationNode): OutputColumn => ({
    ...outputColumn(name, node, scope),
    ...(!leavesRowsOut(select) && isNullable(node, scope) && { isNullable: true }),
  })
  if (AliasNode.is(selection)) {
    if (!IdentifierNode.is(selection.alias)) return undefined
    return [selected(selection.alias.name, selection.node)]
  }
  if (SelectAllNode.is(selection)) return allColumns(select, scope)
  if (ColumnNode.is(selection)) return [selected(selection.column.name, selection)]
  const except = readAllExcept(selection)
  if (except) return columnsExcept(except, scope)
  const united = readUnited(selection)
  if (united) return unitedColumns(united, scope)
  if (!ReferenceNode.is(selection)) return undefined
  if (ColumnNode.is(selection.column)) return [selected(selection.column.column.name, selection)]
  if (!SelectAllNode.is(selection.column) || !selection.table) return undefined
  return findAlias(scope, selection.table.table.identifier.name)?.()
}

/** The columns of an alias but some; `undefined` when raw SQL hides them. */
export function columnsExcept(
  { alias, names }: AllExcept,
  scope: Scope | undefined,
): readonly OutputColumn[] | undefined {
  return findAlias(scope, alias)?.()?.filter((column) => !names.has(column.name))
}

function allColumns(select: SelectQueryNode, scope: Scope): readonly OutputColumn[] | undefined {
  const columns: OutputColumn[] = []
  for (const item of fromItems(select)) {
    const found = itemColumns(item, scope)
    if (!found) return undefined
    columns.push(...found)
  }
  return columns
}

const outputColumn = (name: string, node: OperationNode, scope: Scope | undefined): OutputColumn => ({
  name,
  type: expressionType(node, scope),
  values: expressionValues(node, scope),
})

/** The SQL type of an expression at a place in a query, as far as it follows from declared columns. */
export const expressionType = (node: OperationNode, scope: Scope | undefined): OutputColumn['type'] =>
  inferType(node, scope, (subquery, at) => outputColumns(subquery, at)?.[0]?.type)

/** What is known of the values of an expression at a place in a query. */
export function expressionColumn(node: OperationNode, scope: Scope | undefined): ColumnFacts {
  return { type: expressionType(node, scope), isNullable: isNullable(node, scope) }
}

function isNullable(node: OperationNode, scope: Scope | undefined): boolean {
  return referencedColumn(node, scope)?.isNullable === true
}

/** Conditions may leave NULLs out: then nothing is known of them. */
function leavesRowsOut({ where, having, joins, endModifiers }: SelectQueryNode): boolean {
  return Boolean(where || having || joins || endModifiers)
}

/** The column that a plain reference names. */
function referencedColumn(node: OperationNode, scope: Scope | undefined): OutputColumn | undefined {
  if (ColumnNode.is(node)) return findColumn(scope, node.column.name)
  if (!ReferenceNode.is(node) || !ColumnNode.is(node.column)) return undefined
  const { name } = node.column.column
  if (!node.table) return findColumn(scope, name)
  return findAlias(scope, node.table.table.identifier.name)?.()?.find((column) => column.name === name)
}

const once = (compute: ColumnsThunk): ColumnsThunk => {
  let result: readonly OutputColumn[] | undefined
  let state: 'new' | 'busy' | 'done' = 'new'
  return () => {
    // A recursive common table expression asks for itself while it is computed.
    if (state === 'new') {
      state = 'busy'
      result = compute()
      state = 'done'
    }
    return result
  }
}

/** The scope in which a select's own clauses stand: its common table expressions and its FROM items. */
export function selectScope(node: SelectQueryNode, outer: Scope | undefined): Scope {
  const withTables = cteScope(node, outer)
  const aliases = new Map<string, ColumnsThunk>()
  const scope: Scope = { tables: new Map(), aliases, outer: withTables }
  for (const item of fromItems(node)) {
    const name = itemName(item)
    if (name !== undefined)
      aliases.set(
        name,
        once(() => itemColumns(item, scope)),
      )
  }
  return scope
}

/** The scope that a select's `with` adds, if it has one. */
function cteScope(node: SelectQueryNode, outer: Scope | undefined): Scope | undefined {
  if (!node.with) return outer
  let scope = outer
  for (const expression of node.with.expressions) {
    const name = expression.name.table.table.identifier.name
    const listed = expression.name.columns?.map((column) => column.column.name)
    const before: Scope | undefined = scope
    const recursive = node.with.recursive === true
    const columns: ColumnsThunk = once(() => {
      const inner: Scope | undefined = recursive
        ? { tables: new Map([[name, columns]]), aliases: new Map(), outer: before }
        : before
      const found = outputColumns(expression.expression, inner)
      return listed ? listed.map((column, i) => ({ ...found?.[i], name: column, type: found?.[i]?.type })) : found
    })
    scope = { tables: new Map([[name, columns]]), aliases: new Map(), outer: before }
  }
  return scope
}

/** Everything that a select reads from: FROM items and joined items. */
export function fromItems(node: SelectQueryNode): readonly OperationNode[] {
  return [...(node.from?.froms ?? []), ...(node.joins ?? []).map((join) => join.table)]
}

/** The name by which a FROM item's columns are qualified. */
export function itemName(item: OperationNode): string | undefined {
  if (AliasNode.is(item)) return IdentifierNode.is(item.alias) ? item.alias.name : undefined
  return TableNode.is(item) ? item.table.identifier.name : undefined
}

/** The columns of a FROM item; `undefined` when raw SQL hides them. */
export function itemColumns(item: OperationNode, scope: Scope | undefined): readonly OutputColumn[] | undefined {
  if (AliasNode.is(item)) return IdentifierNode.is(item.alias) ? itemColumns(item.node, scope) : undefined
  if (ParensNode.is(item)) return itemColumns(item.node, scope)
  if (TableNode.is(item)) return item.table.schema ? undefined : findTable(scope, item.table.identifier.name)?.()
  if (FunctionNode.is(item)) return tableFunctionColumns.get(item.func)
  if (SelectQueryNode.is(item)) return outputColumns(item, scope)
  const wrapped = unwrapRaw(item)
  return wrapped && itemColumns(wrapped, scope)
}

/** What the numbers of an expression at a place in a query are in JavaScript. */
export const expressionValues = (node: OperationNode, scope: Scope | undefined): OutputColumn['values'] =>
  inferValueType(node, scope, outputColumns)
