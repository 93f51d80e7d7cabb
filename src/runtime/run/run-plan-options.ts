import type { Lease } from '../../core/ports/lease.js'
import type { Reporter } from '../../core/result/reporter.js'
import type { NodeResult } from '../../core/result/run-result.js'
import type { RunUnitTest } from '../../core/result/unit-test-outcome.js'
import type { Step } from '../../core/steps/step.js'
import type { DefinedColumns } from '../explain/defined-columns.js'
import type { NodePlaces } from '../explain/placed-diagnostics.js'

/** How a plan is run. */
export interface RunPlanOptions {
  /** How many nodes may run in parallel. */
  readonly threads: number
  /** Stop starting nodes after the first failure. */
  readonly failFast?: boolean | undefined
  readonly reporter?: Reporter | undefined
  /** The right to write to the target, asked for before every node that writes. */
  readonly lease?: Lease | undefined
  /** Columns of the relations' definitions, for messages. Default: unknown. */
  readonly definedColumns?: DefinedColumns | undefined
  /** Where nodes are written, for what went wrong. Default: only their files are known. */
  readonly places?: NodePlaces | undefined
  /** The steps of a hook after the run, made of the results of all nodes. */
  readonly stepsOfResults?: ((index: number, results: readonly NodeResult[]) => readonly Step[]) | undefined
  /** Runs the unit tests of the plan. Default: a plan must not have any. */
  readonly runUnitTest?: RunUnitTest | undefined
  /** Stops the run: running statements are cancelled, nothing new starts. */
  readonly signal?: AbortSignal | undefined
}
