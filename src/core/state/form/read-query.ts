import {
  AliasNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type JoinNode,
  type OperationNode,
  ParensNode,
  ReferenceNode,
  SelectAllNode,
  SelectModifierNode,
  SelectQueryNode,
  TableNode,
  ValueNode,
  type WithNode,
} from 'kysely'
import { itemName } from '../../infer/query-columns.js'
import { tableFunctionColumns } from '../../infer/table-function-columns.js'
import { readUnited, type UnitedRelation } from '../../infer/united-columns.js'
import { readAllExcept } from '../../nodes/all-except.js'
import { takeQualify } from '../../nodes/qualify.js'
import { unwrapRaw } from '../../nodes/unwrap-raw.js'
import { type Item, type ItemSource, itemColumns, type Part, type Select, type Shared, tree } from './algebra.js'
import type { FormContext, FormInputs, QueryInput } from './form-input.js'
import { NotCanonical } from './not-canonical.js'
import { conjuncts, readExpression } from './read-expression.js'
import { columnOfItem, type ExpressionReader, type QueryScope } from './scope.js'

/**
 * A query as what it computes.
 *
 * @throws NotCanonical where the text says more than the tree: raw SQL that may name columns, tables whose columns are hidden.
 */
export function readQuery(node: OperationNode, inputs: FormInputs, context: FormContext): Select {
  return new QueryReader(context).query(node, {
    inputs,
    tables: new Map(),
    items: new Map(),
    select: undefined,
    outer: undefined,
  })
}

/** Reads queries, with the queries in them. */
class QueryReader implements ExpressionReader {
  readonly context: FormContext
  readonly #inlined = new Map<object, Shared>()

  constructor(context: FormContext) {
    this.context = context
  }

  query(node: OperationNode, outer: QueryScope): Select {
    if (SelectQueryNode.is(node)) return this.#select(node, outer)
    const wrapped = ParensNode.is(node) ? node.node : unwrapRaw(node)
    if (!wrapped) throw new NotCanonical(`a query that is a ${node.kind}`)
    return this.query(wrapped, outer)
  }

  #select(written: SelectQueryNode, outer: QueryScope): Select {
    const { select: node, predicate } = takeQualify(written)
    if (node.explain) throw new NotCanonical('explain')
    const tables = node.with ? this.#withTables(node.with, outer) : outer
    const select: Select = {
      items: [],
      where: [],
      groupBy: undefined,
      having: [],
      qualify: [],
      isDistinct: false,
      distinctOn: undefined,
      orderBy: [],
      rest: {},
      columns: [],
      sets: [],
    }
    const scope: QueryScope = { inputs: undefined, tables: new Map(), items: new Map(), select, outer: tables }
    for (const item of node.from?.froms ?? []) this.#addItem('from', item, scope)
    for (const join of node.joins ?? []) this.#addJoin(join, scope)
    this.#readColumns(node, scope)
    const value = (part: OperationNode): Part => readExpression(part, scope, this)
    if (node.where) select.where.push(...conjuncts(node.where.where, value))
    if (node.groupBy)
      select.groupBy = node.groupBy.items.map(({ groupBy }) => outputByNumber(groupBy, select) ?? value(groupBy))
    if (node.having) select.having.push(...conjuncts(node.having.having, value))
    if (predicate) select.qualify.push(...conjuncts(predicate, value))
    if (node.distinctOn) select.distinctOn = node.distinctOn.map(value)
    for (const set of node.setOperations ?? [])
      select.sets.push({ operator: set.operator, all: set.all, select: this.query(set.expression, tables) })
    this.#readOrder(node, scope)
    this.#readRest(node, select, value)
    return select
  }

  #addJoin(join: JoinNode, scope: QueryScope): void {
    const item = this.#addItem(join.joinType, join.table, scope)
    if (join.on) item.on = conjuncts(join.on.on, (part) => readExpression(part, scope, this))
  }

  #addItem(join: string, node: OperationNode, scope: QueryScope): Item {
    const name = itemName(node)
    if (name === undefined || scope.items.has(name)) throw new NotCanonical('an item without a name of its own')
    const item: Item = {
      kind: 'item',
      join,
      on: [],
      source: this.#source(AliasNode.is(node) ? node.node : node, scope),
    }
    scope.items.set(name, item)
    scope.select!.items.push(item)
    return item
  }

  #source(node: OperationNode, scope: QueryScope): ItemSource {
    if (TableNode.is(node)) return this.#table(node, scope)
    if (SelectQueryNode.is(node)) return { kind: 'select', select: this.#select(node, scope) }
    if (FunctionNode.is(node)) {
      const columns = tableFunctionColumns.get(node.func)
      if (!columns) throw new NotCanonical('a function in FROM whose columns are not known')
      return { kind: 'function', call: readExpression(node, scope, this), columns: columns.map(({ name }) => name) }
    }
    const wrapped = ParensNode.is(node) ? node.node : unwrapRaw(node)
    if (!wrapped) throw new NotCanonical(`a ${node.kind} in FROM`)
    return this.#source(wrapped, scope)
  }

  #table({ table: { schema, identifier } }: TableNode, scope: QueryScope): ItemSource {
    if (schema) throw new NotCanonical('a table with a schema')
    let at: QueryScope | undefined = scope
    for (; at; at = at.outer) {
      const found = at.tables.get(identifier.name)
      if (found) return found()
      if (at.inputs) break
    }
    const input = at?.inputs?.(identifier.name)
    if (!input) throw new NotCanonical('a table that is not declared')
    if (input.kind === 'relation') return { kind: 'relation', id: input.id, columns: input.columns() }
    return this.#inline(input)
  }

  #inline({ key, node, inputs }: QueryInput): ItemSource {
    let shared = this.#inlined.get(key)
    if (!shared) {
      shared = { names: undefined, isRecursive: false, select: undefined, uses: 0 }
      this.#inlined.set(key, shared)
      shared.select = this.query(node(), {
        inputs,
        tables: new Map(),
        items: new Map(),
        select: undefined,
        outer: undefined,
      })
    }
    shared.uses++
    return { kind: 'shared', shared }
  }

  /** The scope that a `with` adds: each of its tables knows those before it, and is read when it is first used. */
  #withTables({ expressions, recursive = false }: WithNode, outer: QueryScope): QueryScope {
    let scope = outer
    for (const { name: written, expression } of expressions) {
      const names = written.columns?.map(({ column }) => column.name)
      const shared: Shared = {
        names,
        isRecursive: recursive && isRecursive(expression, written.table),
        select: undefined,
        uses: 0,
      }
      const before = scope
      let isReading = false
      const source = (): ItemSource => {
        if (isReading) return { kind: 'recursion', of: shared }
        if (!shared.select) {
          isReading = true
          shared.select = this.query(expression, shared.isRecursive ? scopeOf : before)
          isReading = false
        }
        shared.uses++
        return { kind: 'shared', shared }
      }
      const scopeOf: QueryScope = {
        inputs: undefined,
        tables: new Map([[written.table.table.identifier.name, source]]),
        items: new Map(),
        select: undefined,
        outer: before,
      }
      scope = scopeOf
    }
    return scope
  }

  #readColumns(node: SelectQueryNode, scope: QueryScope): void {
    const { columns } = scope.select!
    const add = (name: string, value: Part): void => {
      if (columns.some((column) => column.name === name)) throw new NotCanonical('two columns of one name')
      columns.push({ name, value })
    }
    const addAll = (item: Item, isLeftOut: (name: string) => boolean = () => false): void => {
      const names = itemColumns(item)
      if (!names) throw new NotCanonical('all columns of what hides them')
      for (const name of names) if (!isLeftOut(name)) add(name, columnOfItem(item, name))
    }
    for (const { selection } of node.selections ?? []) {
      const except = readAllExcept(selection)
      const united = readUnited(selection)
      if (except) addAll(itemNamed(scope, except.alias), (name) => except.names.has(name))
      else if (united) this.#addUnited(united, scope, add)
      else if (SelectAllNode.is(selection)) for (const item of scope.select!.items) addAll(item)
      else if (AliasNode.is(selection) && IdentifierNode.is(selection.alias))
        add(selection.alias.name, readExpression(selection.node, scope, this))
      else if (ColumnNode.is(selection)) add(selection.column.name, readExpression(selection, scope, this))
      else if (ReferenceNode.is(selection) && ColumnNode.is(selection.column))
        add(selection.column.column.name, readExpression(selection, scope, this))
      else if (ReferenceNode.is(selection) && selection.table)
        addAll(itemNamed(scope, selection.table.table.identifier.name))
      else throw new NotCanonical(`a ${selection.kind} as a column`)
    }
  }

  /** Columns of united relations: one that the relation lacks is NULL, of the type that it has in the first that has it. */
  #addUnited({ table, all }: UnitedRelation, scope: QueryScope, add: (name: string, value: Part) => void): void {
    const own = itemNamed(scope, table)
    const columnsOf = (name: string): { readonly id: string; readonly columns: readonly string[] } => {
      const source = name === table ? own.source : this.#table(TableNode.create(name), scope)
      if (source.kind !== 'relation' || !source.columns) throw new NotCanonical('united queries')
      return { id: source.id, columns: source.columns }
    }
    const first = new Map<string, string>()
    for (const name of all) {
      const { id, columns } = columnsOf(name)
      for (const column of columns) if (!first.has(column)) first.set(column, id)
    }
    const { columns } = columnsOf(table)
    for (const [column, relation] of first)
      add(column, columns.includes(column) ? columnOfItem(own, column) : tree('absent', { relation, column }))
  }

  /** The order of a union is by its columns. */
  #readOrder(node: SelectQueryNode, scope: QueryScope): void {
    const select = scope.select!
    for (const { orderBy, ...how } of node.orderBy?.items ?? []) {
      const parts = Object.fromEntries(
        Object.entries(how).flatMap(([name, part]) =>
          part === undefined || name === 'kind'
            ? []
            : [[name, typeof part === 'string' ? part : readExpression(part, scope, this)]],
        ),
      )
      const by =
        select.sets.length > 0
          ? tree('output', { number: outputNumber(orderBy, select) })
          : (outputByNumber(orderBy, select) ?? readExpression(orderBy, scope, this))
      select.orderBy.push(tree('order', { ...parts, by }))
    }
  }

  #readRest(node: SelectQueryNode, select: Select, value: (part: OperationNode) => Part): void {
    const rest: { [clause: string]: Part } = {}
    const { limit, offset, fetch, top } = node
    for (const [clause, part] of Object.entries({ limit, offset, fetch, top })) if (part) rest[clause] = value(part)
    const front: Part[] = []
    for (const modifier of node.frontModifiers ?? []) {
      if (SelectModifierNode.is(modifier) && modifier.modifier === 'Distinct') select.isDistinct = true
      else front.push(value(modifier))
    }
    if (front.length > 0) rest['front'] = front
    if (node.endModifiers?.length) rest['end'] = node.endModifiers.map(value)
    select.rest = rest
  }
}

function itemNamed(scope: QueryScope, name: string): Item {
  for (let at: QueryScope | undefined = scope; at; at = at.outer) {
    const item = at.items.get(name)
    if (item) return item
  }
  throw new NotCanonical('all columns of what is not there')
}

/** Whether a common table expression names itself; only then is `with recursive` about it. */
function isRecursive(node: unknown, { table }: TableNode): boolean {
  if (typeof node !== 'object' || node === null) return false
  if (Array.isArray(node)) return node.some((each) => isRecursive(each, { table } as TableNode))
  const { kind } = node as { readonly kind?: unknown }
  if (kind === 'TableNode' && (node as TableNode).table.identifier.name === table.identifier.name) return true
  if (kind === 'ValueNode') return false
  return Object.values(node).some((each) => isRecursive(each, { table } as TableNode))
}

/** The column that `order by 2` means. */
function outputByNumber(node: OperationNode, select: Select): Part | undefined {
  const number = numberOf(node)
  if (number === undefined) return undefined
  const output = select.columns[number - 1]
  if (!output) throw new NotCanonical('the number of no column')
  return output.value
}

function outputNumber(node: OperationNode, { columns }: Select): number {
  const number = numberOf(node)
  const name = ReferenceNode.is(node) && !node.table && ColumnNode.is(node.column) ? node.column.column.name : undefined
  const found = number ?? columns.findIndex((column) => column.name === name) + 1
  if (found < 1 || found > columns.length) throw new NotCanonical('a union ordered by what it does not return')
  return found
}

function numberOf(node: OperationNode): number | undefined {
  if (ValueNode.is(node)) return typeof node.value === 'number' ? node.value : undefined
  const text =
    node.kind === 'RawNode'
      ? (node as unknown as { sqlFragments: readonly string[] }).sqlFragments.join('?').trim()
      : ''
  return /^\d+$/.test(text) ? Number(text) : undefined
}
