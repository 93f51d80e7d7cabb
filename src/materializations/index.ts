export { type DynamicTableOptions, dynamicTable, type TargetLag } from './dynamic-table.js'
export { ephemeral } from './ephemeral.js'
export { type IncrementalOptions, incremental } from './incremental.js'
export type {
  IncrementalRun,
  NullableSinceOptions,
  SelfRelation,
  SinceOptions,
  TouchedOptions,
} from './incremental-run.js'
export type { OnSchemaChange } from './schema-change.js'
export { seed } from './seed.js'
export {
  type SnapshotMeta,
  type SnapshotOptions,
  type SnapshotRow,
  type SnapshotStrategy,
  snapshot,
} from './snapshot.js'
export type { StrategyName } from './strategies/index.js'
export { table } from './table.js'
export { view } from './view.js'
