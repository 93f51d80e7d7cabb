import type { IdentifierNode, OperationNode } from 'kysely'

/** What one walk over a query's tree finds out. */
export interface TreeFacts {
  /** Every identifier, in lower case. */
  readonly identifiers: Set<string>
  /** Kinds of the nodes that are there. */
  readonly kinds: Set<string>
  /** Names of the functions that are called. */
  readonly functions: Set<string>
  /** The operators that have two operands or one. */
  readonly operators: Set<string>
  /** Whether a limit was set before a set operation, which Kysely nevertheless applies to the whole. */
  limitsFirstHalf: boolean
}

/** Walks a query's tree once and collects what later stages ask about it. */
export function treeFacts(root: OperationNode): TreeFacts {
  const facts: TreeFacts = {
    identifiers: new Set(),
    kinds: new Set(),
    functions: new Set(),
    operators: new Set(),
    limitsFirstHalf: false,
  }
  walk(root, facts)
  return facts
}

// The tightest form: this runs over every node of every query, and on large projects it shows.
function walk(value: unknown, facts: TreeFacts): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) walk(value[i], facts)
    return
  }
  const node = value as { readonly [key: string]: unknown }
  const { kind } = node
  if (typeof kind !== 'string') return
  facts.kinds.add(kind)
  if (kind === 'IdentifierNode') facts.identifiers.add((value as IdentifierNode).name.toLowerCase())
  else if (typeof node['func'] === 'string') facts.functions.add(node['func'])
  else if (kind === 'OperatorNode') facts.operators.add(node['operator'] as string)
  else if (node['setOperations'] !== undefined && limitsFirstHalf(node)) facts.limitsFirstHalf = true
  for (const key in node) walk(node[key], facts)
}

/** A query's properties are in the order of the calls that set them; nothing else in the tree says what came first. */
function limitsFirstHalf(node: object): boolean {
  const properties = Object.keys(node)
  const combined = properties.indexOf('setOperations')
  return ['limit', 'offset', 'fetch', 'top'].some((name) => {
    const at = properties.indexOf(name)
    return at >= 0 && at < combined
  })
}
