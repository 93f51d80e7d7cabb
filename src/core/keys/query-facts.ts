import {
  AggregateFunctionNode,
  ColumnNode,
  FunctionNode,
  GroupByItemNode,
  type OperationNode,
  ParensNode,
  ReferenceNode,
  SelectModifierNode,
  SelectQueryNode,
  ValueNode,
} from 'kysely'
import type { SqlType } from '../columns/index.js'
import { canonicalName } from '../functions/call/canonical-function.js'
import { expressionType } from '../infer/output-columns.js'
import type { Scope } from '../infer/scope.js'
import { takeQualify } from '../nodes/qualify.js'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import { comparedColumns, conjuncts, equalSides, firstOf } from './conjuncts.js'
import { expressionKey } from './expression-key.js'
import { type FromItem, fromItemsOf } from './from-items.js'
import { keyParts } from './key-parts.js'
import { noFacts, type RowFacts, type TableFacts } from './row-facts.js'
import { type SelectOutputs, selectOutputs } from './select-outputs.js'

/** What follows of the rows of a query from the query itself. */
export function queryFacts(node: OperationNode, tables: TableFacts): RowFacts {
  if (ParensNode.is(node)) return queryFacts(node.node, tables)
  if (SelectQueryNode.is(node)) return selectFacts(node, tables)
  const wrapped = unwrapRaw(node)
  return wrapped ? queryFacts(wrapped, tables) : noFacts(undefined)
}

function selectFacts(node: SelectQueryNode, outer: TableFacts): RowFacts {
  const tables = withTables(node, outer)
  const { select, predicate } = takeQualify(node)
  const items = fromItemsOf(select, tables, queryFacts)
  const outputs = hasRawModifiers(select) ? undefined : selectOutputs(select, items)
  if (!outputs) return noFacts(undefined)
  const rows = new SelectRows(select, items, outputs, conjuncts(predicate))
  const columns = [...outputs].map(([name, expression]) => ({ name, type: rows.typeOf(expression) }))
  const sets = node.setOperations ?? []
  if (sets.length === 0)
    return {
      columns,
      isUnique: (key) => rows.isUnique(key),
      isNeverNull: (column) => outputs.has(column) && rows.isNeverNull(outputs.get(column)!),
      partsOf: (column) => (outputs.has(column) ? rows.partsOf(outputs.get(column)!) : undefined),
    }
  const isDistinct = sets.every(({ all }) => !all)
  const names = columns.map(({ name }) => name)
  return {
    columns: names.map((name) => ({ name, type: undefined })),
    isUnique: (key) => isDistinct && names.every((name) => key.has(name)),
    isNeverNull: () => false,
    partsOf: () => undefined,
  }
}

/** Raw SQL around a select can be anything, a union too. */
function hasRawModifiers({ frontModifiers = [], endModifiers = [] }: SelectQueryNode): boolean {
  return endModifiers.length > 0 || frontModifiers.some((node) => !SelectModifierNode.is(node) || !!node.rawModifier)
}

/** The tables that a query may name, those of its WITH among them; each sees those before it. */
function withTables({ with: node }: SelectQueryNode, outer: TableFacts): TableFacts {
  let tables = outer
  for (const { name, expression } of node?.expressions ?? []) {
    const before = tables
    const own = name.table.table.identifier.name
    const listed = name.columns?.map((column) => column.column.name)
    let facts: RowFacts | undefined
    tables = (table) => {
      if (table !== own) return before(table)
      // A recursive one may read itself: nothing follows from that.
      facts ??= node!.recursive ? noFacts(undefined) : renamed(queryFacts(expression, before), listed)
      return facts
    }
  }
  return tables
}

function renamed(facts: RowFacts, names: readonly string[] | undefined): RowFacts {
  if (!names) return facts
  const { columns } = facts
  if (columns?.length !== names.length) return noFacts(undefined)
  const inner = new Map(names.map((name, i) => [name, columns[i]!.name]))
  return {
    columns: names.map((name, i) => ({ name, type: columns[i]!.type })),
    isUnique: (key) => facts.isUnique(new Set([...key].flatMap((name) => inner.get(name) ?? []))),
    isNeverNull: (name) => inner.has(name) && facts.isNeverNull(inner.get(name)!),
    partsOf: () => undefined,
  }
}

/** Functions that are NULL only when an argument is. */
const STRICT: ReadonlySet<string> = new Set(
  (['concat', 'md5', 'key_text', 'date_text', 'lower', 'upper', 'length', 'trim', 'cast'] as const).map(canonicalName),
)

const NUMBERS: ReadonlySet<string> = new Set(['count', 'row_number', 'rank', 'dense_rank'])

/** The rows of one select, before set operations. */
class SelectRows {
  readonly #select: SelectQueryNode
  readonly #items: readonly FromItem[]
  readonly #outputs: SelectOutputs
  readonly #qualify: readonly OperationNode[]
  readonly #scope: Scope
  /** Conditions that every row keeps. */
  readonly #kept: readonly OperationNode[]
  readonly #notNull: ReadonlySet<string>

  constructor(
    select: SelectQueryNode,
    items: readonly FromItem[],
    outputs: SelectOutputs,
    qualify: readonly OperationNode[],
  ) {
    this.#select = select
    this.#items = items
    this.#outputs = outputs
    this.#qualify = qualify
    const aliases = new Map(items.map(({ alias, facts }) => [alias, () => facts.columns]))
    this.#scope = { tables: new Map(), aliases, outer: undefined }
    this.#kept = [...conjuncts(select.where?.where), ...items.flatMap(({ isOptional, on }) => (isOptional ? [] : on))]
    this.#notNull = new Set(this.#kept.flatMap(comparedColumns).flatMap((reference) => this.#column(reference) ?? []))
  }

  typeOf(node: OperationNode): SqlType | undefined {
    return expressionType(node, this.#scope)
  }

  isNeverNull(node: OperationNode): boolean {
    if (ParensNode.is(node)) return this.isNeverNull(node.node)
    if (ValueNode.is(node)) return node.value !== null && node.value !== undefined
    if (ReferenceNode.is(node) || ColumnNode.is(node)) {
      const column = this.#column(node)
      return column !== undefined && (this.#notNull.has(column) || this.#isNeverNullThere(column))
    }
    if (AggregateFunctionNode.is(node)) return NUMBERS.has(node.func.toLowerCase())
    if (!FunctionNode.is(node)) return false
    if (node.func.toLowerCase() === 'coalesce') return node.arguments.some((argument) => this.isNeverNull(argument))
    return STRICT.has(node.func) && node.arguments.every((argument) => this.isNeverNull(argument))
  }

  partsOf(node: OperationNode): readonly string[] | undefined {
    const parts = this.#partsOf(node)?.map((part) => this.#keyOf(part))
    const found = parts?.map((part) => [...this.#outputs].find(([, one]) => part && this.#keyOf(one) === part)?.[0])
    return found?.every((name) => name !== undefined) ? found : undefined
  }

  isUnique(key: ReadonlySet<string>): boolean {
    const { limit, groupBy, distinctOn, frontModifiers = [] } = this.#select
    if (limit && ValueNode.is(limit.limit) && limit.limit.value === 1) return true
    const known = this.#knownFrom(key)
    if (known === 'row') return true
    const areKnown = (nodes: readonly OperationNode[]): boolean => nodes.every((node) => known.has(node))
    if (this.#qualify.some((condition) => isFirst(condition, areKnown))) return true
    if (distinctOn && areKnown(distinctOn)) return true
    const isDistinct = frontModifiers.some((node) => SelectModifierNode.is(node) && node.modifier === 'Distinct')
    if (isDistinct && [...this.#outputs].every(([name, node]) => key.has(name) || known.has(node))) return true
    if (groupBy) return groupBy.items.every((item) => GroupByItemNode.is(item) && this.#isGrouped(item.groupBy, known))
    const isOneRow = [...this.#outputs.values()].some(isAggregate)
    return isOneRow || known.hasAllRows
  }

  /** A grouping, unless it may mean the number of a column or a column of the select list. */
  #isGrouped(node: OperationNode, known: Known): boolean {
    if (ValueNode.is(node)) return false
    if (ReferenceNode.is(node) && node.table) return known.has(node)
    if (!ReferenceNode.is(node) && !ColumnNode.is(node)) return known.has(node)
    const column = ReferenceNode.is(node) ? node.column : node
    const alias = ColumnNode.is(column) ? this.#outputs.get(column.column.name) : undefined
    const own = this.#column(node)
    if (alias === undefined) return known.has(node)
    // A name that is a column of the tables and another column of the select list is read differently by engines.
    if (own === undefined) return this.#hasHiddenColumns() ? false : known.has(alias)
    return this.#keyOf(alias) === own && known.has(node)
  }

  #hasHiddenColumns(): boolean {
    return this.#items.some(({ facts }) => facts.columns === undefined)
  }

  /** What is the same in two rows that have the same key. `row`: the row itself. */
  #knownFrom(key: ReadonlySet<string>): Known | 'row' {
    const keys = new Set<string>()
    const numbers: OperationNode[][] = []
    const add = (node: OperationNode): void => {
      const own = this.#keyOf(node)
      if (own !== undefined) keys.add(own)
      for (const part of this.#partsOf(node) ?? []) add(part)
      const partition = partitionOf(node)
      if (partition) numbers.push([...partition])
    }
    for (const name of key) {
      const output = this.#outputs.get(name)
      if (output) add(output)
    }
    const known = new Known(this.#items, keys, (node) => this.#keyOf(node), this.#equalities())
    return numbers.some((partition) => partition.every((node) => known.has(node))) ? 'row' : known
  }

  #equalities(): Equalities {
    const keysOf = (condition: OperationNode): readonly (readonly [string, string])[] => {
      const sides = equalSides(condition)
      if (!sides || !this.#areComparedAsTheyAre(sides)) return []
      const [left, right] = sides.map((side) => this.#keyOf(side))
      return left !== undefined && right !== undefined ? [[left, right]] : []
    }
    return {
      everywhere: this.#kept.flatMap(keysOf),
      ofOptional: new Map(
        this.#items.filter(({ isOptional }) => isOptional).map(({ alias, on }) => [alias, on.flatMap(keysOf)]),
      ),
    }
  }

  /** Whether values that are equal are the same: `'01'` is equal to `1`, and 0.0 to -0.0. */
  #areComparedAsTheyAre(sides: readonly OperationNode[]): boolean {
    const [left, right] = sides.map((side) => family(this.typeOf(side)))
    return left !== undefined && left === right
  }

  #partsOf(node: OperationNode): readonly OperationNode[] | undefined {
    return keyParts(node, { typeOf: (part) => this.typeOf(part), isNeverNull: (part) => this.isNeverNull(part) })
  }

  #keyOf(node: OperationNode): string | undefined {
    return expressionKey(node, (reference) => this.#column(reference))
  }

  /** The one column of the select's own tables that a reference means. */
  #column(node: ReferenceNode | ColumnNode): string | undefined {
    const column = ReferenceNode.is(node) ? node.column : node
    if (!ColumnNode.is(column)) return undefined
    const { name } = column.column
    const has = ({ facts }: FromItem): boolean => facts.columns?.some((one) => one.name === name) ?? false
    if (ReferenceNode.is(node) && node.table) {
      const alias = node.table.table.identifier.name
      const item = this.#items.find((one) => one.alias === alias)
      return item && has(item) ? columnKey(alias, name) : undefined
    }
    if (this.#hasHiddenColumns()) return undefined
    const owners = this.#items.filter(has)
    return owners.length === 1 ? columnKey(owners[0]!.alias, name) : undefined
  }

  #isNeverNullThere(column: string): boolean {
    return this.#items.some(
      ({ alias, facts, isOptional }) =>
        !isOptional &&
        (facts.columns ?? []).some(({ name }) => columnKey(alias, name) === column && facts.isNeverNull(name)),
    )
  }
}

interface Equalities {
  /** Pairs that are equal in every row. */
  readonly everywhere: readonly (readonly [string, string])[]
  /** By an optional item: pairs that are equal in the rows that have one of its rows. */
  readonly ofOptional: ReadonlyMap<string, readonly (readonly [string, string])[]>
}

/** What two rows of a select have in common, once some of its expressions are the same in both. */
class Known {
  readonly #items: readonly FromItem[]
  readonly #keys: Set<string>
  readonly #keyOf: (node: OperationNode) => string | undefined
  readonly #rows = new Set<string>()

  constructor(
    items: readonly FromItem[],
    keys: Set<string>,
    keyOf: (node: OperationNode) => string | undefined,
    equalities: Equalities,
  ) {
    this.#items = items
    this.#keys = keys
    this.#keyOf = keyOf
    for (let before = -1; before !== this.#size; ) {
      before = this.#size
      for (const [left, right] of equalities.everywhere) {
        if (this.#hasKey(left)) keys.add(right)
        if (this.#hasKey(right)) keys.add(left)
      }
      for (const [i, item] of items.entries())
        if (!this.#rows.has(item.alias)) this.#addRow(item, items.slice(0, i), equalities)
    }
  }

  get #size(): number {
    return this.#keys.size + this.#rows.size
  }

  /** Whether both rows come from the same row of everything that is read. */
  get hasAllRows(): boolean {
    return this.#rows.size === this.#items.length
  }

  has(node: OperationNode): boolean {
    const key = this.#keyOf(node)
    return key !== undefined && this.#hasKey(key)
  }

  #hasKey(key: string): boolean {
    return key.startsWith('value ') || this.#keys.has(key)
  }

  #addRow({ alias, facts, isOptional }: FromItem, before: readonly FromItem[], equalities: Equalities): void {
    const known = new Set<string>()
    // Without a row of its own its columns are NULL, so they prove nothing until it is known what it belongs to.
    if (isOptional && before.some((one) => !this.#rows.has(one.alias))) return
    const matched = new Set<string>()
    if (isOptional)
      for (const [left, right] of equalities.ofOptional.get(alias) ?? []) {
        if (this.#hasKey(left)) matched.add(right)
        if (this.#hasKey(right)) matched.add(left)
      }
    const columns = (facts.columns ?? []).map(({ name }) => name)
    for (const name of columns) {
      const key = columnKey(alias, name)
      if (this.#hasKey(key) || matched.has(key)) known.add(name)
    }
    if (!facts.isUnique(known)) return
    this.#rows.add(alias)
    for (const name of columns) this.#keys.add(columnKey(alias, name))
  }
}

function columnKey(alias: string, name: string): string {
  return JSON.stringify(['column', alias, name])
}

/** Types whose values are the same when `=` says so. */
function family(type: SqlType | undefined): string | undefined {
  switch (type?.name) {
    case 'integer':
    case 'bigint':
    case 'decimal':
      return 'number'
    case 'varchar':
    case 'boolean':
    case 'date':
    case 'timestamp':
      return type.name
    default:
      return undefined
  }
}

function partitionOf(node: OperationNode): readonly OperationNode[] | undefined {
  if (!AggregateFunctionNode.is(node) || node.func.toLowerCase() !== 'row_number' || !node.over || node.filter)
    return undefined
  return node.over.partitionBy?.items.map((item) => item.partitionBy) ?? []
}

function isFirst(condition: OperationNode, areKnown: (nodes: readonly OperationNode[]) => boolean): boolean {
  const number = firstOf(condition)
  const partition = number && partitionOf(number)
  return partition !== undefined && areKnown(partition)
}

/** Whether a select without GROUP BY that has it in its list has one row. */
function isAggregate(node: OperationNode): boolean {
  return AggregateFunctionNode.is(node) && !node.over
}
