import type { CanonicalFunction } from '../../functions/call/canonical-function.js'
import { canonicalFunction } from '../../functions/call/canonical-function.js'
import { isBranch, type Part, type Tree } from './algebra.js'
import { eachPart } from './parts.js'

/** Canonical functions that are made of several rows, or of no row in particular. */
const AGGREGATES: ReadonlySet<string> = new Set<CanonicalFunction>([
  'any_value',
  'approx_count_distinct',
  'array_agg',
  'avg',
  'bool_and',
  'bool_or',
  'count_if',
  'first_value',
  'grouping',
  'grouping_sets',
  'last_value',
  'listagg',
  'median',
  'percentile_cont',
  'percentile_disc',
  'stddev',
  'stddev_pop',
  'sum',
  'variance',
  'variance_pop',
])

/** Canonical functions that are made of rows, or that mean something only at their place. */
const NOT_OF_VALUES: ReadonlySet<string> = new Set<string>([
  ...AGGREGATES,
  'date_spine',
  'flatten',
  'generate_series',
  'split_to_table',
  'timestamp_spine',
])

/** What is known of an expression. */
export interface ExpressionKind {
  /** Whether it has an aggregate that is not a window. */
  readonly hasAggregate: boolean
  readonly hasWindow: boolean
  /** Whether nothing in it is raw SQL, a query, or a function that kerros does not know. */
  readonly isKnown: boolean
}

/** What an expression consists of. */
export function expressionKind(root: Part): ExpressionKind {
  let hasAggregate = false
  let hasWindow = false
  let isKnown = true
  eachPart(root, (part) => {
    if (!isBranch(part)) return
    if (part.kind === 'select') isKnown = false
    if (part.kind !== 'tree') return
    if (part.of === 'raw' || part.of === 'either' || part.of === 'output') isKnown = false
    if (part.of === 'AggregateFunctionNode') {
      if (part.parts['over'] === undefined) hasAggregate = true
      else hasWindow = true
    }
    if (part.of === 'FunctionNode') {
      const kind = functionKind(part)
      hasAggregate ||= kind === 'aggregate'
      isKnown &&= kind !== 'unknown'
    }
  })
  return { hasAggregate, hasWindow, isKnown }
}

function functionKind({ parts }: Tree): 'aggregate' | 'value' | 'unknown' {
  const func = String(parts['func'])
  if (func.toLowerCase() === 'coalesce') return 'value'
  const name = canonicalFunction(func)
  if (name === undefined) return 'unknown'
  return AGGREGATES.has(name) ? 'aggregate' : NOT_OF_VALUES.has(name) ? 'unknown' : 'value'
}
