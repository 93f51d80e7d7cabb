import type { Warehouse, WarehouseSession } from '../../core/ports/warehouse.js'
import type { BatchResult } from '../../core/result/batch-result.js'
import type { Position } from '../../core/result/reporter.js'
import type { NodeNote } from '../../core/result/run-result.js'
import type { UnitTestOutcome } from '../../core/result/unit-test-outcome.js'
import type { Step } from '../../core/steps/step.js'

/** What a step needs to run, and where it reports what it did. */
export interface StepContext {
  readonly warehouse: Warehouse
  readonly session: WarehouseSession
  readonly signal: AbortSignal | undefined
  /** Called when a batch has ended. */
  readonly onBatch?: ((batch: BatchResult, position: Position) => void) | undefined
  /** More sessions, for what a step does at the same time. */
  readonly sessions?: MoreSessions | undefined
  /** The node's name, for messages. */
  readonly name: string
  /** The steps of a hook after the run, which are made of its results. */
  readonly stepsOfResults?: ((index: number) => readonly Step[]) | undefined
  /** Called with every statement before it is sent. */
  readonly onStatement: (sql: string) => void
  /** Called with the id of every statement that has ended, if the engine has ids. */
  readonly onQueryId?: ((id: string) => void) | undefined
}

/** Sessions next to the one that a node has. */
export interface MoreSessions {
  /** How many there may be, the node's own included. */
  readonly count: number
  use<T>(work: (session: WarehouseSession) => Promise<T>): Promise<T>
}

/** What a step found out. */
export interface StepOutcome {
  readonly failures?: number
  /** What a unit test has found. */
  readonly unitTest?: UnitTestOutcome
  readonly rowsAffected?: number | undefined
  /** Whether these rows were added, so that they are summed with those of the step before. */
  readonly isAdding?: boolean
  /** Whether an up-to-date relation was left unchanged. */
  readonly isUnchanged?: boolean
  /** Whether it was left as it is because the same would come out again. */
  readonly isReused?: boolean
  /** Whether rows that a relation keeps may be others than before. */
  readonly changesRows?: boolean
  readonly notes?: readonly NodeNote[]
  /** What became of each batch. */
  readonly batches?: readonly BatchResult[]
  /** Why the first of the batches that failed did. */
  readonly batchError?: unknown
}
