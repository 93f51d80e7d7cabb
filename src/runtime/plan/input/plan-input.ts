import type { StatementFacts } from '../../../core/definitions/hooks/hook.js'
import type { DescribedSchemas } from '../../../core/relations/relation.js'
import type { Decision } from '../../../core/state/reuse/decision.js'
import type { SeedRow } from '../../../core/steps/materialization.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { TargetedProject } from '../../open/targeted-project.js'
import type { PlannedAudits } from '../tests/planned-audits.js'
import type { BatchChoices } from './batch-input.js'

/** The input of a plan. All of it is read beforehand; planning itself reads nothing. */
export interface PlanInput {
  readonly targeted: TargetedProject
  readonly dialect: SqlDialect
  readonly targetName: string
  /** The target's own database, which has what kerros remembers of tests. Default: that of what is tested. */
  readonly database?: string | undefined
  /** Unique ids of the nodes that are built and tested. */
  readonly selected: ReadonlySet<string>
  readonly existing: DescribedSchemas
  /** Nodes that are read where an earlier state has them, by unique id. Default: none. */
  readonly deferred?: ReadonlySet<string> | undefined
  readonly seedRows: ReadonlyMap<string, readonly SeedRow[]>
  /** Unique ids of the seeds whose tables have the rows of their files. */
  readonly storedSeeds?: ReadonlySet<string> | undefined
  readonly fullRefresh: boolean
  /** What is done about the selected nodes of a run that leaves out what would come out the same. Default: all are built. */
  readonly decisions?: ReadonlyMap<string, Decision> | undefined
  /** What hooks learn of the target and the run; without, hooks are left out, as in unit tests. */
  readonly facts?: StatementFacts | undefined
  /** For models that are computed in batches. */
  readonly batches?: BatchChoices | undefined
  /** The audits of the run, as far as they are planned; without, every node is built in its place. */
  readonly audits?: PlannedAudits | undefined
  readonly startedAt: Date
  readonly runId: string
}
