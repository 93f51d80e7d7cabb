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
import { type AllExcept, readAllExcept } from '../nodes/all-except.js'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import { type ColumnsThunk, findAlias, findTable, type NamedColumn, type QueryPlace, type Scope } from './scope.js'
import { readUnited, unitedColumns } from './united-columns.js'

/** What is to be known of the columns of a query. Which columns there are is the same for all who ask. */
export interface ColumnRules<C extends NamedColumn> {
  /** The column that a select gives for an expression. */
  selected(name: string, expression: OperationNode, place: QueryPlace<C>): C
  /** The columns of a function in FROM; `undefined` when they are not known. */
  tableFunction(node: FunctionNode, scope: Scope<C> | undefined): readonly C[] | undefined
  /** A column under the name that the list of a common table expression gives it. */
  renamed(column: C | undefined, name: string): C
  /** A column that one of several united relations lacks. */
  absent(column: C): C
  /** The columns of a select with its set operations, of those that it has without. */
  combined(columns: readonly C[], place: QueryPlace<C>): readonly C[]
}

/** Says which columns queries return, and what names mean in them. */
export class QueryColumns<C extends NamedColumn> {
  readonly #rules: ColumnRules<C>

  constructor(rules: ColumnRules<C>) {
    this.#rules = rules
  }

  /** The columns that a query returns, in order. `undefined` when raw SQL hides them. */
  outputColumns(node: OperationNode, outer: Scope<C> | undefined): readonly C[] | undefined {
    return this.query(node, outer)?.()
  }

  /** A query's columns, and its select at its place; `undefined` for raw SQL. */
  query(node: OperationNode, outer: Scope<C> | undefined): ColumnsThunk<C> | undefined {
    const select = selectOf(node)
    if (!select) return undefined
    let place: QueryPlace<C> | undefined
    const placeOf = (): QueryPlace<C> => {
      place ??= { select, scope: this.selectScope(select, outer), columns }
      return place
    }
    const columns: ColumnsThunk<C> = Object.assign(
      once(() => this.#columnsAt(placeOf())),
      { place: placeOf },
    )
    return columns
  }

  #columnsAt(place: QueryPlace<C>): readonly C[] | undefined {
    const columns: C[] = []
    for (const { selection } of place.select.selections ?? []) {
      const found = this.#selectionColumns(selection, place)
      if (!found) return undefined
      columns.push(...found)
    }
    return this.#rules.combined(columns, place)
  }

  /** The columns that one item of a select list gives. */
  #selectionColumns(selection: OperationNode, place: QueryPlace<C>): readonly C[] | undefined {
    const { select, scope } = place
    if (AliasNode.is(selection)) {
      if (!IdentifierNode.is(selection.alias)) return undefined
      return [this.#rules.selected(selection.alias.name, selection.node, place)]
    }
    if (SelectAllNode.is(selection)) return allColumns(select, scope)
    if (ColumnNode.is(selection)) return [this.#rules.selected(selection.column.name, selection, place)]
    const except = readAllExcept(selection)
    if (except) return columnsExcept(except, scope)
    const united = readUnited(selection)
    if (united) return unitedColumns(united, scope, (column) => this.#rules.absent(column))
    if (!ReferenceNode.is(selection)) return undefined
    if (ColumnNode.is(selection.column)) return [this.#rules.selected(selection.column.column.name, selection, place)]
    if (!SelectAllNode.is(selection.column) || !selection.table) return undefined
    return findAlias(scope, selection.table.table.identifier.name)?.()
  }

  /** The scope of a select's own clauses: its common table expressions and its FROM items. */
  selectScope(node: SelectQueryNode, outer: Scope<C> | undefined): Scope<C> {
    const withTables = this.#cteScope(node, outer)
    const aliases = new Map<string, ColumnsThunk<C>>()
    const scope: Scope<C> = { tables: new Map(), aliases, outer: withTables }
    for (const item of fromItems(node)) {
      const name = itemName(item)
      if (name !== undefined) aliases.set(name, this.item(item, scope) ?? (() => undefined))
    }
    return scope
  }

  /** The scope that a select's `with` adds, if it has one. */
  #cteScope(node: SelectQueryNode, outer: Scope<C> | undefined): Scope<C> | undefined {
    if (!node.with) return outer
    let scope = outer
    for (const expression of node.with.expressions) {
      const name = expression.name.table.table.identifier.name
      const listed = expression.name.columns?.map((column) => column.column.name)
      const before: Scope<C> | undefined = scope
      const tables = new Map<string, ColumnsThunk<C>>()
      scope = { tables, aliases: new Map(), outer: before }
      const query = this.query(expression.expression, node.with.recursive === true ? scope : before)
      const columns = once(() => {
        const found = query?.()
        return listed ? listed.map((column, i) => this.#rules.renamed(found?.[i], column)) : found
      })
      tables.set(name, query?.place ? Object.assign(columns, { place: query.place }) : columns)
    }
    return scope
  }

  /** The columns of a FROM item; `undefined` when raw SQL hides them. */
  itemColumns(item: OperationNode, scope: Scope<C> | undefined): readonly C[] | undefined {
    return this.item(item, scope)?.()
  }

  /** What a FROM item is. */
  item(item: OperationNode, scope: Scope<C> | undefined): ColumnsThunk<C> | undefined {
    if (AliasNode.is(item)) return IdentifierNode.is(item.alias) ? this.item(item.node, scope) : undefined
    if (ParensNode.is(item)) return this.item(item.node, scope)
    if (TableNode.is(item)) return item.table.schema ? undefined : findTable(scope, item.table.identifier.name)
    if (FunctionNode.is(item)) return once(() => this.#rules.tableFunction(item, scope))
    if (SelectQueryNode.is(item)) return this.query(item, scope)
    const wrapped = unwrapRaw(item)
    return wrapped && this.item(wrapped, scope)
  }
}

/** The select that a query is, without what is only around it. */
function selectOf(node: OperationNode): SelectQueryNode | undefined {
  if (SelectQueryNode.is(node)) return node
  const wrapped = ParensNode.is(node) ? node.node : unwrapRaw(node)
  return wrapped && selectOf(wrapped)
}

/** The columns of an alias but some; `undefined` when raw SQL hides them. */
export function columnsExcept<C extends NamedColumn>(
  { alias, names }: AllExcept,
  scope: Scope<C> | undefined,
): readonly C[] | undefined {
  return findAlias(scope, alias)?.()?.filter((column) => !names.has(column.name))
}

function allColumns<C extends NamedColumn>(select: SelectQueryNode, scope: Scope<C>): readonly C[] | undefined {
  const columns: C[] = []
  for (const item of fromItems(select)) {
    const name = itemName(item)
    const found = name === undefined ? undefined : scope.aliases.get(name)?.()
    if (!found) return undefined
    columns.push(...found)
  }
  return columns
}

function once<T>(compute: () => T | undefined): () => T | undefined {
  let result: T | undefined
  let isAsked = false
  return () => {
    // A recursive common table expression asks for itself while it is computed.
    if (!isAsked) {
      isAsked = true
      result = compute()
    }
    return result
  }
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
