import type { Plan, PlannedNode } from '../plan/plan.js'
import type { BatchResult } from './batch-result.js'
import type { NodeResult, RunResult } from './run-result.js'

/** Hears of what a run does, as it happens. Every method is optional. */
export interface Reporter {
  /** Before anything else: a run that is gone without a word was holding the target, and does so no more. */
  onTakeover?(holder: string): void
  /** The plan is made, and nothing has run yet. */
  onRunStart?(plan: Plan): void
  /** A node begins. */
  onNodeStart?(node: PlannedNode, position: Position): void
  /** A batch of a microbatch model has ended. @param position The position among the batches of the model. */
  onBatchEnd?(node: PlannedNode, batch: BatchResult, position: Position): void
  /** A node has ended; those that are skipped end without having begun. */
  onNodeEnd?(result: NodeResult, position: Position): void
  /** All nodes have ended. */
  onRunEnd?(result: RunResult): void
}

/** The position of a node among those that do something, or of a batch among those of its model. */
export interface Position {
  /** From 1, in order of starting. */
  readonly index: number
  /** How many there are in this run. */
  readonly total: number
}
