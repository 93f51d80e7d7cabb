import type { Graph } from './graph.js'
import type { GraphNode } from './graph-node.js'
import { testEdges } from './test-edges.js'

/** The graph that `build` walks: tests of a node run before what depends on it (see {@link testEdges} for the rule). */
export function addTestEdges<N extends GraphNode>(graph: Graph<N>, isTest: (node: N) => boolean): Graph<N> {
  return graph.withEdges(testEdges(graph, isTest))
}
