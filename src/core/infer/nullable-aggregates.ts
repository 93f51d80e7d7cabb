import {
  AggregateFunctionNode,
  AliasNode,
  BinaryOperationNode,
  FunctionNode,
  type GroupByNode,
  IdentifierNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  SelectQueryNode,
  TupleNode,
} from 'kysely'
import type { Diagnostic } from '../errors/index.js'
import { canonicalFunction, canonicalName } from '../functions/call/canonical-function.js'
import { immediate } from '../nodes/immediate.js'
import type { TreeFacts } from '../nodes/tree-facts.js'

/** Aggregates that are NULL of no rows, by the names of kerros and of the engines. */
const NULL_OF_NOTHING: ReadonlySet<string> = new Set([
  'any_value',
  'avg',
  'bool_and',
  'bool_or',
  'listagg',
  'max',
  'median',
  'min',
  'percentile_cont',
  'percentile_disc',
  'stddev_pop',
  'sum',
  'variance_pop',
])

/** For these, the type decides about NULL, regardless of their operands, or they never return NULL. */
const SAYS_SO: ReadonlySet<string> = new Set([
  'coalesce',
  ...(['json_path', 'mod', 'nullif', 'or_null', 'parse_json', 'regexp_group', 'try_cast'] as const).map(canonicalName),
])

const NULL_FUNCTIONS = [...NULL_OF_NOTHING].flatMap((name) => [name, canonicalName(name as never)])

const DIVIDE = canonicalName('divide')

/** Operators that give NULL of a divisor that is 0, and are typed so. */
const DIVISIONS: ReadonlySet<string> = new Set(['/', '%'])

/** Whether a query calls any aggregate that {@link nullableAggregates} looks for: most do not, and need no look. */
export function mayBeNullOfNothing({ functions }: TreeFacts): boolean {
  return NULL_FUNCTIONS.some((name) => functions.has(name))
}

/**
 * Aggregates without GROUP BY that make a column of a relation and are typed as if there always were a row. Types cannot
 * know: an aggregate is written before it is known whether its query has groups.
 */
export function nullableAggregates(query: OperationNode, name: string): readonly Diagnostic[] {
  return relationQueries(query).flatMap((select) => {
    if (select.groupBy && !hasTotal(select.groupBy)) return []
    return (select.selections ?? []).flatMap(({ selection }) => {
      const aggregate = findNullable(selection)
      if (aggregate === undefined) return []
      const column = AliasNode.is(selection) && IdentifierNode.is(selection.alias) ? selection.alias.name : aggregate
      return [
        {
          code: 'E_NULLABLE_AGGREGATE' as const,
          message: `the column "${column}" of "${name}" is NULL when there are no rows, which its type does not say: ${aggregate} without groupBy`,
          hint: 'Write orNull(…) around it, or give a value with eb.fn.coalesce(…). In a query with groupBy no group is empty.',
        },
      ]
    })
  })
}

/** Whether there is a group of all rows, which has a row even if nothing is read. */
function hasTotal({ items }: GroupByNode): boolean {
  const sets = items.map(({ groupBy }) => groupBy)
  const isTotal = (node: OperationNode): boolean =>
    FunctionNode.is(node) &&
    node.func === GROUPING_SETS &&
    node.arguments.some((set) => TupleNode.is(set) && set.values.length === 0)
  return sets.every(isTotal)
}

const GROUPING_SETS = canonicalName('grouping_sets')

/** The selects whose columns become those of a relation: not scalar subqueries, which are typed nullable. */
function relationQueries(query: OperationNode): readonly SelectQueryNode[] {
  if (ParensNode.is(query) || AliasNode.is(query)) return relationQueries(query.node)
  if (!SelectQueryNode.is(query)) return []
  const within = [
    ...(query.with?.expressions ?? []).map(({ expression }) => expression),
    ...itemsAsTyped(query),
    ...(query.setOperations ?? []).map(({ expression }) => expression),
  ]
  return [query, ...within.flatMap(relationQueries)]
}

/** What a select reads from, but what an outer join gives no row of: NULL in its columns is typed already. */
function itemsAsTyped({ from, joins = [] }: SelectQueryNode): readonly OperationNode[] {
  let items = from?.froms ?? []
  for (const { joinType, table } of joins) {
    if (/Right|Full/.test(joinType)) items = []
    if (!/Left|Full/.test(joinType)) items = [...items, table]
  }
  return items
}

/** The name of an aggregate that is NULL of no rows, in an expression. */
function findNullable(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const node = value as OperationNode
  if (SelectQueryNode.is(node) || saysSo(node)) return undefined
  if (AggregateFunctionNode.is(node)) {
    const func = canonicalFunction(node.func) ?? node.func
    // A filter is in its type already, and a window has rows.
    return !node.over && !node.filter && NULL_OF_NOTHING.has(func) ? func : undefined
  }
  return firstOf(Object.values(node))
}

/** Whether NULL is in the type of an expression, regardless of its operands; a division by a number in the code has theirs. */
function saysSo(node: OperationNode): boolean {
  if (FunctionNode.is(node)) return SAYS_SO.has(node.func) || (node.func === DIVIDE && !immediate(node.arguments[1]))
  return BinaryOperationNode.is(node) && OperatorNode.is(node.operator) && DIVISIONS.has(node.operator.operator)
}

function firstOf(values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const found = findNullable(value)
    if (found !== undefined) return found
  }
  return undefined
}
