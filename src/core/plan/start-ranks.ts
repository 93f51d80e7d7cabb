import type { PlannedNode } from './plan.js'

/**
 * The order in which a run prefers to start nodes that are ready: rank by unique id, 0 first.
 *
 * First what the longest chain of other nodes waits for, so that no chain is left to run alone at the end (critical path
 * scheduling); of equally long ones, what itself has waited longest, because its inputs were written last and are most
 * likely still in the engine's cache; then the order of the plan.
 *
 * @param nodes The nodes of a plan, each after those that it waits for.
 */
export function startRanks(nodes: readonly PlannedNode[]): ReadonlyMap<string, number> {
  const above = new Map<string, number>()
  for (const { uniqueId, waitsFor } of nodes) {
    let longest = 0
    for (const id of waitsFor) longest = Math.max(longest, above.get(id)! + 1)
    above.set(uniqueId, longest)
  }
  const below = new Map<string, number>()
  for (const { uniqueId, waitsFor } of [...nodes].reverse()) {
    const next = (below.get(uniqueId) ?? 0) + 1
    for (const id of waitsFor) below.set(id, Math.max(below.get(id) ?? 0, next))
  }
  const sorted = nodes
    .map((node, position) => ({
      id: node.uniqueId,
      position,
      above: above.get(node.uniqueId)!,
      below: below.get(node.uniqueId) ?? 0,
    }))
    .sort((a, b) => b.below - a.below || b.above - a.above || a.position - b.position)
  return new Map(sorted.map(({ id }, rank) => [id, rank]))
}
