import type { Adjacency } from './adjacency.js'

/**
 * Ids in an order in which each comes after all that it waits for: first what waits for nothing, then what waits only
 * for those, and so on; within such a layer by id. Ids on a cycle, and what waits for them, are left out.
 */
export function topologicalOrder(parents: Adjacency, children: Adjacency): readonly string[] {
  const order: string[] = []
  const waitingFor = new Map<string, number>()
  let layer: string[] = []
  for (const [id, ids] of parents) {
    waitingFor.set(id, ids.length)
    if (ids.length === 0) layer.push(id)
  }
  while (layer.length > 0) {
    for (const id of layer.sort()) order.push(id)
    const next: string[] = []
    for (const id of layer)
      for (const child of children.get(id)!) {
        const left = waitingFor.get(child)! - 1
        waitingFor.set(child, left)
        if (left === 0) next.push(child)
      }
    layer = next
  }
  return order
}
