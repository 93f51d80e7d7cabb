import path from 'node:path'
import { hasNothingToDo, type Plan } from '../../core/plan/plan.js'
import { readRegularTextSync } from '../../util/regular-file.js'

/** How long each node took in the last run, in milliseconds, by unique id. */
export type PastDurations = ReadonlyMap<string, number>

/** Nodes that were not started took no time, and are not in it. Without a readable `target/run_results.json` it is empty. */
export function readPastDurations(root: string): PastDurations {
  try {
    const { results } = JSON.parse(readRegularTextSync(path.join(root, 'target/run_results.json'))) as {
      results: readonly { unique_id: string; status: string; execution_time: number }[]
    }
    return new Map(
      results
        .filter(({ status }) => status === 'success' || status === 'pass' || status === 'warn' || status === 'fail')
        .map(({ unique_id, execution_time }) => [unique_id, execution_time * 1000]),
    )
  } catch {
    // The first run, one without artifacts, or another tool's file.
    return new Map()
  }
}

/** How long a run still needs. */
export interface TimeLeft {
  readonly start: (uniqueId: string, now: number) => void
  readonly end: (uniqueId: string) => void
  /** Milliseconds; `undefined` when too little is known. */
  readonly at: (now: number) => number | undefined
}

/**
 * Estimates from the last run how long this one still needs: all remaining work on as many threads, but at least the longest
 * chain of nodes that wait for each other. A node that the last run did not have is expected to take their mean; where it had
 * fewer than half of them, there is no estimate.
 */
export function timeLeft(plan: Plan, past: PastDurations, threads: number): TimeLeft {
  const nodes = plan.nodes.filter((node) => !hasNothingToDo(node))
  const known = nodes.flatMap(({ uniqueId }) => past.get(uniqueId) ?? [])
  const isKnown = known.length > 0 && known.length * 2 >= nodes.length
  const mean = known.reduce((sum, ms) => sum + ms, 0) / known.length
  const expected = new Map(nodes.map(({ uniqueId }) => [uniqueId, past.get(uniqueId) ?? mean]))
  const chains = longestChains(plan, expected)
  const open = new Map<string, number | undefined>(nodes.map(({ uniqueId }) => [uniqueId, undefined]))
  return {
    start: (uniqueId, now) => open.set(uniqueId, now),
    end: (uniqueId) => open.delete(uniqueId),
    at: (now) => {
      if (!isKnown) return undefined
      let work = 0
      let longest = 0
      for (const [id, since] of open) {
        const passed = since === undefined ? 0 : Math.min(now - since, expected.get(id) ?? 0)
        work += (expected.get(id) ?? 0) - passed
        longest = Math.max(longest, (chains.get(id) ?? 0) - passed)
      }
      return Math.max(work / threads, longest)
    },
  }
}

/** How long a node and what must follow it take. A plan is in order: what waits comes later. */
function longestChains(plan: Plan, expected: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const after = new Map<string, number>()
  const chains = new Map<string, number>()
  for (const { uniqueId, waitsFor } of [...plan.nodes].reverse()) {
    const chain = (expected.get(uniqueId) ?? 0) + (after.get(uniqueId) ?? 0)
    chains.set(uniqueId, chain)
    for (const id of waitsFor) after.set(id, Math.max(after.get(id) ?? 0, chain))
  }
  return chains
}
