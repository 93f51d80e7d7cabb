import { AliasNode, ColumnNode, IdentifierNode, type OperationNode, ReferenceNode, SelectQueryNode } from 'kysely'
import { unwrapRaw } from '../../../core/nodes/unwrap-raw.js'
import { foldIdentifier } from './snowflake-identifier.js'

/**
 * The names that a query gives to columns, by the names that Snowflake folds them to: `USERID` → `userId`. What its own
 * selections say comes first; a column that comes through `*` has the name that a query within, or a column list of a
 * common table expression, gave it.
 */
export function outputNames(node: OperationNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  if (isWhole(node, names)) return names
  collectWithin(node, names)
  return names
}

/** Collects the names of a query's own selections. @returns Whether these are all. */
function isWhole(node: OperationNode, names: Map<string, string>): boolean {
  if (!SelectQueryNode.is(node) || !node.selections) return false
  let all = true
  for (const { selection } of node.selections) {
    const name = selectionName(selection)
    if (name === undefined) all = false
    else addName(name, names)
  }
  return all
}

/** The name that a selection gives to its column; `undefined` of `*` and of what has none. */
export function selectionName(selection: OperationNode): string | undefined {
  if (AliasNode.is(selection)) {
    // The alias of raw SQL can be `sql.id('userId')`.
    const alias = IdentifierNode.is(selection.alias) ? selection.alias : unwrapRaw(selection.alias)
    return alias && IdentifierNode.is(alias) ? alias.name : undefined
  }
  if (ColumnNode.is(selection)) return selection.column.name
  return ReferenceNode.is(selection) && ColumnNode.is(selection.column) ? selection.column.column.name : undefined
}

function collectWithin(value: unknown, names: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) collectWithin(item, names)
    return
  }
  // Values of users are no nodes, and can be as large as they like.
  if (typeof (value as OperationNode).kind !== 'string' || (value as OperationNode).kind === 'ValueNode') return
  const node = value as OperationNode & { readonly columns?: readonly OperationNode[] }
  isWhole(node, names)
  if (node.kind === 'CommonTableExpressionNameNode')
    for (const column of node.columns ?? []) if (ColumnNode.is(column)) addName(column.column.name, names)
  for (const part of Object.values(node)) collectWithin(part, names)
}

function addName(name: string, names: Map<string, string>): void {
  const folded = foldIdentifier(name)
  if (!names.has(folded)) names.set(folded, name)
}
