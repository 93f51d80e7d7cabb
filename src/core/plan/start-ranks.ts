import type { Step } from '../steps/step.js'
import type { PlannedNode } from './plan.js'

/**
 * The order in which a run prefers to start nodes that are ready: rank by unique id, 0 first.
 *
 * First what begins the longest chain of nodes that wait for each other, so that no chain is left to run alone at the end
 * (critical path scheduling); of equally long ones, what itself has waited longest, because its inputs were written last
 * and are most likely still in the engine's cache; then the order of the plan.
 *
 * @param nodes The nodes of a plan, each after those that it waits for.
 * @param workOf How long a node takes, in any unit. Default: all take equally long.
 */
export function startRanks(
  nodes: readonly PlannedNode[],
  workOf: (node: PlannedNode) => number = () => 1,
): ReadonlyMap<string, number> {
  const above = new Map<string, number>()
  for (const { uniqueId, waitsFor } of nodes) {
    let longest = 0
    for (const id of waitsFor) longest = Math.max(longest, above.get(id)! + 1)
    above.set(uniqueId, longest)
  }
  const after = new Map<string, number>()
  const chain = new Map<string, number>()
  for (const node of [...nodes].reverse()) {
    const whole = (after.get(node.uniqueId) ?? 0) + workOf(node)
    chain.set(node.uniqueId, whole)
    for (const id of node.waitsFor) after.set(id, Math.max(after.get(id) ?? 0, whole))
  }
  const sorted = nodes
    .map(({ uniqueId: id }) => ({ id, above: above.get(id)!, chain: chain.get(id)! }))
    .sort((a, b) => b.chain - a.chain || b.above - a.above)
  return new Map(sorted.map(({ id }, rank) => [id, rank]))
}

/** How many steps a node takes, at least 1: over a network each of them is a wait, however little it does. */
export function stepsOf({ steps }: PlannedNode): number {
  return Math.max(1, countSteps(steps))
}

function countSteps(steps: readonly Step[]): number {
  return steps.reduce(
    (sum, step) => sum + ('steps' in step ? countSteps(step.steps) : SILENT.has(step.kind) ? 0 : 1),
    0,
  )
}

/** Steps that send nothing where that would be a wait. */
const SILENT: ReadonlySet<Step['kind']> = new Set(['note', 'assertColumnTypes'])
