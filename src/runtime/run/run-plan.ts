import { KerrosError } from '../../core/errors/index.js'
import type { Plan } from '../../core/plan/plan.js'
import type { Lease } from '../../core/ports/lease.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import type { Reporter } from '../../core/result/reporter.js'
import { isFailure, type RunResult } from '../../core/result/run-result.js'
import type { DefinedColumns } from '../explain/defined-columns.js'
import { PlanRun } from './plan-run.js'
import { runStep } from './run-step.js'
import { sharedSignal } from './shared-signal.js'

export interface RunPlanOptions {
  /** How many nodes may run at once. */
  readonly threads: number
  /** Stop starting nodes after the first failure. */
  readonly failFast?: boolean | undefined
  readonly reporter?: Reporter | undefined
  /** The right to write to the target, asked for before every node that writes. */
  readonly lease?: Lease | undefined
  /** What the definitions of relations have, for messages. Default: not known. */
  readonly definedColumns?: DefinedColumns | undefined
  /** Where a node's query names a column that an engine cannot find. Default: the node's file. */
  readonly placeOf?: ((uniqueId: string, column: string | undefined) => string | undefined) | undefined
  /** Stops the run: running statements are cancelled, nothing new starts. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a plan over a warehouse. A node starts when everything that it waits for has succeeded; what depends on a failure
 * is skipped, with the cause. A node's failure is a value, never a throw.
 *
 * @throws KerrosError when the setup fails: then nothing was built; when what was built is gone at the end.
 */
export async function runPlan(plan: Plan, warehouse: Warehouse, options: RunPlanOptions): Promise<RunResult> {
  const { reporter } = options
  const signal = sharedSignal(options.signal)
  const began = performance.now()
  reporter?.onRunStart?.(plan)
  await runSetup(plan, warehouse, signal)
  const nodes = await new PlanRun(plan, warehouse, { ...options, signal }).finish()
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
    // A run that is stopped this early still says what it did not build.
    if (!(signal?.aborted && error instanceof KerrosError)) throw error
  }
}
