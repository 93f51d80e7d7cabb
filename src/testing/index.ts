// The export `kerros/testing`: re-exports only.

export type { DialectName } from './compile-places.js'
export { type CompileSqlOptions, compileSql } from './compile-sql.js'
export { type Given, given } from './given.js'
export { type IncrementalStates, type Loads, type RunIncrementalOptions, runIncremental } from './run-incremental.js'
export { runModel } from './run-model.js'
export { type RunSnapshotOptions, runSnapshot, type SnapshotStates } from './run-snapshot.js'
export { runColumnTest, runTest } from './run-test.js'
export type { TestingOptions } from './testing-options.js'
