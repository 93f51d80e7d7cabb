export { type DynamicTableOptions, dynamicTable, type TargetLag } from './dynamic-table/dynamic-table.js'
export { ephemeral } from './ephemeral.js'
export { type IncrementalOptions, incremental } from './incremental/incremental.js'
export type {
  IncrementalRun,
  NullableSinceOptions,
  SelfRelation,
  SinceOptions,
  TouchedOptions,
} from './incremental/incremental-run.js'
export type { StrategyName } from './incremental/strategies/index.js'
export { seed } from './seed/seed.js'
export {
  type SnapshotMeta,
  type SnapshotOptions,
  type SnapshotRow,
  type SnapshotStrategy,
  snapshot,
} from './snapshot/snapshot.js'
export type { OnSchemaChange } from './steps/schema-change.js'
export { table } from './table.js'
export { view } from './view.js'
