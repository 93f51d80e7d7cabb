import { IdentifierNode, type OperationNode } from 'kysely'

/** What one walk over a query's tree finds out. */
export interface TreeFacts {
  /** Every identifier, in lower case. */
  readonly identifiers: Set<string>
  /** Kinds of the nodes that are there. */
  readonly kinds: Set<string>
  /** Names of the functions that are called. */
  readonly functions: Set<string>
}

/** Walks a query's tree once and collects what later stages ask about it. */
export function treeFacts(root: OperationNode): TreeFacts {
  const facts: TreeFacts = { identifiers: new Set(), kinds: new Set(), functions: new Set() }
  walk(root, facts)
  return facts
}

function walk(value: unknown, facts: TreeFacts): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, facts)
    return
  }
  if (typeof value !== 'object' || value === null || !('kind' in value) || typeof value.kind !== 'string') return
  facts.kinds.add(value.kind)
  if (IdentifierNode.is(value as OperationNode)) facts.identifiers.add((value as IdentifierNode).name.toLowerCase())
  if ('func' in value && typeof value.func === 'string') facts.functions.add(value.func)
  for (const part of Object.values(value)) walk(part, facts)
}
