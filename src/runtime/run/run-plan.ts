import { KerrosError } from '../../core/errors/index.js'
import type { Plan } from '../../core/plan/plan.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { isFailure, type RunResult } from '../../core/result/run-result.js'
import { PlanWalk } from './plan-walk.js'
import type { RunPlanOptions } from './run-plan-options.js'
import { runStep } from './run-step.js'
import { sharedSignal } from './shared-signal.js'

/**
 * Runs a plan over a warehouse. A node starts when everything that it waits for has succeeded; what depends on a failure
 * is skipped, with the cause. A node's failure is a value, never a throw.
 *
 * @throws KerrosError if the setup fails: then nothing was built; or if what was built is gone at the end.
 */
export async function runPlan(plan: Plan, warehouse: Warehouse, options: RunPlanOptions): Promise<RunResult> {
  const { reporter } = options
  const signal = sharedSignal(options.signal)
  const began = performance.now()
  reporter?.onRunStart?.(plan)
  await runSetup(plan, warehouse, signal)
  const nodes = await new PlanWalk(plan, warehouse, { ...options, signal }).finish()
  await warehouse.assertStored?.()
  const result: RunResult = {
    ok: !nodes.some((node) => isFailure(node.status)),
    target: plan.target,
    runId: plan.runId,
    startedAt: plan.startedAt,
    durationMs: performance.now() - began,
    cancelled: signal?.aborted ?? false,
    nodes,
  }
  reporter?.onRunEnd?.(result)
  return result
}

async function runSetup(plan: Plan, warehouse: Warehouse, signal: AbortSignal | undefined): Promise<void> {
  if (plan.setup.length === 0 || signal?.aborted) return
  try {
    await warehouse.withSession(async (session) => {
      for (const step of plan.setup)
        await runStep(step, { warehouse, session, signal, name: 'setup', onStatement: () => undefined })
    })
  } catch (error) {
    // A run that is stopped this early still reports what it did not build.
    if (!(signal?.aborted && error instanceof KerrosError)) throw error
  }
}
