import {
  AliasNode,
  ColumnNode,
  FunctionNode,
  type OperationNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  SelectModifierNode,
  SelectQueryNode,
  type SetOperationNode,
  TableNode,
  ValueNode,
} from 'kysely'
import { fromItems, itemName, QueryColumns } from '../infer/query-columns.js'
import { type ColumnsThunk, findAlias, findColumn, findTable, type Scope } from '../infer/scope.js'
import { tableFunctionColumns } from '../infer/table-function-columns.js'
import { takeQualify } from '../nodes/qualify.js'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import { type ColumnName, ExpressionTracer, type TracedPlace, tableName } from './expression-tracer.js'
import type { Reason } from './reasons.js'
import { DeferredRows, RowsDraft } from './rows-draft.js'
import {
  isInputColumn,
  type MadeColumn,
  type ReadColumn,
  type TracedColumn,
  type TracedRows,
  type Uses,
} from './traced-column.js'
import { UsesCollector } from './uses-collector.js'

/** What a query may read. */
export interface TracedInput {
  readonly uniqueId: string
  /** Asked for when a query reads it; `undefined` when raw SQL hides them. */
  columns(): readonly ReadColumn[] | undefined
}

/** A query as it was traced. */
export interface TracedQuery {
  /** `undefined` when raw SQL hides them. */
  readonly columns: readonly TracedColumn[] | undefined
  readonly rows: TracedRows
  /** Columns of its inputs that it names, wherever; a column that `selectAll` brings is not named. */
  readonly named: ReadonlySet<ReadColumn>
}

/**
 * Traces a query: what each of its columns is made of, and what decides which rows it has.
 *
 * @param inputs What the names of tables mean, the model's own relation under `SELF`.
 */
export function traceQuery(node: OperationNode, inputs: ReadonlyMap<string, TracedInput>): TracedQuery {
  return new QueryTracer(inputs).trace(node)
}

class QueryTracer {
  readonly #columns: QueryColumns<TracedColumn>
  readonly #expressions: ExpressionTracer
  readonly #scope: Scope<TracedColumn>
  readonly #inputs = new Map<ColumnsThunk<TracedColumn>, string>()
  readonly #rows = new Map<TracedPlace, DeferredRows>()
  readonly #operands = new Map<TracedPlace, readonly SetOperand[]>()
  /** The columns of selects without what they are united with. */
  readonly #heads = new Map<TracedPlace, readonly TracedColumn[]>()
  readonly #named = new Set<ReadColumn>()
  /** What is not read yet: a column that nothing is made of is read too, for the names in it. */
  readonly #unread: (() => void)[] = []

  constructor(inputs: ReadonlyMap<string, TracedInput>) {
    const tables = new Map<string, ColumnsThunk<TracedColumn>>()
    for (const [name, input] of inputs) {
      const columns: ColumnsThunk<TracedColumn> = () => input.columns()
      tables.set(name, columns)
      this.#inputs.set(columns, input.uniqueId)
    }
    this.#scope = { tables, aliases: new Map(), outer: undefined }
    this.#columns = new QueryColumns<TracedColumn>({
      selected: (name, expression, place) => this.#made(name, (into) => this.#value(expression, place, into)),
      tableFunction: (call, scope) => this.#tableFunction(call, scope),
      renamed: (column, name) => this.#made(name, (into) => this.#passOn(column, into)),
      absent: ({ name }) => this.#made(name, () => undefined),
      combined: (columns, place) => this.#combined(columns, place),
    })
    this.#expressions = new ExpressionTracer({
      resolve: (name, place) => this.#resolve(name, place),
      allOf: (alias, { scope }) => findAlias(scope, alias)?.(),
      subquery: (query, place) => this.#subquery(query, place.scope),
      table: (name, { scope }) => this.#tableRows(name, scope),
      columnOf: (table, column, { scope }) => this.#columnOf(table, column, scope),
    })
  }

  trace(node: OperationNode): TracedQuery {
    const { columns, rows } = this.#subquery(node, this.#scope)
    for (let next = this.#unread.pop(); next; next = this.#unread.pop()) next()
    return { columns, rows, named: this.#named }
  }

  #made(name: string, collect: (into: UsesCollector) => void): MadeColumn {
    let uses: Uses | undefined
    const column = {
      name,
      uses: () => {
        if (!uses) {
          const into = new UsesCollector()
          uses = into
          collect(into)
        }
        return uses
      },
    }
    this.#unread.push(column.uses)
    return column
  }

  #value(expression: OperationNode, place: TracedPlace, into: UsesCollector): void {
    this.#expressions.trace(expression, place, { kind: 'value', level: 0 }, into)
  }

  #passOn(column: TracedColumn | undefined, into: UsesCollector): void {
    if (column) into.add(column, { kind: 'value', level: 0 })
    else into.isOpaque = true
  }

  #tableFunction(call: FunctionNode, scope: Scope<TracedColumn> | undefined): readonly TracedColumn[] | undefined {
    const place = placeless(scope)
    return tableFunctionColumns.get(call.func)?.map(({ name }) =>
      this.#made(name, (into) => {
        for (const argument of call.arguments)
          this.#expressions.trace(argument, place, { kind: 'value', level: 1 }, into)
      }),
    )
  }

  /** A column of a union holds what it holds in any of its queries. */
  #combined(columns: readonly TracedColumn[], place: TracedPlace): readonly TracedColumn[] {
    if (!place.select.setOperations?.length) return columns
    this.#heads.set(place, columns)
    return columns.map((column, i) =>
      this.#made(column.name, (into) => {
        this.#passOn(column, into)
        for (const operand of this.#operandsOf(place))
          if (operand.operator === 'union') this.#passOn(operand.columns?.()?.[i], into)
      }),
    )
  }

  /** The queries that a select is united with. They see its common table expressions, and not its tables. */
  #operandsOf(place: TracedPlace): readonly SetOperand[] {
    let operands = this.#operands.get(place)
    if (!operands) {
      operands = (place.select.setOperations ?? []).map(({ operator, all, expression }) => {
        return { operator, all, columns: this.#columns.query(expression, place.scope.outer) }
      })
      this.#operands.set(place, operands)
    }
    return operands
  }

  #subquery(
    node: OperationNode,
    scope: Scope<TracedColumn> | undefined,
  ): { readonly columns: readonly TracedColumn[] | undefined; readonly rows: TracedRows } {
    const query = this.#columns.query(node, scope)
    if (query?.place) return { columns: query(), rows: this.#rowsOf(query.place()) }
    const rows = new RowsDraft()
    rows.isOpaque = true
    this.#readRaw(node, scope, rows)
    return { columns: undefined, rows }
  }

  #tableRows(name: string, scope: Scope<TracedColumn> | undefined): TracedRows {
    const table = findTable(scope, name)
    if (table?.place) return this.#rowsOf(table.place())
    const rows = new RowsDraft()
    const input = table && this.#inputs.get(table)
    if (input !== undefined) rows.inputs.push(input)
    else rows.isOpaque = true
    return rows
  }

  /** Raw SQL in the place of a query: the tables that it is given are read, how is not known. */
  #readRaw(node: OperationNode, scope: Scope<TracedColumn> | undefined, rows: RowsDraft): void {
    if (!RawNode.is(node)) return
    for (const parameter of node.parameters) {
      const name = tableName(parameter)
      if (name !== undefined) rows.within.push(this.#tableRows(name, scope))
      else if (RawNode.is(parameter)) this.#readRaw(parameter, scope, rows)
      else {
        const into = new UsesCollector()
        this.#expressions.trace(parameter, placeless(scope), { kind: 'condition', why: 'raw sql' }, into)
        rows.conditions.push(...into.conditions)
        rows.subqueries.push(...into.rows)
      }
    }
  }

  #resolve({ alias, column }: ColumnName, place: TracedPlace): TracedColumn | undefined {
    const found =
      alias === undefined ? this.#unqualified(column, place) : named(findAlias(place.scope, alias)?.(), column)
    if (found && isInputColumn(found)) this.#named.add(found)
    return found
  }

  #columnOf(table: string, column: string, scope: Scope<TracedColumn>): TracedColumn | undefined {
    return named(findTable(scope, table)?.(), column)
  }

  #unqualified(name: string, { scope, columns }: TracedPlace): TracedColumn | undefined {
    for (let at: Scope<TracedColumn> | undefined = scope; at; at = at.outer) {
      const tables = [...at.aliases.values()].map((table) => table())
      for (const table of tables) {
        const found = named(table, name)
        if (found) return found
      }
      // It may be a column that raw SQL hides; an outer one of its name would be a guess.
      if (tables.includes(undefined)) return undefined
      // Engines let a select list, GROUP BY and HAVING name what the select list calls so.
      const own = at === scope ? named(columns(), name) : undefined
      if (own) return own
    }
    return findColumn(scope, name)
  }

  #rowsOf(place: TracedPlace): TracedRows {
    const known = this.#rows.get(place)
    if (known) return known
    const rows = new DeferredRows(() => this.#readRows(place))
    this.#rows.set(place, rows)
    this.#unread.push(() => rows.read())
    return rows
  }

  #readRows(place: TracedPlace): RowsDraft {
    const { select: bare, predicate } = takeQualify(place.select)
    const rows = new RowsDraft()
    const into = new UsesCollector()
    const decide = (node: OperationNode | undefined, why: Reason): void => {
      if (node) this.#expressions.trace(node, place, { kind: 'condition', why }, into)
    }
    decide(bare.where?.where, 'where')
    for (const { on } of bare.joins ?? []) decide(on?.on, 'join')
    for (const item of fromItems(bare)) this.#readItem(item, place, rows, into)
    for (const { groupBy } of bare.groupBy?.items ?? []) this.#traceNamed(groupBy, place, 'group by', into)
    decide(bare.having?.having, 'having')
    decide(predicate, 'qualify')
    for (const node of bare.distinctOn ?? []) decide(node, 'distinct')
    const isCut = Boolean(bare.limit || bare.offset || bare.fetch || bare.top)
    // An order alone leaves the rows as they are, but names columns.
    const order = isCut || bare.distinctOn ? into : new UsesCollector()
    for (const { orderBy } of bare.orderBy?.items ?? []) this.#traceNamed(orderBy, place, 'order by', order)
    decide(bare.limit?.limit, 'limit')
    decide(bare.offset?.offset, 'limit')
    this.#readModifiers(bare, place, into)
    this.#readOperands(place, rows, into)
    for (const expression of bare.with?.expressions ?? []) {
      // One that nothing reads decides nothing, but names columns.
      const table = findTable(place.scope, expression.name.table.table.identifier.name)
      if (table?.place) this.#rowsOf(table.place())
      table?.()
    }
    rows.conditions.push(...into.conditions)
    rows.subqueries.push(...into.rows)
    rows.isOpaque ||= into.isOpaque
    return rows
  }

  #readItem(item: OperationNode, place: TracedPlace, rows: RowsDraft, into: UsesCollector): void {
    const name = itemName(item)
    const columns = name === undefined ? undefined : place.scope.aliases.get(name)
    const source = sourceOf(item)
    if (columns?.place) rows.within.push(this.#rowsOf(columns.place()))
    else if (TableNode.is(source)) {
      const table = tableName(source)
      if (table === undefined) rows.isOpaque = true
      else rows.within.push(this.#tableRows(table, place.scope))
    } else if (FunctionNode.is(source))
      for (const argument of source.arguments)
        this.#expressions.trace(argument, place, { kind: 'condition', why: 'lateral' }, into)
    else if (SelectQueryNode.is(source)) rows.within.push(this.#subquery(source, place.scope).rows)
    else {
      rows.isOpaque = true
      this.#readRaw(source, place.scope, rows)
    }
  }

  /**
   * Traces what GROUP BY or ORDER BY names: a column of the tables, or of the select list, by name or by number. A name in
   * ORDER BY is first looked up in the select list.
   */
  #traceNamed(node: OperationNode, place: TracedPlace, why: 'group by' | 'order by', into: UsesCollector): void {
    const outputs = place.columns() ?? []
    const number = numberOf(node)
    const name = ColumnNode.is(node)
      ? node.column.name
      : ReferenceNode.is(node) && !node.table && ColumnNode.is(node.column)
        ? node.column.column.name
        : undefined
    const output =
      number !== undefined
        ? outputs[number - 1]
        : name !== undefined && why === 'order by'
          ? named(outputs, name)
          : undefined
    if (output) into.add(output, { kind: 'condition', why })
    else this.#expressions.trace(node, place, { kind: 'condition', why }, into)
  }

  #readModifiers({ frontModifiers = [], endModifiers = [] }: SelectQueryNode, place: TracedPlace, into: UsesCollector) {
    for (const modifier of [...frontModifiers, ...endModifiers]) {
      if (SelectModifierNode.is(modifier) && modifier.modifier === 'Distinct')
        for (const column of this.#heads.get(place) ?? place.columns() ?? [])
          into.add(column, { kind: 'condition', why: 'distinct' })
      else if (SelectModifierNode.is(modifier) && modifier.rawModifier) {
        into.isOpaque = true
        this.#expressions.trace(modifier.rawModifier, place, { kind: 'condition', why: 'raw sql' }, into)
      }
    }
  }

  #readOperands(place: TracedPlace, rows: RowsDraft, into: UsesCollector): void {
    for (const { operator, all, columns } of this.#operandsOf(place)) {
      if (columns?.place) rows.within.push(this.#rowsOf(columns.place()))
      else rows.isOpaque = true
      if (operator === 'union' && all) continue
      for (const column of [...(place.columns() ?? []), ...(columns?.() ?? [])])
        into.add(column, { kind: 'condition', why: operator })
    }
  }
}

/** A query that a select is united with, or compared with. */
interface SetOperand extends Pick<SetOperationNode, 'operator' | 'all'> {
  readonly columns: ColumnsThunk<TracedColumn> | undefined
}

/** The place of what is in no select of its own. */
function placeless(scope: Scope<TracedColumn> | undefined): TracedPlace {
  return {
    select: SelectQueryNode.create(),
    scope: scope ?? { tables: new Map(), aliases: new Map(), outer: undefined },
    columns: () => undefined,
  }
}

/** A FROM item without its alias and what is only around it. */
function sourceOf(item: OperationNode): OperationNode {
  if (AliasNode.is(item) || ParensNode.is(item)) return sourceOf(item.node)
  const wrapped = unwrapRaw(item)
  return wrapped ? sourceOf(wrapped) : item
}

/** The column of a name. Engines fold the case of names, and Snowflake's of all. */
function named(columns: readonly TracedColumn[] | undefined, name: string): TracedColumn | undefined {
  return (
    columns?.find((column) => column.name === name) ??
    columns?.find((column) => column.name.toLowerCase() === name.toLowerCase())
  )
}

/** The number of a column of the select list, as in `order by 1`. */
function numberOf(node: OperationNode): number | undefined {
  if (ValueNode.is(node)) return typeof node.value === 'number' ? node.value : undefined
  if (!RawNode.is(node) || node.parameters.length > 0) return undefined
  const text = node.sqlFragments.join('').trim()
  return /^\d+$/.test(text) ? Number(text) : undefined
}
