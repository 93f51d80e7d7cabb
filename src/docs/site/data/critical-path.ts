import type { SiteNode, SiteTest } from '../../site-data.js'

type Timed = SiteNode | SiteTest

/** The chain of nodes, each of which reads the one before, that took longest together: more threads do not make it shorter. */
export function criticalPath(ran: readonly Timed[]): readonly Timed[] {
  const byId = new Map(ran.filter(({ result }) => result?.start !== undefined).map((node) => [node.id, node]))
  const before = new Map<string, Timed | undefined>()
  const total = new Map<string, number>()
  // In the order of their starts, every node comes after those that it reads.
  const started = [...byId.values()].sort((a, b) => a.result!.start! - b.result!.start!)
  const totalOf = (node: Timed | undefined): number => (node ? (total.get(node.id) ?? 0) : 0)
  const longest = (nodes: readonly Timed[]): Timed | undefined =>
    nodes.reduce<Timed | undefined>((best, node) => (best && totalOf(best) >= totalOf(node) ? best : node), undefined)
  for (const node of started) {
    const parent = longest(node.parents.flatMap((id) => byId.get(id) ?? []))
    before.set(node.id, parent)
    total.set(node.id, totalOf(parent) + node.result!.duration)
  }
  const path: Timed[] = []
  for (let node = longest(started); node; node = before.get(node.id)) path.unshift(node)
  return path
}
