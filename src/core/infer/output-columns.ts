import {
  AliasNode,
  ColumnNode,
  type FunctionNode,
  type OperationNode,
  ParensNode,
  ReferenceNode,
  SelectQueryNode,
  TableNode,
  ValueNode,
} from 'kysely'
import { unwrapRaw } from '../nodes/unwrap-raw.js'
import { canBeNull } from './can-be-null.js'
import { eitherType } from './either-type.js'
import { inferType } from './infer-type.js'
import { inferValueType } from './infer-value-type.js'
import type { OutputColumn } from './output-column.js'
import { fromItems, QueryColumns } from './query-columns.js'
import { findAlias, findColumn, findTable, type QueryPlace, type Scope } from './scope.js'
import { tableFunctionColumns } from './table-function-columns.js'

/** What is known of a column but its name. */
type ColumnFacts = Pick<OutputColumn, 'type' | 'isNullable'>

/** Columns with their types as far as they follow from declared columns and canonical functions. */
const typed = new QueryColumns<OutputColumn>({
  selected: (name, node, place) => ({
    name,
    type: expressionType(node, place.scope),
    values: expressionValues(node, place.scope),
    ...(!leavesRowsOut(place.select) && isNullable(node, place.scope) && { isNullable: true }),
    ...(canBeNull(node, place) && { mayBeNull: true }),
    ...(ValueNode.is(node) && node.value === null && { isNothing: true }),
  }),
  tableFunction: (node: FunctionNode) => tableFunctionColumns.get(node.func),
  renamed: (column, name) => ({ ...column, name, type: column?.type }),
  absent: (column) => ({ ...column, isNullable: true }),
  combined: (columns, place) => {
    const halves = (place.select.setOperations ?? [])
      .filter(({ expression }) => !reads(expression, place))
      .map(({ expression }) => outputColumns(expression, place.scope.outer))
    if (halves.length === 0) return columns
    return columns.map(({ isNothing, ...column }, i) => {
      const all = [{ ...column, isNothing }, ...halves.map((half) => half?.[i])]
      const given = all.filter((each) => !each?.isNothing)
      return given.length === 0
        ? { ...column, isNothing: true }
        : {
            ...column,
            type: eitherType(given.map((each) => each?.type)),
            ...(all.some((each) => each?.mayBeNull) && { mayBeNull: true }),
          }
    })
  },
})

/** Whether a half of a union reads the whole, as in a recursive query: engines cast its rows to the types of the others. */
function reads(node: OperationNode, place: QueryPlace<OutputColumn>): boolean {
  if (AliasNode.is(node) || ParensNode.is(node)) return reads(node.node, place)
  if (TableNode.is(node)) return findTable(place.scope.outer, node.table.identifier.name)?.place?.() === place
  const wrapped = unwrapRaw(node)
  if (wrapped) return reads(wrapped, place)
  return SelectQueryNode.is(node) && fromItems(node).some((item) => reads(item, place))
}

/**
 * The columns that a query returns, in order, with their types as far as they follow from declared columns and
 * canonical functions. `undefined` when raw SQL hides them.
 */
export function outputColumns(node: OperationNode, outer: Scope | undefined): readonly OutputColumn[] | undefined {
  return typed.outputColumns(node, outer)
}

/** The scope of a select's own clauses: its common table expressions and its FROM items. */
export function selectScope(node: SelectQueryNode, outer: Scope | undefined): Scope {
  return typed.selectScope(node, outer)
}

/** The columns of a FROM item; `undefined` when raw SQL hides them. */
export function itemColumns(item: OperationNode, scope: Scope | undefined): readonly OutputColumn[] | undefined {
  return typed.itemColumns(item, scope)
}

/** The SQL type of an expression at a place in a query, as far as it follows from declared columns. */
export const expressionType = (node: OperationNode, scope: Scope | undefined): OutputColumn['type'] =>
  inferType(node, scope, (subquery, at) => outputColumns(subquery, at)?.[0]?.type)

/** What is known of the values of an expression at a place in a query. */
export function expressionColumn(node: OperationNode, scope: Scope | undefined): ColumnFacts {
  return { type: expressionType(node, scope), isNullable: isNullable(node, scope) }
}

/** What the numbers of an expression at a place in a query are in JavaScript. */
export const expressionValues = (node: OperationNode, scope: Scope | undefined): OutputColumn['values'] =>
  inferValueType(node, scope, outputColumns)

function isNullable(node: OperationNode, scope: Scope | undefined): boolean {
  return referencedColumn(node, scope)?.isNullable === true
}

/** Conditions may leave NULLs out: then nothing is known of them. */
function leavesRowsOut({ where, having, joins, endModifiers }: SelectQueryNode): boolean {
  return Boolean(where || having || joins || endModifiers)
}

/** The column that a plain reference names. */
function referencedColumn(node: OperationNode, scope: Scope | undefined): OutputColumn | undefined {
  if (ColumnNode.is(node)) return findColumn(scope, node.column.name)
  if (!ReferenceNode.is(node) || !ColumnNode.is(node.column)) return undefined
  const { name } = node.column.column
  if (!node.table) return findColumn(scope, name)
  return findAlias(scope, node.table.table.identifier.name)?.()?.find((column) => column.name === name)
}
