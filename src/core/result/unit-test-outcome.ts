/** A row by its columns. */
export type ComparedRow = { readonly [column: string]: unknown }

/** Rows of which some are expected and others are there. */
export interface RowDifference {
  /** The columns that are compared, in the order of the relation. */
  readonly columns: readonly string[]
  /** Rows that are expected, and not there. */
  readonly missing: readonly ComparedRow[]
  /** Rows that are there, and not expected. */
  readonly unexpected: readonly ComparedRow[]
  /** An expected row and the one that is there in its place, which differs in some columns. */
  readonly different: readonly { readonly expected: ComparedRow; readonly actual: ComparedRow }[]
  /** How many rows are as expected. */
  readonly same: number
}

/** What a unit test has found. */
export interface UnitTestOutcome extends RowDifference {
  /** Whether all rows are as expected. */
  readonly ok: boolean
  /** The difference as a person reads it; empty when nothing differs. */
  readonly text: string
}

/** Runs a unit test of a project in memory, by its unique id. What a test finds is a value; it throws when it cannot be run. */
export type RunUnitTest = (uniqueId: string) => Promise<UnitTestOutcome>
