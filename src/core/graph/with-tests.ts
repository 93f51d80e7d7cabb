import type { Graph } from './graph.js'
import type { SelectableNode } from './selectable-node.js'

/**
 * The ids with the tests of their nodes: each test that reads at least one of them, also where it reads others that
 * are not selected (dbt's "eager" indirect selection).
 */
export function withTests(graph: Graph<SelectableNode>, ids: Iterable<string>): ReadonlySet<string> {
  const result = new Set(ids)
  for (const id of [...result])
    for (const child of graph.children(id)) if (graph.get(child).resourceType === 'test') result.add(child)
  return result
}
