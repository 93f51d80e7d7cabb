import type { Warehouse, WarehouseSession } from '../../core/ports/warehouse.js'
import type { NodeNote } from '../../core/result/run-result.js'

/** What a step needs to run, and where it tells what it did. */
export interface StepContext {
  readonly warehouse: Warehouse
  readonly session: WarehouseSession
  readonly signal: AbortSignal | undefined
  /** The node's name, for messages. */
  readonly name: string
  /** Told of every statement before it is sent. */
  readonly onStatement: (sql: string) => void
  /** Called with the id of every statement that has ended, where the engine gives ids. */
  readonly onQueryId?: ((id: string) => void) | undefined
}

/** What a step found out. */
export interface StepOutcome {
  readonly failures?: number
  readonly rowsAffected?: number | undefined
  /** Whether or not these rows were added, so that those of one step come on top of those of the step before. */
  readonly isAdding?: boolean
  /** Whether or not the relation was left as it was, since it is what it shall be. */
  readonly isUnchanged?: boolean
  readonly notes?: readonly NodeNote[]
}
