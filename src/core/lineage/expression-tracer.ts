import {
  AggregateFunctionNode,
  AliasNode,
  BinaryOperationNode,
  CaseNode,
  CastNode,
  ColumnNode,
  FunctionNode,
  type OperationNode,
  OperatorNode,
  OrderByNode,
  ParensNode,
  PrimitiveValueListNode,
  RawNode,
  ReferenceNode,
  SelectAllNode,
  SelectQueryNode,
  UnaryOperationNode,
  ValueNode,
} from 'kysely'
import { readNewerThan } from '../compile/rows/newer-than.js'
import { VARIABLE } from '../definitions/variable.js'
import { canonicalName } from '../functions/call/canonical-function.js'
import { aggregateResultType } from '../infer/canonical-result-type.js'
import type { QueryPlace } from '../infer/scope.js'
import { isNode } from '../nodes/is-node.js'
import { SELF } from '../nodes/self.js'
import { readTouched } from '../nodes/touched.js'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import type { TracedColumn, TracedRows } from './traced-column.js'
import { choosing, type Role, raised, type UsesCollector } from './uses-collector.js'

/** Where an expression is. */
export type TracedPlace = QueryPlace<TracedColumn>

/** What the names in an expression mean, and the queries in it. */
export interface ExpressionContext {
  /** The column that a name means; `undefined` when raw SQL hides it. */
  resolve(name: ColumnName, place: TracedPlace): TracedColumn | undefined
  /** All columns of an alias; `undefined` when raw SQL hides them. */
  allOf(alias: string, place: TracedPlace): readonly TracedColumn[] | undefined
  /** The columns and the rows of a subquery. */
  subquery(
    node: OperationNode,
    place: TracedPlace,
  ): { readonly columns: readonly TracedColumn[] | undefined; readonly rows: TracedRows }
  /** The rows of a table. */
  table(name: string, place: TracedPlace): TracedRows
  columnOf(table: string, column: string, place: TracedPlace): TracedColumn | undefined
}

/** A column as an expression names it. */
export interface ColumnName {
  readonly alias: string | undefined
  readonly column: string
}

const IFF = canonicalName('iff')
const AGGREGATES: ReadonlySet<string> = new Set([
  'sum',
  'avg',
  'variance',
  'string_agg',
  'array_agg',
  'listagg',
  'median',
])

/** Reads expressions: which columns they are made of, and which only decide. */
export class ExpressionTracer {
  readonly #context: ExpressionContext

  constructor(context: ExpressionContext) {
    this.#context = context
  }

  /** Adds what an expression is made of. */
  trace(node: OperationNode, place: TracedPlace, role: Role, into: UsesCollector): void {
    const visit = (inner: OperationNode | undefined, as: Role): void => {
      if (inner) this.trace(inner, place, as, into)
    }
    const computed = raised(role, 1)
    if (ReferenceNode.is(node) || ColumnNode.is(node)) this.#reference(node, place, role, into)
    else if (AliasNode.is(node) || ParensNode.is(node)) visit(node.node, role)
    else if (ValueNode.is(node) || PrimitiveValueListNode.is(node) || SelectAllNode.is(node)) return
    else if (CastNode.is(node)) visit(node.expression, computed)
    else if (AggregateFunctionNode.is(node)) this.#aggregate(node, place, role, into)
    else if (FunctionNode.is(node)) this.#function(node, place, role, into)
    else if (SelectQueryNode.is(node)) this.#subquery(node, place, role, into)
    else if (CaseNode.is(node)) {
      visit(node.value, choosing(role, 'case'))
      for (const { condition, result } of node.when ?? []) {
        visit(condition, choosing(role, 'case'))
        visit(result, computed)
      }
      visit(node.else, computed)
    } else if (UnaryOperationNode.is(node) && isExists(node)) this.#exists(node.operand, place, role, into)
    else if (BinaryOperationNode.is(node)) {
      visit(node.leftOperand, computed)
      visit(node.rightOperand, computed)
      if (RawNode.is(node.operator)) visit(node.operator, computed)
    } else if (RawNode.is(node)) this.#raw(node, place, role, into)
    else for (const child of childrenOf(node)) visit(child, computed)
  }

  #reference(node: ReferenceNode | ColumnNode, place: TracedPlace, role: Role, into: UsesCollector): void {
    const column = ReferenceNode.is(node) ? node.column : node
    const alias = ReferenceNode.is(node) ? node.table?.table.identifier.name : undefined
    const found = ColumnNode.is(column)
      ? [this.#context.resolve({ alias, column: column.column.name }, place)]
      : alias === undefined
        ? []
        : (this.#context.allOf(alias, place) ?? [undefined])
    for (const each of found) {
      if (each) into.add(each, role)
      else into.isOpaque = true
    }
  }

  #aggregate(node: AggregateFunctionNode, place: TracedPlace, role: Role, into: UsesCollector): void {
    const { aggregated, filter, orderBy, withinGroup, over } = node
    const trace = (inner: OperationNode, as: Role): void => this.trace(inner, place, as, into)
    for (const argument of aggregated) trace(argument, raised(role, 2))
    if (filter) trace(filter.where, choosing(role, 'filter'))
    if (orderBy) trace(orderBy, choosing(role, 'order by'))
    // A percentile has its values nowhere else.
    if (withinGroup) trace(withinGroup, aggregated.every(isConstant) ? raised(role, 2) : choosing(role, 'order by'))
    if (over?.partitionBy) trace(over.partitionBy, choosing(role, 'window'))
    if (over?.orderBy) trace(over.orderBy, choosing(role, 'window'))
  }

  #function(node: FunctionNode, place: TracedPlace, role: Role, into: UsesCollector): void {
    const { func, arguments: args } = node
    const trace = (inner: OperationNode, as: Role): void => this.trace(inner, place, as, into)
    if (func === VARIABLE) return
    const newer = readNewerThan(node)
    if (newer) {
      const since: Role = { kind: 'condition', why: 'since' }
      trace(newer.column, since)
      const watermark = this.#context.columnOf(SELF, newer.watermark, place)
      if (watermark) into.add(watermark, since)
      into.addRows(this.#context.table(SELF, place), since)
      return
    }
    const touched = readTouched(node)
    if (touched) {
      const as: Role = { kind: 'condition', why: 'touched' }
      for (const column of touched.columns) trace(column, as)
      this.#subquery(touched.keys, place, as, into)
      return
    }
    if (func === IFF) {
      const [condition, ...results] = args
      trace(condition!, choosing(role, 'case'))
      for (const result of results) trace(result, raised(role, 1))
      return
    }
    const name = func.toLowerCase()
    const isAggregate = AGGREGATES.has(name) || aggregateResultType(name, { name: 'integer' }) !== undefined
    for (const argument of args) trace(argument, raised(role, isAggregate ? 2 : 1))
  }

  /** A subquery as a value: its columns are the value, its rows decide which. */
  #subquery(node: OperationNode, place: TracedPlace, role: Role, into: UsesCollector): void {
    const { columns, rows } = this.#context.subquery(node, place)
    if (columns) for (const column of columns) into.add(column, role)
    else into.isOpaque = true
    into.addRows(rows, role)
  }

  /** Only whether there are rows counts. */
  #exists(node: OperationNode, place: TracedPlace, role: Role, into: UsesCollector): void {
    const query = ParensNode.is(node) ? node.node : (unwrapRaw(node) ?? node)
    if (SelectQueryNode.is(query)) into.addRows(this.#context.subquery(query, place).rows, role)
    else this.trace(query, place, raised(role, 1), into)
  }

  #raw(node: RawNode, place: TracedPlace, role: Role, into: UsesCollector): void {
    const wrapped = unwrapRaw(node)
    if (wrapped) {
      this.trace(wrapped, place, role, into)
      return
    }
    if (mayNameColumns(node.sqlFragments)) into.isOpaque = true
    for (const parameter of node.parameters) {
      const name = tableName(parameter)
      if (name === undefined) this.trace(parameter, place, raised(role, 1), into)
      else into.addRows(this.#context.table(name, place), role)
    }
  }
}

/** The table that a parameter of raw SQL names. */
export function tableName(node: OperationNode): string | undefined {
  if (node.kind !== 'TableNode') return undefined
  const { table } = node as unknown as { table: { schema?: unknown; identifier: { name: string } } }
  return table.schema ? undefined : table.identifier.name
}

function isExists({ operator }: UnaryOperationNode): boolean {
  return OperatorNode.is(operator) && /^(?:not )?exists$/.test(operator.operator)
}

function isConstant(node: OperationNode): boolean {
  return ValueNode.is(node)
}

/** The nodes within a node. How an order is written (`desc`, `nulls last`) and what a type is called name no columns. */
function childrenOf(node: OperationNode): readonly OperationNode[] {
  if (OrderByNode.is(node)) return node.items.map((item) => item.orderBy)
  return Object.values(node).flatMap((child: unknown) =>
    Array.isArray(child) ? child.filter(isNode) : isNode(child) ? [child] : [],
  )
}

/** Whether the text of a raw fragment has anything that may be the name of a column. */
function mayNameColumns(fragments: readonly string[]): boolean {
  return /[\p{L}_"`$]/u.test(withoutConstants(fragments.join(' ? ')))
}

/** Raw SQL without its strings, its numbers and the words that are no columns. */
function withoutConstants(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'/g, ' ').replace(/\b(?:\d[\w.]*|null|true|false|and|or|not|is)\b/gi, ' ')
}
