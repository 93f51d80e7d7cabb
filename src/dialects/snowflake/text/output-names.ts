import {
  AliasNode,
  ColumnNode,
  CommonTableExpressionNameNode,
  IdentifierNode,
  type OperationNode,
  ReferenceNode,
  SelectQueryNode,
} from 'kysely'
import { isNode } from '../../../core/nodes/is-node.js'
import { unwrapRaw } from '../../../core/nodes/unwrap-raw.js'
import { foldIdentifier } from './snowflake-identifier.js'

/**
 * The names that a query gives to columns, by the names that Snowflake folds them to: `USERID` → `userId`. What its own
 * selections say comes first; a column that comes through `*` has the name that a query within, or a column list of a
 * common table expression, gave it.
 */
export function outputNames(node: OperationNode): ReadonlyMap<string, string> {
  const own = ownNames(node)
  const isWhole = own !== undefined && !own.includes(undefined)
  const names = new Map<string, string>()
  for (const name of isWhole ? own : namesWithin(node)) {
    const folded = name && foldIdentifier(name)
    if (folded !== undefined && !names.has(folded)) names.set(folded, name!)
  }
  return names
}

/** The names of a query's own selections, `undefined` for `*`; `undefined` for anything without a select list. */
function ownNames(node: OperationNode): readonly (string | undefined)[] | undefined {
  if (!SelectQueryNode.is(node)) return undefined
  return node.selections?.map(({ selection }) => selectionName(selection))
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

/** All names that a query and those within it give, its own first. */
function namesWithin(value: unknown): readonly (string | undefined)[] {
  if (Array.isArray(value)) return value.flatMap(namesWithin)
  // Values of users are no nodes, and can be as large as they like.
  if (!isNode(value) || value.kind === 'ValueNode') return []
  const listed = CommonTableExpressionNameNode.is(value) ? (value.columns ?? []) : []
  return [
    ...(ownNames(value) ?? []),
    ...listed.map((column) => column.column.name),
    ...Object.values(value).flatMap(namesWithin),
  ]
}
