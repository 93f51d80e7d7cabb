/** The neighbours of each node, sorted. Every node of the graph is a key, and the keys are sorted too. */
export type Adjacency = ReadonlyMap<string, readonly string[]>

/** Sorts keys and neighbours by code unit (so that no locale changes an order) and drops repeated neighbours. */
export function sortedAdjacency(neighbours: ReadonlyMap<string, Iterable<string>>): Adjacency {
  const keys = [...neighbours.keys()].sort()
  return new Map(keys.map((id) => [id, [...new Set(neighbours.get(id))].sort()]))
}

/** The same edges, read the other way round. */
export function reversed(adjacency: Adjacency): Adjacency {
  const result = new Map<string, string[]>()
  for (const id of adjacency.keys()) result.set(id, [])
  // Keys come sorted, so each list of the result is filled in order.
  for (const [id, neighbours] of adjacency) for (const neighbour of neighbours) result.get(neighbour)!.push(id)
  return result
}

/** What can be reached from `starts` in at most `depth` steps, without the starts themselves. */
export function reachable(adjacency: Adjacency, starts: Iterable<string>, depth: number): ReadonlySet<string> {
  const seen = new Set(starts)
  const found = new Set<string>()
  let frontier: readonly string[] = [...seen]
  for (let step = 0; step < depth && frontier.length > 0; step++) {
    const next: string[] = []
    for (const id of frontier)
      for (const neighbour of adjacency.get(id)!) {
        if (seen.has(neighbour)) continue
        seen.add(neighbour)
        found.add(neighbour)
        next.push(neighbour)
      }
    frontier = next
  }
  return found
}
