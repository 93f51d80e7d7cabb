import { canonicalFunction, canonicalKind } from '../../functions/call/canonical-function.js'
import { isBranch, type Part, type Tree } from './algebra.js'
import { eachPart } from './parts.js'

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
  // What else kerros writes as a function is of one row, as a variable is.
  const kind = canonicalKind(name) ?? 'value'
  return kind === 'rows' ? 'unknown' : kind
}
