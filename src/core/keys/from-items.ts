import {
  AliasNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  ParensNode,
  ReferenceNode,
  SelectQueryNode,
  TableNode,
} from 'kysely'
import { itemName } from '../infer/query-columns.js'
import { tableFunctionColumns } from '../infer/table-function-columns.js'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import { conjuncts } from './conjuncts.js'
import { noFacts, type RowFacts, type TableFacts } from './row-facts.js'

/** Something that a select reads from. */
export interface FromItem {
  readonly alias: string
  readonly facts: RowFacts
  /** Whether a row of what comes before it may be without a row of this one. */
  readonly isOptional: boolean
  /** The conditions of its join. */
  readonly on: readonly OperationNode[]
}

const JOINS: ReadonlySet<string> = new Set(['InnerJoin', 'LeftJoin', 'CrossJoin'])

/**
 * What a select reads from, with the facts of each.
 *
 * Where a right, full or lateral join is among them, nothing is known of any but its columns; nor of a subquery that names
 * tables next to it, which DuckDB takes for a lateral one.
 */
export function fromItemsOf(
  select: SelectQueryNode,
  tables: TableFacts,
  factsOf: (query: OperationNode, tables: TableFacts) => RowFacts,
): readonly FromItem[] {
  const joins = select.joins ?? []
  const parts = [
    ...(select.from?.froms ?? []).map((node) => ({ node, isOptional: false, on: undefined })),
    ...joins.map(({ joinType, table, on }) => ({ node: table, isOptional: joinType === 'LeftJoin', on: on?.on })),
  ]
  const isKnown = joins.every(({ joinType }) => JOINS.has(joinType))
  const found = parts.map(({ node, isOptional, on }, i) => {
    const facts = itemFacts(node, tables, factsOf)
    return { alias: itemName(node) ?? `#${i}`, facts, isOptional, on: isKnown ? conjuncts(on) : [], node }
  })
  return found.map(({ node, ...item }) => {
    const others = found.filter((other) => other.alias !== item.alias)
    return isKnown && !namesOneOf(node, others) ? item : { ...item, facts: noFacts(item.facts.columns) }
  })
}

function itemFacts(
  node: OperationNode,
  tables: TableFacts,
  factsOf: (query: OperationNode, tables: TableFacts) => RowFacts,
): RowFacts {
  if (AliasNode.is(node))
    return IdentifierNode.is(node.alias) ? itemFacts(node.node, tables, factsOf) : noFacts(undefined)
  if (ParensNode.is(node)) return itemFacts(node.node, tables, factsOf)
  if (TableNode.is(node)) return node.table.schema ? noFacts(undefined) : tables(node.table.identifier.name)
  if (FunctionNode.is(node)) return noFacts(tableFunctionColumns.get(node.func))
  if (SelectQueryNode.is(node)) return factsOf(node, tables)
  const wrapped = unwrapRaw(node)
  return wrapped ? itemFacts(wrapped, tables, factsOf) : noFacts(undefined)
}

/** Whether a subquery names one of the tables next to it, or a column that one of them may have. */
function namesOneOf(item: OperationNode, others: readonly Pick<FromItem, 'alias' | 'facts'>[]): boolean {
  const query = AliasNode.is(item) ? item.node : item
  if (others.length === 0 || TableNode.is(query)) return false
  const aliases = new Set(others.map(({ alias }) => alias.toLowerCase()))
  const hidesColumns = others.some(({ facts }) => facts.columns === undefined)
  const columns = new Set(others.flatMap(({ facts }) => facts.columns ?? []).map(({ name }) => name.toLowerCase()))
  const mayMean = (column: string): boolean => hidesColumns || columns.has(column.toLowerCase())
  const names = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(names)
    if (typeof value !== 'object' || value === null || !('kind' in value)) return false
    const node = value as OperationNode
    if (ReferenceNode.is(node)) {
      if (node.table) return aliases.has(node.table.table.identifier.name.toLowerCase())
      return ColumnNode.is(node.column) && mayMean(node.column.column.name)
    }
    if (ColumnNode.is(node)) return mayMean(node.column.name)
    return Object.values(node).some(names)
  }
  return names(query)
}
