import type { Plan, PlannedNode } from '../../core/plan/plan.js'
import { hasError, type RunResult } from '../../core/result/run-result.js'
import { shellQuoted } from '../../util/shell-quoted.js'
import type { RunShownAs } from './run-view.js'

/** A command line with more names cannot be read. */
const MOST_NAMES = 12

/**
 * The command that does what a run did not: for a failed run from the first nodes that failed, for a stopped one from the first
 * that were not built. `undefined` for a run that has nothing left to do.
 */
export function nextStep(result: RunResult, plan: Plan, shownAs: RunShownAs): string | undefined {
  const planned = new Map(plan.nodes.map((node) => [node.uniqueId, node]))
  const missed = new Set(
    result.nodes
      .filter(({ status }) => hasError(status) || status === 'fail' || status === 'cancelled')
      .map(({ uniqueId }) => uniqueId),
  )
  // A plan is in order: what waits comes later.
  const after = new Set<string>()
  for (const { uniqueId, waitsFor } of plan.nodes)
    if (waitsFor.some((id) => missed.has(id) || after.has(id))) after.add(uniqueId)
  const first = [...missed].filter((id) => !after.has(id)).flatMap((id) => planned.get(id) ?? [])
  if (first.length === 0) return undefined
  const names = new Set(
    first.flatMap((node) => selectorsOf(node, planned, { command: shownAs.command, isStopped: result.cancelled })),
  )
  const select = names.size > MOST_NAMES ? '' : ` --select ${[...names].map(shellQuoted).join(' ')}`
  const fullRefresh = shownAs.fullRefresh ? ' --full-refresh' : ''
  return `kerros ${shownAs.command}${fullRefresh}${select}${shownAs.given}`
}

/** What depends on a node is not built either. A test that failed leaves the same behind what it tests. */
function selectorsOf(
  node: PlannedNode,
  planned: ReadonlyMap<string, PlannedNode>,
  { command, isStopped }: Pick<RunShownAs, 'command'> & { readonly isStopped: boolean },
): readonly string[] {
  const [step] = node.steps
  if (step?.kind === 'unitTest') {
    const tested = step.of === undefined ? undefined : planned.get(step.of)
    return [tested && !isStopped && command !== 'test' ? `${tested.name}+` : node.name]
  }
  if (node.resourceType !== 'test') return [`${node.name}+`]
  if (isStopped) return [node.name]
  const tested = node.waitsFor.flatMap((id) => planned.get(id) ?? []).filter(({ steps }) => steps.length > 0)
  return command === 'test' || tested.length === 0 ? [node.name] : tested.map(({ name }) => `${name}+`)
}
