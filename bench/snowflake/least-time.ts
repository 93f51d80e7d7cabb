import type { NodeResult } from '../../src/core/result/run-result.js'

/** A planned node, as far as the order of the work goes. */
export interface OrderedNode {
  readonly uniqueId: string
  readonly waitsFor: readonly string[]
}

/** What no run of some nodes can be faster than, in milliseconds. */
export interface LeastTime {
  /** The longest chain of nodes that wait for each other. A test takes as long as the statement that it shares. */
  readonly criticalPathMs: number
  /** The names of that chain. */
  readonly chain: readonly string[]
  /** All statements one after the other, one that several tests share counted once. */
  readonly totalMs: number
}

/** Finds what a run could have taken from how long its nodes took. @param nodes Each after those that it waits for. */
export function leastTime(nodes: readonly OrderedNode[], results: readonly NodeResult[]): LeastTime {
  const byId = new Map(results.map((result) => [result.uniqueId, result]))
  const ends = new Map<string, { readonly ms: number; readonly chain: readonly string[] }>()
  for (const { uniqueId, waitsFor } of nodes) {
    const result = byId.get(uniqueId)
    const before = waitsFor.map((id) => ends.get(id)!).reduce((a, b) => (b.ms > a.ms ? b : a), { ms: 0, chain: [] })
    ends.set(uniqueId, {
      ms: before.ms + (result?.durationMs ?? 0),
      chain: result ? [...before.chain, result.name] : before.chain,
    })
  }
  const last = [...ends.values()].reduce((a, b) => (b.ms > a.ms ? b : a), { ms: 0, chain: [] })
  const statements = new Map(results.map((result) => [result.statements[0] ?? result.uniqueId, result.durationMs]))
  const totalMs = [...statements.values()].reduce((sum, ms) => sum + ms, 0)
  return { criticalPathMs: last.ms, chain: last.chain, totalMs }
}
