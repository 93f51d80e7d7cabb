import type { Relation } from '../../../core/relations/relation.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { Step } from '../../../core/steps/step.js'
import type { StatementTable } from '../../statement/statement.js'
import type { ReadCondition } from './pair-condition.js'
import type { RowGroups } from './row-groups.js'
import type { MatchedClause } from './when-matched.js'

/** What an incremental strategy knows of a run. */
export interface StrategyInput {
  readonly dialect: SqlDialect
  /** The stored table. */
  readonly relation: Relation
  /** Where the new rows are, already computed; with the keys of touched groups, where there are any. */
  readonly batch: Relation
  /** The new rows alone. */
  readonly rows: StatementTable
  /** The columns of the groups that were computed again as a whole, for each `touched` of the query. */
  readonly groups: readonly (readonly string[])[]
  /** The groups that are replaced as a whole; `undefined` where rows are found by a unique key, or not at all. */
  readonly replaced: RowGroups | undefined
  /** The columns that are written. */
  readonly columns: readonly string[]
  readonly uniqueKey: readonly string[]
  /** The columns that a matching row's update writes. */
  readonly updateColumns: readonly string[]
  /** What happens to a stored row with the key of a new one; `undefined` where it is updated. */
  readonly whenMatched: readonly MatchedClause[] | undefined
  /** Which stored rows are replaced at all; `undefined` for all. */
  readonly predicate: ReadCondition | undefined
}

/** How new rows get into a stored table. */
export interface Strategy {
  /** Whether a key must be given, and must not repeat within a batch. */
  readonly needsUniqueKey: boolean
  steps(input: StrategyInput): readonly Step[]
}
