import {
  AggregateFunctionNode,
  AliasNode,
  BinaryOperationNode,
  CaseNode,
  ColumnNode,
  FunctionNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  ReferenceNode,
  SelectQueryNode,
  ValueNode,
} from 'kysely'
import { type CanonicalFunction, canonicalFunction, canonicalName } from '../functions/call/canonical-function.js'
import type { OutputColumn } from './output-column.js'
import { fromItems, itemName } from './query-columns.js'
import { findAlias, findColumn, type QueryPlace, type Scope } from './scope.js'

const names = (...functions: readonly CanonicalFunction[]): ReadonlySet<string> => new Set(functions.map(canonicalName))

const ALWAYS = names('json_path', 'mod', 'nullif', 'or_null', 'parse_json', 'regexp_group', 'try_cast')

/** Functions that are NULL where an argument is. */
const STRICT = names(
  ...(['abs', 'cast', 'cast_text', 'ceil', 'date_add', 'date_diff', 'date_part', 'date_trunc'] as const),
  ...(['array_append', 'array_concat', 'date_from_parts', 'exp', 'haversine', 'ln', 'position', 'power'] as const),
  ...(['epoch_timestamp', 'floor', 'greatest', 'last_day', 'least', 'round', 'sqrt'] as const),
)

/** Aggregates and window functions that are NULL of values that all are. */
const OF_VALUES: ReadonlySet<string> = new Set([
  ...['any_value', 'avg', 'first_value', 'last_value', 'max', 'median', 'min', 'sum'],
  ...['percentile_cont', 'percentile_disc', 'stddev_pop', 'variance_pop'],
])

/** Aggregates that are NULL of one value. */
const OF_SEVERAL: ReadonlySet<string> = new Set(['stddev', 'variance'])

/**
 * Whether the type of an expression includes NULL: by the columns' declarations and by joins; as in TypeScript, conditions
 * do not narrow it.
 */
export function canBeNull(node: OperationNode, { select, scope }: QueryPlace<OutputColumn>): boolean {
  const outer = outerJoined(select)
  const within = (inner: OperationNode): boolean => {
    if (ColumnNode.is(inner) || ReferenceNode.is(inner)) return ofColumn(inner, scope, outer)
    if (AliasNode.is(inner) || ParensNode.is(inner)) return within(inner.node)
    if (ValueNode.is(inner)) return inner.value === null
    if (SelectQueryNode.is(inner)) return true
    if (CaseNode.is(inner)) return !inner.else || [inner.else, ...(inner.when ?? []).map(resultOf)].some(within)
    if (AggregateFunctionNode.is(inner)) return ofAggregate(inner, within)
    if (FunctionNode.is(inner)) return ofFunction(inner, within)
    if (!BinaryOperationNode.is(inner) || !OperatorNode.is(inner.operator)) return false
    const { operator } = inner.operator
    return /^[/%]$/.test(operator) || (/^[-+*]$/.test(operator) && [inner.leftOperand, inner.rightOperand].some(within))
  }
  return within(node)
}

const resultOf = ({ result }: { readonly result?: OperationNode }): OperationNode =>
  result ?? ValueNode.createImmediate(null)

function ofAggregate(node: AggregateFunctionNode, within: (inner: OperationNode) => boolean): boolean {
  const name = canonicalFunction(node.func) ?? node.func
  if (name === 'lag' || name === 'lead') return node.aggregated.length < 3 || node.aggregated.some(within)
  if (OF_SEVERAL.has(name)) return true
  return OF_VALUES.has(name) && (node.filter !== undefined || node.aggregated.some(within))
}

function ofFunction({ func, arguments: args }: FunctionNode, within: (inner: OperationNode) => boolean): boolean {
  if (ALWAYS.has(func)) return true
  if (func === 'coalesce') return args.every(within)
  if (func === canonicalName('iff')) return args.slice(1).some(within)
  return STRICT.has(func) && args.some(within)
}

function ofColumn(node: OperationNode, scope: Scope, outer: ReadonlySet<string>): boolean {
  const [name, table] = ColumnNode.is(node)
    ? [node.column.name, undefined]
    : ReferenceNode.is(node) && ColumnNode.is(node.column)
      ? [node.column.column.name, node.table?.table.identifier.name]
      : []
  if (name === undefined) return false
  const named = (alias: string): OutputColumn | undefined =>
    findAlias(scope, alias)?.()?.find((column) => column.name === name)
  const column = table === undefined ? findColumn(scope, name) : named(table)
  const isOuter = table === undefined ? [...outer].some((alias) => named(alias) !== undefined) : outer.has(table)
  return isOuter || column?.isNullable === true || column?.mayBeNull === true
}

/** The tables of which a row may have nothing: by outer joins. */
function outerJoined(select: SelectQueryNode): ReadonlySet<string> {
  const items = fromItems(select)
  const first = items.length - (select.joins?.length ?? 0)
  const outer = (select.joins ?? []).flatMap(({ joinType }, i) => {
    const before = items.slice(0, first + i)
    const own = items.slice(first + i, first + i + 1)
    if (/Left|OuterApply/.test(joinType)) return own
    if (joinType === 'RightJoin') return before
    return joinType === 'FullJoin' ? [...before, ...own] : []
  })
  return new Set(outer.map(itemName).filter((name) => name !== undefined))
}
