import type { Diagnostic } from '../errors/index.js'
import type { ResourceType } from '../project/nodes/node.js'
import type { Threshold } from '../steps/step.js'
import type { BatchResult } from './batch-result.js'
import type { UnitTestOutcome } from './unit-test-outcome.js'

/**
 * How a node ended, in dbt's words: `success` or `error` for what is built, `partial success` if only some of its batches failed; `pass`, `fail`, `warn` or `error` for tests;
 * `skipped` when something before it failed; `cancelled` when the run was stopped.
 */
export type NodeStatus = 'success' | 'partial success' | 'error' | 'pass' | 'fail' | 'warn' | 'skipped' | 'cancelled'

/** Something to know of a node that succeeded. */
export interface NodeNote {
  /** What there is to know. */
  readonly message: string
  /** How to fix it. */
  readonly hint: string
}

/** What became of one node. */
export interface NodeResult {
  /** dbt's unique id: `model.shop.customers`. */
  readonly uniqueId: string
  /** The name in the project. */
  readonly name: string
  /** What it is: `model`, `seed`, `snapshot`, `test`, … */
  readonly resourceType: ResourceType
  /** dbt's name of the materialization; `undefined` for tests and sources. */
  readonly materialized: string | undefined
  /** The relation in the warehouse, as SQL names it. */
  readonly relationName: string | undefined
  /** Where it is defined, relative to the project's root, with forward slashes. */
  readonly file: string
  /** Where it is written, as in `src/customers.ts:12:14`; `undefined` if all went well and there is nothing to know of it. */
  readonly at: string | undefined
  /**
   * How it ended: tests with `pass`, `fail` or `warn`, others with `success`; all can end with `error`, `skipped` or
   * `cancelled`.
   */
  readonly status: NodeStatus
  /** Why it did not succeed. */
  readonly error: Diagnostic | undefined
  /** For skipped nodes: the unique id of the node that failed first. */
  readonly cause: string | undefined
  /** For tests: how many rows failed; for unit tests, how many differ, are missing or unexpected. */
  readonly failures: number | undefined
  /** For unit tests that were run: which rows differ. They are rows of the test, not of the warehouse. */
  readonly unitTest: UnitTestOutcome | undefined
  /** For tests that fail or warn: the comparison that decided, as in `'!= 0'`. */
  readonly threshold: Threshold | undefined
  /**
   * How many rows the node's statements wrote, where the engine says so. `delete+insert` counts those that it inserted, `merge` also
   * those that it deleted from touched groups.
   */
  readonly rowsAffected: number | undefined
  /** Whether nothing was sent for the node, since its relation is up to date. */
  readonly isUnchanged: boolean
  /** Whether it was left as it is because the same would come out again: docs/reuse.md. */
  readonly isReused: boolean
  /** Whether its run may have changed rows that its relation had before. */
  readonly hasChangedRows: boolean
  /** What became of each batch; `undefined` for what is not computed in batches. */
  readonly batches: readonly BatchResult[] | undefined
  /** What the run left as it was, and its user may not expect. */
  readonly notes: readonly NodeNote[]
  /** When it began. */
  readonly startedAt: Date
  /** How long it took, in milliseconds. */
  readonly durationMs: number
  /** The statements that were sent. */
  readonly statements: readonly string[]
  /** Under which ids the engine's history has them, where it gives ids. */
  readonly queryIds: readonly string[]
  /** Which of the run's threads built it, from 1; `undefined` for what was not started. */
  readonly thread: number | undefined
}

/** What became of a run. */
export interface RunResult {
  /** Whether every node succeeded; warnings do not count. */
  readonly ok: boolean
  /** The name of the target. */
  readonly target: string
  /** Unique to the run; dbt's `invocation_id`. */
  readonly runId: string
  /** When the run began. */
  readonly startedAt: Date
  /** How long the run took, in milliseconds. */
  readonly durationMs: number
  /** Whether the run was cancelled. */
  readonly cancelled: boolean
  /** What became of each node of the plan. */
  readonly nodes: readonly NodeResult[]
  /** Why a run with `reuse` could not record what it has left: then the next one builds it again. */
  readonly unrecorded?: Diagnostic | undefined
}

/** Statuses of a node that has an error of its own. */
export function hasError(status: NodeStatus): boolean {
  return status === 'error' || status === 'partial success'
}

/** Statuses that make a run fail and stop what depends on the node. */
export function isFailure(status: NodeStatus): boolean {
  return hasError(status) || status === 'fail' || status === 'skipped' || status === 'cancelled'
}
