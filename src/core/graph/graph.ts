import { type Adjacency, reachable, reversed, sortedAdjacency } from './adjacency.js'
import { findCycles } from './find-cycles.js'
import type { Edge, GraphNode } from './graph-node.js'
import { topologicalOrder } from './topological-order.js'

/**
 * An immutable directed graph without cycles. Everything it answers depends only on the set of its nodes, never on the
 * order in which they were given.
 *
 * An unknown id, a repeated one or a cycle is a defect of the caller and throws a plain `Error`: undeclared inputs and
 * cycles in a user's project are found and reported before a graph is made (see {@link findCycles}).
 */
export class Graph<N extends GraphNode> {
  /** All nodes, each after those that it depends on; nodes of the same layer are ordered by unique id. */
  readonly order: readonly N[]
  readonly #nodes: ReadonlyMap<string, N>
  readonly #parents: Adjacency
  readonly #children: Adjacency

  private constructor(nodes: ReadonlyMap<string, N>, neighbours: ReadonlyMap<string, Iterable<string>>) {
    this.#nodes = nodes
    this.#parents = sortedAdjacency(neighbours)
    this.#children = reversed(this.#parents)
    const order = topologicalOrder(this.#parents, this.#children)
    if (order.length < nodes.size) {
      const edges = [...this.#parents].map(([uniqueId, dependsOn]) => ({ uniqueId, dependsOn }))
      throw new Error(`a graph has no cycles, but: ${findCycles(edges)[0]?.join(' -> ')}`)
    }
    this.order = order.map((id) => nodes.get(id)!)
  }

  /** The graph of these nodes. Each id in a `dependsOn` has to be the id of one of them. */
  static of<N extends GraphNode>(nodes: Iterable<N>): Graph<N> {
    const byId = new Map<string, N>()
    for (const node of nodes) {
      if (byId.has(node.uniqueId)) throw new Error(`two nodes of a graph have the id ${node.uniqueId}`)
      byId.set(node.uniqueId, node)
    }
    const neighbours = new Map<string, readonly string[]>()
    for (const { uniqueId, dependsOn } of byId.values()) {
      for (const id of dependsOn)
        if (!byId.has(id)) throw new Error(`${uniqueId} depends on ${id}, which is not a node of the graph`)
      neighbours.set(uniqueId, dependsOn)
    }
    return new Graph(byId, neighbours)
  }

  /** The node of an id; throws when it does not exist (see {@link has}). */
  get(id: string): N {
    this.#check(id)
    return this.#nodes.get(id)!
  }

  has(id: string): boolean {
    return this.#nodes.has(id)
  }

  /** Ids of the nodes that a node directly waits for, sorted. */
  parents(id: string): readonly string[] {
    this.#check(id)
    return this.#parents.get(id)!
  }

  /** Ids of the nodes that directly wait for a node, sorted. */
  children(id: string): readonly string[] {
    this.#check(id)
    return this.#children.get(id)!
  }

  /** Ids of what `ids` depend on within `depth` edges, without `ids` themselves. */
  upstream(ids: Iterable<string>, depth: number = Number.POSITIVE_INFINITY): ReadonlySet<string> {
    return reachable(this.#parents, this.#checked(ids), depth)
  }

  /** Ids of what depends on `ids` within `depth` edges, without `ids` themselves. */
  downstream(ids: Iterable<string>, depth: number = Number.POSITIVE_INFINITY): ReadonlySet<string> {
    return reachable(this.#children, this.#checked(ids), depth)
  }

  /**
   * The graph of some of the nodes, in which a node also waits for those that it reaches through left-out nodes only.
   * With `a -> b -> c`, where `b` is a view that is not built now, `c` reads `a` all the same and has to wait for it.
   */
  orderedSubgraph(ids: Iterable<string>): Graph<N> {
    const kept = new Set(this.#checked(ids))
    const nearest = new Map<string, ReadonlySet<string>>()
    for (const { uniqueId } of this.order) {
      const found = new Set<string>()
      for (const parent of this.#parents.get(uniqueId)!) {
        if (kept.has(parent)) found.add(parent)
        else for (const id of nearest.get(parent)!) found.add(id)
      }
      nearest.set(uniqueId, found)
    }
    const parents = new Map([...kept].map((id) => [id, nearest.get(id)!]))
    return new Graph(new Map([...kept].map((id) => [id, this.#nodes.get(id)!])), parents)
  }

  /** The same nodes with more edges. Throws when an edge closes a cycle. */
  withEdges(edges: Iterable<Edge>): Graph<N> {
    const neighbours = new Map<string, string[]>()
    for (const [id, parents] of this.#parents) neighbours.set(id, [...parents])
    for (const { from, to } of edges) {
      this.#check(from)
      this.#check(to)
      neighbours.get(to)!.push(from)
    }
    return new Graph(this.#nodes, neighbours)
  }

  #check(id: string): void {
    if (!this.#nodes.has(id)) throw new Error(`${id} is not a node of the graph`)
  }

  #checked(ids: Iterable<string>): readonly string[] {
    const result = [...ids]
    for (const id of result) this.#check(id)
    return result
  }
}
