import { type Adjacency, sortedAdjacency } from './adjacency.js'
import type { GraphNode } from './graph-node.js'
import { strongComponents } from './strong-components.js'

/** Bounds the search for a shorter cycle in a huge tangle, where any short cycle is as good. */
const MAX_STEPS = 500_000

/**
 * One cycle for each set of nodes that depend on one another: a shortest one, as a path in which each id depends on the
 * next and the last is the first again (`['model.p.a', 'model.p.b', 'model.p.a']`). It starts with its smallest id, and
 * the cycles are sorted, so that the answer does not change with the order of the nodes. Ids in `dependsOn` that are
 * not nodes are passed over.
 */
export function findCycles(nodes: Iterable<GraphNode>): readonly (readonly string[])[] {
  const dependsOn = new Map<string, readonly string[]>()
  for (const node of nodes) dependsOn.set(node.uniqueId, node.dependsOn)
  for (const [id, ids] of dependsOn)
    dependsOn.set(
      id,
      ids.filter((other) => dependsOn.has(other)),
    )
  const adjacency = sortedAdjacency(dependsOn)
  return strongComponents(adjacency)
    .filter(([id, second]) => second !== undefined || adjacency.get(id!)!.includes(id!))
    .map((component) => shortestCycle(adjacency, component))
    .sort(([a], [b]) => (a! < b! ? -1 : 1))
}

/**
 * Searches from each id in turn. A later cycle has to be strictly shorter, so the result starts with its smallest id:
 * a search from a smaller one would have found the same cycle before.
 */
function shortestCycle(adjacency: Adjacency, component: readonly string[]): readonly string[] {
  const members = new Set(component)
  let best: readonly string[] | undefined
  let steps = 0
  for (const start of component) {
    const cameFrom = new Map<string, string>()
    let frontier: readonly string[] = [start]
    for (let length = 1; frontier.length > 0 && length < (best?.length ?? Number.POSITIVE_INFINITY) - 1; length++) {
      const next: string[] = []
      for (const id of frontier)
        for (const neighbour of adjacency.get(id)!) {
          steps++
          if (!members.has(neighbour) || cameFrom.has(neighbour)) continue
          cameFrom.set(neighbour, id)
          next.push(neighbour)
        }
      if (cameFrom.has(start)) {
        best = pathBack(cameFrom, start)
        break
      }
      frontier = next
    }
    if (best !== undefined && (best.length === 2 || steps > MAX_STEPS)) break
  }
  return best!
}

/** The cycle that a search from `start` found. */
function pathBack(cameFrom: ReadonlyMap<string, string>, start: string): readonly string[] {
  const path = [start]
  for (let id = cameFrom.get(start)!; id !== start; id = cameFrom.get(id)!) path.push(id)
  return [...path, start].reverse()
}
