import { isKerrosError, KerrosError } from '../../core/errors/index.js'
import type { Plan } from '../../core/plan/plan.js'
import type { Lease } from '../../core/ports/lease.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { isBuildable } from '../../core/project/nodes/node.js'
import type { Reporter } from '../../core/result/reporter.js'
import type { NodeResult, RunResult } from '../../core/result/run-result.js'
import type { RunUnitTest } from '../../core/result/unit-test-outcome.js'
import { definedColumns } from '../explain/defined-columns.js'
import { placesOf } from '../explain/placed-diagnostics.js'
import { newRunId } from '../lease/run-id.js'
import { takeRunLease } from '../lease/take-lease.js'
import { connectTarget } from '../open/connect-target.js'
import type { OpenProject, OpenProjectOptions } from '../open/open-project.js'
import type { EmptyOptions, StoringOptions } from '../open/targeted-project.js'
import { resultsHookSteps, writtenSchemas } from '../plan/hooks/plan-run-hooks.js'
import { type PlanCommandOptions, type PreparedCommand, prepareCommand, runHooksInput } from '../plan/plan-command.js'
import { planWithReuse } from '../reuse/plan-with-reuse.js'
import type { PlanCommand } from '../select/command-scope.js'
import { commentedWarehouse } from './commented-warehouse.js'
import { runPlan } from './run-plan.js'
import { unconnectedWarehouse } from './unconnected-warehouse.js'
import { writesUnknown } from './writes-unknown.js'

/** Options of every command that runs a plan. */
export interface RunOptions extends OpenProjectOptions, StoringOptions, EmptyOptions, PlanCommandOptions {
  /** How many nodes may run in parallel. Default: the target's. */
  readonly threads?: number | undefined
  /** Stop starting nodes after the first failure. */
  readonly failFast?: boolean | undefined
  /** Called for everything that happens. */
  readonly reporter?: Reporter | undefined
  /** Stops the run: running statements are cancelled, nothing new starts. */
  readonly signal?: AbortSignal | undefined
}

/** Options of a run, and what runs its unit tests. */
export interface RunCommandOptions extends RunOptions {
  /** Runs the unit tests of the run. Default: it must not have any. */
  readonly runUnitTest?: RunUnitTest | undefined
}

/** Plans and runs a command of an opened project. */
export async function runCommand(
  command: PlanCommand,
  opened: OpenProject,
  options: RunCommandOptions,
): Promise<RunResult> {
  const threads = checkedThreads(options.threads ?? opened.target.threads)
  const prepared = await prepareCommand(command, opened, options)
  const isConnected = !prepared.isInMemory
  const alsoReads = prepared.deferral?.alsoReads
  const warehouse = isConnected
    ? await connectTarget(opened.target, { projectRoot: opened.root, threads, alsoReads }, options.signal)
    : unconnectedWarehouse(opened.target.dialect)
  const runId = newRunId()
  let lease: Lease | undefined
  try {
    // Taken before planning: what the plan is made from must not change until it has run.
    if (isConnected && (command !== 'test' || written(prepared).length > 0))
      lease = await leaseUnlessStopped(warehouse, prepared, runId, options)
    const { plan, reuse } = await planWithReuse(prepared, isConnected ? warehouse : undefined, runId)
    const known = { definedColumns: definedColumns(opened), places: placesOf(opened) }
    const schemas = writtenSchemas(plan.nodes)
    const stepsOfResults = (index: number, results: readonly NodeResult[]) =>
      resultsHookSteps(index, results, schemas, runHooksInput(prepared, plan))
    const comments = { project: plan.project, target: plan.target, runId }
    const commented = commentedWarehouse(warehouse, opened.config.queryComment, comments)
    // Records of relations that this run changes no longer hold.
    if (!reuse && written(prepared).length > 0) warehouse.loseTrack?.()
    await reuse?.forget()
    const result = await runPlan(plan, commented, { ...options, ...known, threads, lease, stepsOfResults })
    if (writesUnknown(plan, result, opened.relations)) {
      warehouse.loseTrack?.()
      return result
    }
    const unrecorded = await reuse?.record(result)
    return unrecorded ? { ...result, unrecorded } : result
  } finally {
    await lease?.release()
    await warehouse.close()
  }
}

/** A run that is stopped this early still reports what it did not build. It needs no lease, since it writes nothing. */
async function leaseUnlessStopped(
  warehouse: Warehouse,
  prepared: PreparedCommand,
  runId: string,
  { reporter, signal }: RunOptions,
): Promise<Lease | undefined> {
  try {
    return await takeRunLease(warehouse, prepared.opened, written(prepared), { runId, reporter, signal })
  } catch (error) {
    if (signal?.aborted && isKerrosError(error) && error.code === 'E_CANCELLED') return undefined
    throw error
  }
}

/** The plan that {@link runCommand} would run, without running it and without creating anything. */
export async function dryRun(command: PlanCommand, opened: OpenProject, options: RunOptions): Promise<Plan> {
  const { target, root } = opened
  const prepared = await prepareCommand(command, opened, options)
  if (prepared.isInMemory || !(await target.exists(root)))
    return (await planWithReuse(prepared, undefined, newRunId())).plan
  const alsoReads = prepared.deferral?.alsoReads
  const warehouse = await target.connect({ projectRoot: root, threads: 1, readOnly: true, alsoReads })
  try {
    return (await planWithReuse(prepared, warehouse, newRunId())).plan
  } finally {
    await warehouse.close()
  }
}

/** The nodes whose relations a run may change. */
function written({ opened, selected }: PreparedCommand): readonly string[] {
  return opened.project.nodes
    .filter((node) =>
      isBuildable(node)
        ? node.definition.materialization.relationType !== undefined
        : node.resourceType === 'test' && opened.relations.has(node.uniqueId),
    )
    .map(({ uniqueId }) => uniqueId)
    .filter((id) => selected.has(id))
}

function checkedThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1) return threads
  throw new KerrosError('E_INVALID_OPTION', `a run cannot have ${threads} threads`, {
    hint: 'Give the option or the target a whole number of at least 1.',
  })
}
