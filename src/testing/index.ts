// The export `kerros/testing`: re-exports only.

export { type Given, type GivenRow, given, type OtherRows } from '../core/definitions/given.js'
export type { ComparedRow, RowDifference, UnitTestOutcome } from '../core/result/unit-test-outcome.js'
export type { DialectName } from './compile-places.js'
export { type CompileSqlOptions, compileSql } from './compile-sql.js'
export { type IncrementalStates, type Loads, type RunIncrementalOptions, runIncremental } from './run-incremental.js'
export { runModel } from './run-model.js'
export { type RunSnapshotOptions, runSnapshot, type SnapshotStates } from './run-snapshot.js'
export { runColumnTest, runTest } from './run-test.js'
export { runUnitTest } from './run-unit-test.js'
export type { TestingOptions } from './testing-options.js'
