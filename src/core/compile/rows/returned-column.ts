import {
  AliasNode,
  ColumnNode,
  type CommonTableExpressionNode,
  IdentifierNode,
  type OperationNode,
  ParensNode,
  ReferenceNode,
  SelectAllNode,
  SelectQueryNode,
  TableNode,
} from 'kysely'
import { selectScope } from '../../infer/output-columns.js'
import { fromItems, itemName } from '../../infer/query-columns.js'
import { findAlias, type Scope } from '../../infer/scope.js'
import { readAllExcept } from '../../nodes/all-except.js'
import { qualifiedColumn } from '../../nodes/qualified-column.js'

/** Where an output column comes from, select by select: `column` of `alias` there. */
interface Origin {
  readonly select: SelectQueryNode
  readonly alias: string
  readonly column: string
}

/** Finds the column of a query's rows that has the values of a column of one of its selects, unchanged. */
export type ReturnedColumn = (column: OperationNode, select: SelectQueryNode | undefined) => string | undefined

/**
 * @param columns The names of the query's columns.
 * @param scope The tables that the query may name.
 */
export function returnedColumn(root: OperationNode, columns: readonly string[], scope: Scope): ReturnedColumn {
  const origins = columns.map((name) => ({ name, places: [...originsWithin(root, name, scope, [])] }))
  return (column, select) => {
    const wanted = select && resolved(column, select, selectScope(select, scope))
    return origins.find(({ places }) => places.some((origin) => isPlace(origin, select, wanted, column)))?.name
  }
}

function isPlace(
  origin: Origin,
  select: SelectQueryNode | undefined,
  wanted: { readonly alias: string; readonly column: string } | undefined,
  column: OperationNode,
): boolean {
  if (origin.select !== select) return false
  return wanted ? origin.alias === wanted.alias && origin.column === wanted.column : nameOf(column) === origin.column
}

type Ctes = readonly CommonTableExpressionNode[]

/** From where the values of an output column are passed on unchanged. */
function* originsOf(select: SelectQueryNode, name: string, outer: Scope | undefined, around: Ctes): Iterable<Origin> {
  // Of the rows of a union, only those of one half come from there.
  if (select.setOperations?.length) return
  const scope = selectScope(select, outer)
  const expression = outputOf(select, name, scope)
  const found = expression && resolved(expression, select, scope)
  if (!found) return
  yield { select, ...found }
  // What an outer join makes of no row has NULL in it, and no row of the item.
  const item = fromItems(select).find((each, at) => itemName(each) === found.alias && !isOptional(select, at))
  const ctes = [...around, ...(select.with?.recursive ? [] : (select.with?.expressions ?? []))]
  if (item) yield* originsWithin(item, found.column, scope, ctes)
}

const KEEPS_LEFT: ReadonlySet<string> = new Set(['LeftJoin', 'LateralLeftJoin', 'OuterApply', 'FullJoin'])
const KEEPS_RIGHT: ReadonlySet<string> = new Set(['RightJoin', 'FullJoin'])

/** Whether an outer join also returns rows without one of an item of FROM, with NULL in its columns. */
function isOptional({ from, joins = [] }: SelectQueryNode, item: number): boolean {
  const own = item - (from?.froms.length ?? 0)
  return joins.some(
    ({ joinType }, at) => (at === own && KEEPS_LEFT.has(joinType)) || (at > own && KEEPS_RIGHT.has(joinType)),
  )
}

/** The same of a query or an item of FROM: of raw SQL nothing is known. */
function* originsWithin(item: OperationNode, name: string, scope: Scope, ctes: Ctes): Iterable<Origin> {
  const source = AliasNode.is(item) ? item.node : item
  if (SelectQueryNode.is(source)) yield* originsOf(source, name, scope, ctes)
  if (!TableNode.is(source)) return
  const at = ctes.findLastIndex((cte) => cteName(cte) === source.table.identifier.name)
  const cte = ctes[at]
  // A list of names may give its columns others.
  if (cte && !cte.name.columns) yield* originsWithin(cte.expression, name, scope, ctes.slice(0, at))
}

/** The name of a common table expression. */
export function cteName(cte: CommonTableExpressionNode): string {
  return cte.name.table.table.identifier.name
}

/** The expression that a select returns under a name. */
function outputOf(select: SelectQueryNode, name: string, scope: Scope): OperationNode | undefined {
  for (const { selection } of select.selections ?? []) {
    if (AliasNode.is(selection)) {
      if (IdentifierNode.is(selection.alias) && selection.alias.name === name) return selection.node
      continue
    }
    if (nameOf(selection) === name) return selection
    const all = allOf(selection, select).find((alias) =>
      findAlias(scope, alias)?.()?.some((column) => column.name === name),
    )
    if (all !== undefined && !readAllExcept(selection)?.names.has(name)) return qualifiedColumn(all, name)
  }
  return undefined
}

/** The aliases whose columns an item of a select list gives. */
function allOf(selection: OperationNode, select: SelectQueryNode): readonly string[] {
  if (SelectAllNode.is(selection)) return fromItems(select).flatMap((item) => itemName(item) ?? [])
  if (ReferenceNode.is(selection) && SelectAllNode.is(selection.column) && selection.table)
    return [selection.table.table.identifier.name]
  const except = readAllExcept(selection)
  return except ? [except.alias] : []
}

/** The column that a plain reference names. */
export function nameOf(node: OperationNode): string | undefined {
  return ReferenceNode.is(node) && ColumnNode.is(node.column) ? node.column.column.name : undefined
}

/** The alias and column that a plain reference means in a select. */
function resolved(
  node: OperationNode,
  select: SelectQueryNode,
  scope: Scope,
): { readonly alias: string; readonly column: string } | undefined {
  if (ParensNode.is(node)) return resolved(node.node, select, scope)
  const column = nameOf(node)
  if (column === undefined) return undefined
  if (ReferenceNode.is(node) && node.table) return { alias: node.table.table.identifier.name, column }
  const aliases = fromItems(select).flatMap((item) => itemName(item) ?? [])
  const alias =
    aliases.length === 1
      ? aliases[0]
      : aliases.find((each) => findAlias(scope, each)?.()?.some(({ name }) => name === column))
  return alias === undefined ? undefined : { alias, column }
}
