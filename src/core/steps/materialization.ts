import type { OperationNode } from 'kysely'
import type { EventTime } from '../batches/event-time.js'
import type { FailedBatches } from '../batches/failed-batches.js'
import type { Interval } from '../batches/interval.js'
import type { Columns } from '../columns/index.js'
import type { Diagnostic } from '../errors/index.js'
import type { OutputColumn } from '../infer/output-column.js'
import type { RowFacts } from '../keys/row-facts.js'
import type { RunFacts } from '../query/query.js'
import type { Constraint } from '../relations/constraint.js'
import type { RecordedInterval } from '../relations/interval-ledger.js'
import type { OnChange } from '../relations/on-change.js'
import type { ExistingRelation, Relation, RelationType } from '../relations/relation.js'
import type { RelationMark, RelationSettings } from '../relations/relation-settings.js'
import type { LeftOutRows } from './left-out-rows.js'
import type { SqlDialect } from './sql-dialect.js'
import type { Step } from './step.js'
import type { StoredRows } from './stored-rows.js'

/** What a materialization knows when it plans: all of it read before the plan, nothing of it changes afterwards. */
export interface MaterializationInput {
  /** The node's name, for messages. */
  readonly name: string
  readonly relation: Relation
  /** The relation that exists under the name now. */
  readonly existing: ExistingRelation | undefined
  readonly fullRefresh: boolean
  /** The query's output columns, in order. */
  readonly columns: readonly OutputColumn[]
  readonly contract: Columns | undefined
  /** What its rows must fulfil. */
  readonly constraints: readonly Constraint[]
  /** What happens when its code changes, as its own options or those of its folders say. */
  readonly onChange: OnChange | undefined
  /** What its rows are made of; `undefined` where the query reads nothing, so that its rows are made of nothing. */
  code(): ModelCode | undefined
  /** How the relation is stored. */
  readonly settings: RelationSettings
  /** The warehouse that the node names, where the engine has several; `undefined` for the target's. */
  readonly computeWarehouse: string | undefined
  /** The query over real relations, with ephemerals inlined. */
  select(facts: RunFacts): OperationNode
  /** The same in the engine's SQL. */
  selectSql(facts: RunFacts): string
  /** An expression of an option with what is the same for the whole run: the values of variables and the time that `now()` is. */
  ofRun(expression: OperationNode): OperationNode
  /**
   * The columns of the groups that a later run computes again as a whole, for each `touched` in the query. When there are any,
   * the query of a later run also returns the groups' keys, with their number in the column `kerros_touched`.
   */
  readonly touchedGroups: readonly (readonly string[])[]
  /** What a later run's query leaves out of the rows of a full one. */
  leftOut(): LeftOutRows
  /** What follows of the rows of {@link select} from the query itself; the groups' keys are none of them. */
  rowFacts(facts: RunFacts): RowFacts
  readonly dialect: SqlDialect
  /** What only models that are computed in batches have to know. */
  readonly batches?: BatchInput | undefined
  /** When the run began, in UTC: one value for the whole run. */
  readonly startedAt: Date
  /** Unique to the run; part of the names of temporary relations. */
  readonly runId: string
  /** Whether the table of a seed has the rows of its file, in columns of their types. Default: that is not known. */
  readonly hasSeedRows?: boolean | undefined
  /** The rows of a seed's file. */
  readonly seedRows: readonly SeedRow[]
}

/** The code of a model: the same in every target, and in every run. */
export interface ModelCode {
  /** The query of a full run. What it reads has the name of the project, and `now()` stays as it is. */
  readonly query: OperationNode
  /** The names of its columns. */
  readonly columns: readonly string[]
  /** An expression of an option, likewise. */
  expression(node: OperationNode): OperationNode
}

/** What a materialization knows of a run before it plans. */
export type RunState = Pick<MaterializationInput, 'existing' | 'fullRefresh' | 'onChange' | 'code'>

/** What a model that is computed in batches knows when it plans. */
export interface BatchInput {
  /** Only the batches that contain a time of it, complete or not. */
  readonly window: Interval | undefined
  /** Only these batches: those that failed in the last run. */
  readonly only: FailedBatches | undefined
  /** Where complete intervals are recorded. */
  readonly ledger: Relation
  /** What is recorded of the model's relation. */
  readonly recorded: readonly RecordedInterval[]
  /** The inputs that have an event time. */
  readonly filtered: readonly FilteredInput[]
}

/** An input of which a batch reads only its own rows. */
export interface FilteredInput {
  /** The node's name, for messages. */
  readonly name: string
  readonly time: EventTime
  /** A query that returns the event times of all its rows. */
  readonly times: OperationNode
}

/** A row of a seed's file: strings in the order of its columns, in the plain form that every engine casts exactly; or NULL. */
export type SeedRow = readonly (string | null)[]

/** What another run over the same rows does to rows that are kept. */
export type SameRows = 'kept' | 'keptAfterWhole' | 'neverKnown'

/** How a definition becomes something in the warehouse. One file each in `src/materializations/`. */
export interface Materialization {
  /** dbt's word, as in `incremental`. */
  readonly name: string
  /** What it leaves behind; `undefined` for nothing, when dependents inline the query instead. */
  readonly relationType: RelationType | undefined
  /** The mark of a persisted relation, so that a later run knows how it was built. */
  readonly identity?: RelationMark | undefined
  /** Settings worth showing in documentation and artifacts. */
  readonly config: { readonly [name: string]: unknown }
  /** Whether planning needs to know the definitions of existing dynamic tables. */
  readonly comparesDynamicTables?: boolean
  /** Whether it is computed in batches, of which complete ones are recorded. */
  readonly recordsIntervals?: boolean
  /** Why its rows cannot be tested before readers see them: the end of a sentence, `a view has no rows of its own`. Default: they can. */
  readonly refusesAudit?: string
  /** Whether later runs have another query than the first run. Both are checked before either runs. */
  readonly hasIncrementalQuery?: boolean
  /** The columns by which the rows of a relation that it has just built are unique and not NULL, because it checks that. */
  readonly checkedKey?: readonly string[] | undefined
  /** What of the query's columns decides which rows are stored, and what they are stored with; for lineage. Default: nothing. */
  readonly storedRows?: readonly StoredRows[]
  /** Whether a run leaves exactly the rows of the query. Default: that is not certain. */
  rebuilds?(run: RunState): boolean
  /**
   * What another run of the same code over the same rows does to a relation that keeps its rows: nothing; or nothing after a run that
   * has built it from all rows; or what conditions of its options say, which may be others each time. Default: only a run that has
   * changed nothing shows it.
   */
  readonly sameRows?: SameRows | undefined
  /** Whether a run compares the code with that of the stored rows. Default: false. */
  readonly comparesCode?: boolean
  /** Checks settings against the compiled columns before anything runs. */
  check?(columns: readonly OutputColumn[], name: string): readonly Diagnostic[]
  /** The steps that build the relation. Pure. */
  plan(input: MaterializationInput): readonly Step[]
}
