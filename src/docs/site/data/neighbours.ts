import { childrenOf, nodeOf } from './data.js'

/**
 * A node with what it reads and what reads it, directly or through others.
 *
 * @param steps How far: 1 for direct neighbours; `Infinity` for all.
 */
export function neighbours(id: string, steps: number): ReadonlySet<string> {
  return new Set([
    ...reach(id, steps, (each) => nodeOf.get(each)?.parents ?? []),
    ...reach(id, steps, (each) => childrenOf.get(each) ?? []),
  ])
}

function reach(id: string, steps: number, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([id])
  let front: readonly string[] = [id]
  for (let i = 0; i < steps && front.length > 0; i++) {
    front = front.flatMap(next).filter((each) => nodeOf.has(each) && !found.has(each))
    for (const each of front) found.add(each)
  }
  return found
}
