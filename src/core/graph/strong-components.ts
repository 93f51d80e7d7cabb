import type { Adjacency } from './adjacency.js'

interface Visit {
  readonly id: string
  /** The neighbour to look at next. */
  next: number
}

/**
 * The strongly connected components, each sorted: sets of nodes that all reach one another (Tarjan's algorithm, with a
 * stack of its own, so that a chain of any depth is fine).
 */
export function strongComponents(adjacency: Adjacency): readonly (readonly string[])[] {
  const components: (readonly string[])[] = []
  const indexOf = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()

  const lower = (id: string, index: number): void => {
    if (index < lowest.get(id)!) lowest.set(id, index)
  }
  const enter = (id: string): Visit => {
    lowest.set(id, indexOf.size)
    indexOf.set(id, indexOf.size)
    open.push(id)
    isOpen.add(id)
    return { id, next: 0 }
  }
  const close = (root: string): void => {
    const component = open.splice(open.lastIndexOf(root))
    for (const id of component) isOpen.delete(id)
    components.push(component.sort())
  }

  for (const start of adjacency.keys()) {
    if (indexOf.has(start)) continue
    const visits = [enter(start)]
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const neighbour = adjacency.get(visit.id)![visit.next++]
      if (neighbour !== undefined) {
        if (!indexOf.has(neighbour)) visits.push(enter(neighbour))
        else if (isOpen.has(neighbour)) lower(visit.id, indexOf.get(neighbour)!)
        continue
      }
      visits.pop()
      const below = visits.at(-1)
      if (below !== undefined) lower(below.id, lowest.get(visit.id)!)
      if (lowest.get(visit.id) === indexOf.get(visit.id)) close(visit.id)
    }
  }
  return components
}
