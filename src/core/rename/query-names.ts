import {
  AliasNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  SelectQueryNode,
  TableNode,
} from 'kysely'
import { readNewerThan } from '../compile/rows/newer-than.js'
import { itemName, QueryColumns } from '../infer/query-columns.js'
import { type ColumnsThunk, findAlias, findTable, type QueryPlace, type Scope } from '../infer/scope.js'
import { tableFunctionColumns } from '../infer/table-function-columns.js'
import { readAllExcept } from '../nodes/all-except.js'
import { isNode } from '../nodes/is-node.js'
import { SELF } from '../nodes/self.js'
import { readTouched } from '../nodes/touched.js'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import { NameSlot } from './name-slot.js'
import type { NameUse } from './name-use.js'

/** The names in a query. */
export interface QueryNames {
  /** The columns that it returns; `undefined` when raw SQL hides them. */
  readonly columns: readonly NameSlot[] | undefined
  readonly uses: readonly NameUse[]
  /** The columns of each select in it. */
  readonly selects: readonly (readonly NameSlot[])[]
  /** The columns that its selects can name. */
  readonly visible: ReadonlySet<NameSlot>
}

/** The columns of what a query may read, by name; its own relation's under `SELF`. */
export type NameInputs = ReadonlyMap<string, () => readonly NameSlot[] | undefined>

type Place = QueryPlace<NameSlot>

/** What a name may mean. */
interface Meaning {
  readonly slot: NameSlot | undefined
  readonly matches: number
}

const UNKNOWN: Meaning = { slot: undefined, matches: 0 }

/** Says of each name in a query which column it means. Columns that must have one name are linked. */
export function queryNames(node: OperationNode, inputs: NameInputs): QueryNames {
  return new NameReader(inputs).read(node)
}

class NameReader {
  readonly #columns: QueryColumns<NameSlot>
  readonly #scope: Scope<NameSlot>
  readonly #made = new Map<Place, Map<OperationNode, Map<string, NameSlot>>>()
  readonly #walked = new Set<Place>()
  readonly #uses: NameUse[] = []
  readonly #selects: (readonly NameSlot[])[] = []
  readonly #visible = new Set<NameSlot>()

  constructor(inputs: NameInputs) {
    const tables = new Map([...inputs].map(([name, columns]) => [name, (() => columns()) as ColumnsThunk<NameSlot>]))
    this.#scope = { tables, aliases: new Map(), outer: undefined }
    this.#columns = new QueryColumns<NameSlot>({
      selected: (name, expression, place) => this.#select(name, expression, place),
      tableFunction: ({ func }) =>
        tableFunctionColumns.get(func)?.map(({ name }) => new NameSlot(name, { isGiven: true })),
      renamed: (_, name) => new NameSlot(name),
      absent: (column) => column,
      combined: (columns) => columns,
    })
  }

  read(node: OperationNode): QueryNames {
    const query = this.#columns.query(node, this.#scope)
    if (query?.place) this.#walkSelect(query.place(), selectPath(node, ''))
    else this.#walk(node, '', placeless(this.#scope))
    return { columns: query?.(), uses: this.#uses, selects: this.#selects, visible: this.#visible }
  }

  #select(name: string, expression: OperationNode, place: Place): NameSlot {
    const made = this.#made.get(place) ?? new Map<OperationNode, Map<string, NameSlot>>()
    this.#made.set(place, made)
    const named = made.get(expression) ?? new Map<string, NameSlot>()
    made.set(expression, named)
    const slot = named.get(name) ?? new NameSlot(name)
    named.set(name, slot)
    return slot
  }

  #walkSelect(place: Place, path: string): void {
    if (this.#walked.has(place)) return
    this.#walked.add(place)
    const { select, scope } = place
    const outputs = place.columns()
    if (outputs) this.#selects.push(outputs)
    for (const columns of scope.aliases.values()) for (const slot of columns() ?? []) this.#visible.add(slot)
    for (const [i, { selection }] of (select.selections ?? []).entries())
      this.#walkSelection(selection, `${path}.selections.${i}.selection`, place)
    for (const [i, expression] of (select.with?.expressions ?? []).entries()) {
      const at = `${path}.with.expressions.${i}`
      const columns = findTable(scope.outer, expression.name.table.table.identifier.name)
      for (const [j] of (expression.name.columns ?? []).entries()) {
        const slot = columns?.()?.[j]
        if (slot) this.#uses.push({ kind: 'given', path: `${at}.name.columns.${j}.column.name`, slot })
      }
      if (columns?.place) this.#walkSelect(columns.place(), selectPath(expression.expression, `${at}.expression`))
      else this.#walk(expression.expression, `${at}.expression`, placeless(scope.outer))
    }
    for (const [i, item] of (select.from?.froms ?? []).entries()) this.#walkItem(item, `${path}.from.froms.${i}`, place)
    for (const [i, join] of (select.joins ?? []).entries()) {
      this.#walkItem(join.table, `${path}.joins.${i}.table`, place)
      if (join.on) this.#walk(join.on, `${path}.joins.${i}.on`, place)
    }
    for (const [i, { expression }] of (select.setOperations ?? []).entries())
      this.#walkOperand(expression, `${path}.setOperations.${i}.expression`, place)
    for (const [i, { groupBy }] of (select.groupBy?.items ?? []).entries())
      this.#walk(groupBy, `${path}.groupBy.items.${i}.groupBy`, place)
    for (const [i, { orderBy }] of (select.orderBy?.items ?? []).entries())
      this.#walkOrder(orderBy, `${path}.orderBy.items.${i}.orderBy`, place)
    const { selections, with: _, from, joins, setOperations, groupBy, orderBy, ...rest } = select
    for (const [key, child] of Object.entries(rest)) this.#walkAll(child, `${path}.${key}`, place)
  }

  #walkSelection(selection: OperationNode, path: string, place: Place): void {
    if (AliasNode.is(selection) && IdentifierNode.is(selection.alias)) {
      const slot = this.#select(selection.alias.name, selection.node, place)
      this.#uses.push({ kind: 'given', path: `${path}.alias.name`, slot })
      this.#walk(selection.node, `${path}.node`, place)
      return
    }
    const except = readAllExcept(selection)
    if (except && RawNode.is(selection)) {
      const columns = findAlias(place.scope, except.alias)?.()
      for (const [i, parameter] of selection.parameters.entries())
        if (ColumnNode.is(parameter))
          this.#uses.push({
            kind: 'reference',
            path: `${path}.parameters.${i}.column.name`,
            ...meaning(columns, parameter.column.name),
          })
      return
    }
    const name = namePath(selection, path)
    if (!name) {
      this.#walk(selection, path, place)
      return
    }
    const as = this.#select(name.column, selection, place)
    this.#uses.push({ kind: 'passed', path: name.path, item: path, as, ...this.#meaningOf(name, place) })
  }

  #walkOperand(expression: OperationNode, path: string, place: Place): void {
    const operand = this.#columns.query(expression, place.scope.outer)
    if (!operand?.place) {
      this.#walk(expression, path, placeless(place.scope.outer))
      return
    }
    const [own, others] = [place.columns(), operand()]
    // Kysely lets selects be united whose columns have the same names.
    for (const [i, slot] of (own ?? []).entries()) if (others?.[i]?.name === slot.name) slot.link(others[i])
    this.#walkSelect(operand.place(), selectPath(expression, path))
  }

  #walkItem(item: OperationNode, path: string, place: Place): void {
    if (AliasNode.is(item)) {
      const name = itemName(item)
      const columns = name === undefined ? undefined : place.scope.aliases.get(name)
      const at = selectPath(item.node, `${path}.node`)
      if (columns?.place && selectIn(item.node)) this.#walkSelect(columns.place(), at)
      else if (!TableNode.is(item.node)) this.#walk(item.node, `${path}.node`, place)
    } else if (!TableNode.is(item)) this.#walk(item, path, place)
  }

  /** A name in ORDER BY is first looked up in the select list. */
  #walkOrder(node: OperationNode, path: string, place: Place): void {
    const name = namePath(node, path)
    const found = name && name.alias === undefined ? meaning(place.columns(), name.column) : UNKNOWN
    if (name && found.slot) this.#uses.push({ kind: 'reference', path: name.path, ...found })
    else this.#walk(node, path, place)
  }

  #walk(node: OperationNode, path: string, place: Place): void {
    const name = namePath(node, path)
    if (name) this.#uses.push({ kind: 'reference', path: name.path, ...this.#meaningOf(name, place) })
    else if (SelectQueryNode.is(node)) {
      const query = this.#columns.query(node, place.scope)
      if (query?.place) this.#walkSelect(query.place(), path)
    } else if (FunctionNode.is(node)) this.#walkFunction(node, path, place)
    else if (!TableNode.is(node))
      for (const [key, child] of Object.entries(node)) this.#walkAll(child, `${path}.${key}`, place)
  }

  #walkFunction(node: FunctionNode, path: string, place: Place): void {
    const newer = readNewerThan(node)
    if (newer) {
      const own = findTable(place.scope, SELF)?.()
      const watermark = meaning(own, newer.watermark)
      this.#uses.push({ kind: 'reference', path: `${path}.arguments.1.value`, ...watermark })
    }
    const touched = readTouched(node)
    if (touched) {
      const keys = this.#columns.query(touched.keys, place.scope)
      for (const [i, name] of touched.names.entries())
        this.#uses.push({
          kind: 'reference',
          path: `${path}.arguments.1.value.names.${i}`,
          ...meaning(keys?.(), name),
        })
      if (keys?.place) this.#walkSelect(keys.place(), `${path}.arguments.0`)
    }
    for (const [i, argument] of node.arguments.entries())
      if (!(touched && i === 0)) this.#walk(argument, `${path}.arguments.${i}`, place)
  }

  #walkAll(child: unknown, path: string, place: Place): void {
    if (Array.isArray(child)) for (const [i, each] of child.entries()) this.#walkAll(each, `${path}.${i}`, place)
    else if (isNode(child)) this.#walk(child, path, place)
  }

  #meaningOf({ alias, column }: NamePath, place: Place): Meaning {
    if (alias !== undefined) return meaning(findAlias(place.scope, alias)?.(), column)
    for (let at: Scope<NameSlot> | undefined = place.scope; at; at = at.outer) {
      const tables = [...at.aliases.values()].map((table) => table())
      const found = tables.map((table) => meaning(table, column)).filter(({ slot }) => slot !== undefined)
      if (found.length > 0) return { slot: found[0]!.slot, matches: found.length }
      // It may be a column that raw SQL hides.
      if (tables.includes(undefined)) return UNKNOWN
      const own = at === place.scope ? meaning(place.columns(), column) : UNKNOWN
      if (own.slot) return own
    }
    return UNKNOWN
  }
}

/** A column's name as a node says it, and where. */
interface NamePath {
  readonly alias: string | undefined
  readonly column: string
  readonly path: string
}

function namePath(node: OperationNode, path: string): NamePath | undefined {
  if (ColumnNode.is(node)) return { alias: undefined, column: node.column.name, path: `${path}.column.name` }
  if (!ReferenceNode.is(node) || !ColumnNode.is(node.column)) return undefined
  return {
    alias: node.table?.table.identifier.name,
    column: node.column.column.name,
    path: `${path}.column.column.name`,
  }
}

/** Engines fold the case of names. */
function meaning(columns: readonly NameSlot[] | undefined, name: string): Meaning {
  const slot =
    columns?.find((column) => column.name === name) ??
    columns?.find((column) => column.name.toLowerCase() === name.toLowerCase())
  return slot ? { slot, matches: 1 } : UNKNOWN
}

/** The path of the select that a node is, without what is only around it. */
function selectPath(node: OperationNode, path: string): string {
  if (ParensNode.is(node)) return selectPath(node.node, `${path}.node`)
  const wrapped = unwrapRaw(node)
  return wrapped ? selectPath(wrapped, `${path}.parameters.0`) : path
}

function selectIn(node: OperationNode): boolean {
  if (SelectQueryNode.is(node)) return true
  const wrapped = ParensNode.is(node) ? node.node : unwrapRaw(node)
  return wrapped !== undefined && selectIn(wrapped)
}

function placeless(scope: Scope<NameSlot> | undefined): Place {
  return {
    select: SelectQueryNode.create(),
    scope: scope ?? { tables: new Map(), aliases: new Map(), outer: undefined },
    columns: () => undefined,
  }
}
