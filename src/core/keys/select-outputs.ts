import {
  AggregateFunctionNode,
  AliasNode,
  ColumnNode,
  FunctionNode,
  IdentifierNode,
  type OperationNode,
  RawNode,
  ReferenceNode,
  SelectAllNode,
  SelectQueryNode,
  TableNode,
} from 'kysely'
import { readAllExcept } from '../nodes/all-except.js'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import { isPureFunction } from './expression-key.js'
import type { FromItem } from './from-items.js'

/** The expression behind each column that a select returns, in order. */
export type SelectOutputs = ReadonlyMap<string, OperationNode>

/** The expressions behind a select's columns; `undefined` where they cannot be determined, or two have the same name. */
export function selectOutputs(select: SelectQueryNode, items: readonly FromItem[]): SelectOutputs | undefined {
  const outputs = new Map<string, OperationNode>()
  const seen = new Set<string>()
  for (const { selection } of select.selections ?? []) {
    const columns = selected(selection, items)
    if (!columns) return undefined
    for (const [name, node] of columns) {
      if (seen.has(name.toLowerCase())) return undefined
      seen.add(name.toLowerCase())
      outputs.set(name, node)
    }
  }
  return outputs
}

function selected(
  selection: OperationNode,
  items: readonly FromItem[],
): readonly (readonly [name: string, node: OperationNode])[] | undefined {
  if (AliasNode.is(selection)) {
    if (!IdentifierNode.is(selection.alias) || mayGiveSeveralRows(selection.node)) return undefined
    return [[selection.alias.name, selection.node]]
  }
  if (ColumnNode.is(selection)) return [[selection.column.name, selection]]
  if (SelectAllNode.is(selection)) return joined(items.map((item) => columnsOf(item)))
  const except = readAllExcept(selection)
  if (except) return columnsOf(itemOf(items, except.alias))?.filter(([name]) => !except.names.has(name))
  if (!ReferenceNode.is(selection)) return undefined
  if (ColumnNode.is(selection.column)) return [[selection.column.column.name, selection]]
  return selection.table ? columnsOf(itemOf(items, selection.table.table.identifier.name)) : undefined
}

function itemOf(items: readonly FromItem[], alias: string): FromItem | undefined {
  return items.find((item) => item.alias === alias)
}

function columnsOf(item: FromItem | undefined): readonly (readonly [string, OperationNode])[] | undefined {
  return item?.facts.columns?.map(({ name }) => [
    name,
    ReferenceNode.create(ColumnNode.create(name), TableNode.create(item.alias)),
  ])
}

function joined<T>(lists: readonly (readonly T[] | undefined)[]): readonly T[] | undefined {
  return lists.includes(undefined) ? undefined : lists.flatMap((list) => list!)
}

/** Aggregates and window functions; anything else under their node could be a function that returns rows. */
const AGGREGATES =
  /^(?:avg|count|max|min|sum|row_number|rank|dense_rank|percent_rank|cume_dist|ntile|lag|lead|first_value|last_value|nth_value|stddev\w*|var\w*|corr|covar\w*)$/i

/** Whether an expression could multiply rows, as `unnest(…)` does in a select list: raw SQL with a call in it, or a function that kerros does not know. */
function mayGiveSeveralRows(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mayGiveSeveralRows)
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  const node = value as OperationNode
  // A subquery is one value.
  if (SelectQueryNode.is(node)) return false
  if (RawNode.is(node) && !unwrapRaw(node) && node.sqlFragments.some((fragment) => fragment.includes('('))) return true
  if (FunctionNode.is(node) && !isPureFunction(node.func)) return true
  if (AggregateFunctionNode.is(node) && !node.func.startsWith('kerros.') && !AGGREGATES.test(node.func)) return true
  return Object.values(node).some(mayGiveSeveralRows)
}
