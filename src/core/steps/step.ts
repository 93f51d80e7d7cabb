import type { Interval } from '../batches/interval.js'
import type { Columns, SqlType } from '../columns/index.js'
import type { Constraint } from '../relations/constraint.js'
import type { DeclaredConstraint } from '../relations/declared-constraint.js'
import type { ExistingColumn, Relation, RelationType } from '../relations/relation.js'
import type { Grants, MaskingPolicy, RelationSettings, RowAccessPolicy } from '../relations/relation-settings.js'
import type { CloneTable, SwapTable } from './audit-steps.js'

/** Makes sure that a schema exists. */
export interface CreateSchema {
  readonly kind: 'createSchema'
  readonly database: string
  readonly schema: string
}

/** Creates or replaces a view, in one piece; drops a table of that name first. */
export interface CreateView {
  readonly kind: 'createView'
  readonly relation: Relation
  readonly select: string
  /** The type of the relation that exists under the name now, if any. */
  readonly replaces: RelationType | undefined
  readonly settings: RelationSettings
}

/** Creates or replaces a table with the rows of a query, in one piece; drops a view of that name first. */
export interface CreateTableAs {
  readonly kind: 'createTableAs'
  readonly relation: Relation
  readonly select: string
  readonly replaces: RelationType | undefined
  /** Whether the table is gone with the session. */
  readonly temporary: boolean
  readonly settings: RelationSettings
}

/** When a dynamic table is refreshed, and how. */
export interface DynamicTableRefresh {
  /** How far the table may lag behind: `1 hour`; or `downstream`, when the dynamic tables that read it are refreshed. */
  readonly targetLag: string
  readonly refreshMode: 'auto' | 'full' | 'incremental' | undefined
  readonly initialize: 'on_create' | 'on_schedule' | undefined
}

/** Creates or replaces a table that the engine refreshes; drops a table or view of that name first. */
export interface CreateDynamicTable {
  readonly kind: 'createDynamicTable'
  readonly relation: Relation
  readonly select: string
  readonly replaces: RelationType | undefined
  readonly refresh: DynamicTableRefresh
  /** The warehouse that refreshes it. */
  readonly computeWarehouse: string
  readonly settings: RelationSettings
}

/** Changes the settings of a dynamic table that can be changed without rebuilding it. */
export interface AlterDynamicTable {
  readonly kind: 'alterDynamicTable'
  readonly relation: Relation
  readonly targetLag: string
  readonly computeWarehouse: string
}

/** Updates the settings of a relation to its definition: comments, clustering, grants and protection. */
export interface ApplySettings {
  readonly kind: 'applySettings'
  readonly relation: Relation
  /** What the relation is; a table unless it says otherwise. */
  readonly type?: RelationType | undefined
  /** The table's whole comment; `undefined` when it stays. */
  readonly comment: string | undefined
  /** The columns whose comments change; an empty one is removed. */
  readonly columns: readonly { readonly name: string; readonly comment: string }[]
  /** The columns by which the table is clustered from now on; none to cluster it no longer, `undefined` when that stays. */
  readonly clusterBy?: readonly string[] | undefined
  readonly grant: Grants
  readonly revoke: Grants
  /** `undefined` when it stays. */
  readonly protection?: ProtectionChange | undefined
}

/** Changes to the policies, tags and retention of a persisted table. */
export interface ProtectionChange {
  /** Columns whose masking policy goes first, since the new row access policy takes what it was given: it cannot have both. */
  readonly unmaskFirst: readonly string[]
  /** The row access policy that goes. */
  readonly dropRowAccess?: string
  readonly addRowAccess?: RowAccessPolicy
  /** Columns that get a masking policy, or another one. */
  readonly mask: { readonly [column: string]: MaskingPolicy }
  readonly unmask: readonly string[]
  readonly setTags: { readonly [tag: string]: string }
  readonly unsetTags: readonly string[]
  /** Days of Time Travel; `unset` leaves them to the schema. */
  readonly retention?: number | 'unset'
}

/** Leaves a relation as it is, since it is what it shall be. Sends nothing. */
export interface KeepRelation {
  readonly kind: 'keepRelation'
  readonly relation: Relation
}

/** Leaves a relation as it is, or takes the result of a test that has passed: the same would come out again. Sends nothing. */
export interface ReuseResult {
  readonly kind: 'reuse'
}

/** Says what the run leaves as it is, and its user may not expect. Sends nothing. */
export interface Note {
  readonly kind: 'note'
  readonly message: string
  readonly hint: string
}

/** Replaces the relation under a name with a table, atomically; the table has no name of its own afterwards. */
export interface PublishTable {
  readonly kind: 'publishTable'
  readonly relation: Relation
  /** The staging table. */
  readonly from: Relation
  readonly replaces: RelationType | undefined
  readonly settings: RelationSettings
  /** What is declared of it; each holds for its rows. Default: nothing. */
  readonly constraints?: readonly Constraint[]
}

/** Changes what is declared of a table; what is added holds for its rows. */
export interface AlterConstraints {
  readonly kind: 'alterConstraints'
  readonly relation: Relation
  readonly drop: readonly DeclaredConstraint[]
  readonly add: readonly Constraint[]
  /** Whether a statement that fails is only noted: what is dropped may be gone, and what is restored may be there. */
  readonly isLenient: boolean
}

/** Refuses rows that break constraints, before anyone can read them. */
export interface AssertConstraints {
  readonly kind: 'assertConstraints'
  readonly relation: Relation
  /** The constraints in words; `noun` and `breaks` are what is counted: `2 values in several rows`. */
  readonly rules: readonly { readonly says: string; readonly noun: 'row' | 'value'; readonly breaks: string }[]
  /** One row, with the number of failing rows for each of the rules: `c0`, `c1`, … */
  readonly sql: string
}

/** Steps of which nothing shall be left when one of them fails. */
export interface Attempt {
  readonly kind: 'attempt'
  readonly steps: readonly Step[]
  /** What then takes away what the steps have made. */
  readonly undo: readonly Step[]
}

/** Changes rows of a table. */
export interface ChangeRows {
  readonly kind: 'insert' | 'update' | 'delete' | 'merge'
  readonly relation: Relation
  readonly sql: string
  /** Whether it deletes rows that an earlier step of the same node has added: then these count as not added. */
  readonly takesBack?: boolean
}

/** Drops a relation if it is there. */
export interface DropRelation {
  readonly kind: 'dropRelation'
  readonly relation: Relation
  readonly type: RelationType
  readonly temporary: boolean
}

/**
 * Brings a table's columns in line with a new batch's. Which columns are known when planning; their types are read from
 * the batch at run time.
 */
export interface AlterColumns {
  readonly kind: 'alterColumns'
  readonly relation: Relation
  /** The relation that has the wanted columns. */
  readonly like: Relation
  readonly add: readonly string[]
  readonly drop: readonly string[]
  /** The types of new columns that are not read from the batch. */
  readonly types: { readonly [column: string]: SqlType }
}

/** Makes room in columns of a table; no value changes. */
export interface WidenColumns {
  readonly kind: 'widenColumns'
  readonly relation: Relation
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
}

/** Refuses rows in which a key repeats or is NULL, before anyone can read them. */
export interface AssertUniqueKey {
  readonly kind: 'assertUniqueKey'
  readonly relation: Relation
  readonly key: readonly string[]
  /** Whether the rows are those of a persisted table, which no run has checked yet. */
  readonly isStored: boolean
  /** One row: `repeated`, the number of keys that are in several rows, and `nulls`, the number of rows with a NULL in the key. */
  readonly sql: string
}

/** Refuses new rows, before they are written, that a table could not have next to its stored ones. */
export interface RefuseRows {
  readonly kind: 'refuseRows'
  readonly relation: Relation
  /** Which rows are refused, as the end of a sentence: `with the key of a stored row …`. */
  readonly which: string
  /** One row: `refused`, the number of those rows. */
  readonly sql: string
}

/** Compares a built relation's columns with its contract, before anyone can read it. */
export interface AssertContract {
  readonly kind: 'assertContract'
  readonly relation: Relation
  readonly columns: Columns
  /** One row for each column that must not be NULL and is: `column_name`, `failures`. Undefined when all may. */
  readonly nullCheck: string | undefined
}

/**
 * Compares the types of the columns that a table keeps with those that its new rows have, before they are written: engines
 * cast without a word, and 1.2345 becomes 1.23. Sends nothing by itself.
 */
export interface AssertColumnTypes {
  readonly kind: 'assertColumnTypes'
  /** The table's columns as they were before the run. */
  readonly stored: readonly ExistingColumn[]
  /** The types that follow from the query, which are compared where those of the batch are not read. */
  readonly expected: { readonly [column: string]: SqlType }
  /** Where the new rows are; `undefined` where reading their types would take a statement. */
  readonly batch: Relation | undefined
  /** The types that the columns are declared to have. A table that has others is refused in any case. */
  readonly contract: Columns | undefined
  /** The table whose columns are made wider where no value is lost; `undefined` where they stay as they are. */
  readonly widens?: Relation | undefined
  /** Columns that the engine does not change because of their constraints: one that should be wider is refused. */
  readonly held?: readonly string[]
  /** Whether other types are refused, or only reported. */
  readonly onChange: 'fail' | 'note'
  /** How to fix it. */
  readonly hint: string
}

/** Looks for rows that are in no batch, because of their event time: an error, or a note. */
export interface AssertEventTimes {
  readonly kind: 'assertEventTimes'
  /** What has the rows, for messages: a name of the project. */
  readonly of: string
  readonly column: string
  /** `batch`: new rows, none of which may be outside of it; `input`: rows before the first batch are noted; `stored`: only NULL counts. */
  readonly rows: 'batch' | 'input' | 'stored'
  /** The batch, or the first one, for messages. */
  readonly batch: string
  /** Whether rows without an event time are refused. */
  readonly refusesNulls: boolean
  /** One row: `nulls`, the number of rows without an event time, and `outside`, those in no batch or in another one. */
  readonly sql: string
}

/** Makes or changes a table in which kerros remembers something. Its rows are no rows of a model. */
export interface Remember {
  readonly kind: 'remember'
  readonly relation: Relation
  readonly sql: string
}

/** A batch of a microbatch model. */
export interface Batch extends Interval {
  /** As people write it: `2026-01-05`. */
  readonly name: string
  readonly steps: readonly Step[]
}

/** Computes batches, each by itself: one that fails leaves the others. */
export interface ComputeBatches {
  readonly kind: 'batches'
  readonly relation: Relation
  readonly batches: readonly Batch[]
  /** Whether the first batch makes the table: without it, the others cannot be computed. */
  readonly needsFirst: boolean
  /** Whether an earlier run has computed the others: then some of them have succeeded, even if all of these fail. */
  readonly isRest: boolean
  /** Whether several are computed at the same time. */
  readonly isConcurrent: boolean
}

/** What happens when a test finds rows: `error` fails the node and stops what depends on it, `warn` only reports them. */
export type Severity = 'error' | 'warn'

/** A comparison with the number of rows that fail a test, as in `'> 10'`. */
export type Threshold = `${'<' | '<=' | '=' | '!=' | '<>' | '>' | '>='} ${number}`

/** What a number of failing rows means: dbt's words and rules. */
export interface FailureRule {
  /** With `warn`, `errorIf` is not looked at. */
  readonly severity: Severity
  readonly warnIf: Threshold
  readonly errorIf: Threshold
}

/** Counts the rows that fail a test. */
export interface TestRows extends FailureRule {
  readonly kind: 'test'
  /** The statement for this test alone: one row, `failures`. */
  readonly sql: string
  /** The statement that this test has in common with others that are ready together; `undefined` when it has none. */
  readonly shared: SharedTests | undefined
  /** How many runs it needs before it judges, where its statement returns those that it has, as `runs`. */
  readonly minRuns?: number
}

/** One statement for several tests. */
export interface SharedTests {
  /** One row, with a column for each test. */
  readonly sql: string
  readonly column: string
  /** Unique ids of all tests of the statement, in order. */
  readonly tests: readonly string[]
}

/** A statement that a user's hook sends. What it returns is not read. */
export interface RunHook {
  readonly kind: 'hook'
  /** Which hook it is of, for messages: `post-hook 2 of 3 of "orders"`. */
  readonly hook: string
  readonly sql: string
  /** Whether the session may not be what it was afterwards: no other node gets it then. */
  readonly changesSession: boolean
  /** What is left when it fails, for messages. */
  readonly hint: string
}

/** The statements of a hook after a run that are made of its results, when these are known. */
export interface RunResultsHook {
  readonly kind: 'resultsHook'
  /** Which hook it is of, for messages. */
  readonly hook: string
  /** Which of the project's hooks after a run, from 0. */
  readonly index: number
}

/** Runs a unit test, in memory. Sends nothing. */
export interface UnitTestStep {
  readonly kind: 'unitTest'
  /** The unique id of what it tests; `undefined` for what only the test has. */
  readonly of: string | undefined
}

/** Steps that happen together or not at all. */
export interface Transaction {
  readonly kind: 'transaction'
  readonly steps: readonly Step[]
}

/** One thing that a run does, as inert data. Dialects render it to SQL; nothing else decides what it means. */
export type Step =
  | CreateSchema
  | CreateView
  | CreateTableAs
  | CreateDynamicTable
  | AlterDynamicTable
  | ApplySettings
  | KeepRelation
  | ReuseResult
  | Note
  | PublishTable
  | CloneTable
  | SwapTable
  | AlterConstraints
  | Attempt
  | ChangeRows
  | DropRelation
  | AlterColumns
  | WidenColumns
  | AssertUniqueKey
  | RefuseRows
  | AssertContract
  | AssertConstraints
  | AssertColumnTypes
  | AssertEventTimes
  | Remember
  | ComputeBatches
  | TestRows
  | RunHook
  | RunResultsHook
  | UnitTestStep
  | Transaction
