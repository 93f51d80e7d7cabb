import {
  type AggregateFunctionNode,
  ColumnNode,
  type OperationNode,
  OrderByItemNode,
  type OrderByNode,
  type OverNode,
  ReferenceNode,
  type SelectQueryNode,
} from 'kysely'
import type { SqlType } from '../../columns/sql-type.js'
import type { Diagnostic } from '../../errors/index.js'
import { canonicalName } from '../../functions/call/canonical-function.js'
import type { OutputColumn } from '../../infer/output-column.js'
import type { TreeFacts } from '../../nodes/tree-facts.js'

type TypeOf = (node: OperationNode) => SqlType | undefined

const KINDS: readonly string[] = [
  'GroupByNode',
  'OrderByNode',
  'PartitionByNode',
  'SelectModifierNode',
  'SetOperationNode',
]
const DISTINCT_COUNTS: readonly string[] = ['count', canonicalName('approx_count_distinct')]

/** Whether a query can have {@link checkDistinctRows} or {@link checkDistinctValues}, where there is JSON or an array. */
export function distinguishesValues({ kinds, functions }: TreeFacts): boolean {
  return KINDS.some((kind) => kinds.has(kind)) || DISTINCT_COUNTS.some((name) => functions.has(name))
}

/**
 * Places of a query that distinguish or order the values of JSON: DuckDB compares its text, in which `{"a":1,"b":2}` and
 * `{"b":2,"a":1}` differ, Snowflake the values.
 *
 * @param columnsOf Finds the columns that the query returns; their names can be in its groups and its order, too.
 */
export function checkDistinctRows(
  { frontModifiers, distinctOn, groupBy, orderBy, setOperations }: SelectQueryNode,
  columnsOf: () => readonly OutputColumn[] | undefined,
  typeOf: TypeOf,
): readonly Diagnostic[] {
  const isDistinct = frontModifiers?.some(({ modifier }) => modifier === 'Distinct')
  const isUnited = setOperations?.some(({ all, operator }) => !all || operator !== 'union')
  const rows = isDistinct ? 'distinct' : isUnited ? 'a set operation without "all"' : undefined
  const json = rows === undefined ? undefined : columnsOf()?.find(({ type }) => type?.name === 'json')
  const typeOfItem: TypeOf = (node) => typeOf(node) ?? namedColumn(node, columnsOf)?.type
  const groups = groupBy?.items.map((item) => item.groupBy)
  return [
    ...(rows !== undefined && json ? [refused(rows, 'json', json.name)] : []),
    ...checkValues('distinctOn', distinctOn, typeOfItem),
    ...checkValues('groupBy', groups, typeOfItem),
    ...checkOrderBy(orderBy, typeOfItem),
  ]
}

function namedColumn(
  node: OperationNode,
  columnsOf: () => readonly OutputColumn[] | undefined,
): OutputColumn | undefined {
  if (!ReferenceNode.is(node) || node.table || !ColumnNode.is(node.column)) return undefined
  const { name } = node.column.column
  return columnsOf()?.find((column) => column.name === name)
}

/** The same within a call of an aggregate or a window function. */
export function checkDistinctValues(
  { func, aggregated, distinct, orderBy, over }: AggregateFunctionNode,
  typeOf: TypeOf,
): readonly Diagnostic[] {
  const isDistinct = distinct === true || func === canonicalName('approx_count_distinct')
  return [
    ...(isDistinct ? checkValues('a count of distinct values', aggregated, typeOf) : []),
    ...checkOrderBy(orderBy, typeOf),
    ...checkOver(over, typeOf),
  ]
}

function checkOver(over: OverNode | undefined, typeOf: TypeOf): readonly Diagnostic[] {
  const parts = over?.partitionBy?.items.map((item) => item.partitionBy)
  return [...checkValues('partitionBy', parts, typeOf), ...checkOrderBy(over?.orderBy, typeOf)]
}

function checkOrderBy(orderBy: OrderByNode | undefined, typeOf: TypeOf): readonly Diagnostic[] {
  const items = orderBy?.items.map((item) => (OrderByItemNode.is(item) ? item.orderBy : item)) ?? []
  return items.flatMap((item) => {
    const name = typeOf(item)?.name
    return name === 'json' || name === 'array' ? [refused('orderBy', name)] : []
  })
}

function checkValues(
  place: string,
  nodes: readonly OperationNode[] | undefined,
  typeOf: TypeOf,
): readonly Diagnostic[] {
  return nodes?.some((node) => typeOf(node)?.name === 'json') ? [refused(place, 'json')] : []
}

function refused(place: string, type: 'json' | 'array', column?: string): Diagnostic {
  const what = `${type === 'json' ? 'JSON' : 'arrays'}${column === undefined ? '' : ` ("${column}")`}`
  const hint =
    type === 'array'
      ? 'Name a value that says which order is meant: arraySize(x).'
      : 'Name the value in it that counts: jsonPath(x, path, varchar()).'
  return {
    code: 'E_TYPE_MISMATCH',
    message: `${place} of ${what} does not have one meaning on all engines`,
    hint,
  }
}
