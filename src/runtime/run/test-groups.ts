import type { PlannedNode } from '../../core/plan/plan.js'
import type { SharedTests } from '../../core/steps/step.js'

/** The statement that a test shares with others, if any. */
export function sharedTests(node: PlannedNode): SharedTests | undefined {
  const [step] = node.steps
  return step?.kind === 'test' ? step.shared : undefined
}

interface Group {
  /** Tests of which it is not known yet whether they run or are skipped. */
  open: number
  readonly ready: PlannedNode[]
}

/** Holds tests back until all that share a statement are ready, or will never be. */
export class TestGroups {
  readonly #groups = new Map<string, Group>()

  constructor(nodes: readonly PlannedNode[]) {
    for (const node of nodes) {
      const shared = sharedTests(node)
      if (shared)
        this.#groups.set(node.uniqueId, this.#groups.get(shared.tests[0]!) ?? { open: shared.tests.length, ready: [] })
    }
  }

  /** @returns What starts now that `node` is ready: by itself, or together; nothing while others are waited for. */
  ready(node: PlannedNode): readonly PlannedNode[] {
    const group = this.#groups.get(node.uniqueId)
    if (!group) return [node]
    group.ready.push(node)
    return this.#settled(group)
  }

  /** @returns What starts now that `node` will not run. */
  dropped(node: PlannedNode): readonly PlannedNode[] {
    const group = this.#groups.get(node.uniqueId)
    return group ? this.#settled(group) : []
  }

  #settled(group: Group): readonly PlannedNode[] {
    group.open--
    return group.open === 0 ? group.ready : []
  }
}
