import type { Plan } from '../../core/plan/plan.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { type DecideReuse, type PreparedCommand, planCommand } from '../plan/plan-command.js'
import { type ReuseRun, reuseRun } from './reuse-run.js'

/** A plan, and what has to be recorded of its run. */
export interface PlannedRun {
  readonly plan: Plan
  /** `undefined` for a run that leaves nothing as it is, and records nothing. */
  readonly reuse: ReuseRun | undefined
}

/** Makes the plan of a command; with reuse, of what would not come out the same. */
export async function planWithReuse(
  prepared: PreparedCommand,
  warehouse: Warehouse | undefined,
  runId: string,
): Promise<PlannedRun> {
  let reuse: ReuseRun | undefined
  const decide: DecideReuse = async (known, connected) => {
    const { isForced } = prepared.reuse!
    reuse = await reuseRun({ ...prepared, ...known, isForced }, connected)
    return reuse.decisions
  }
  const plan = await planCommand(prepared, warehouse, runId, prepared.reuse && decide)
  return { plan, reuse }
}
