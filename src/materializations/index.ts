export { dynamicTable } from './dynamic-table/dynamic-table.js'
export type { DynamicTableOptions, TargetLag } from './dynamic-table/dynamic-table-options.js'
export { ephemeral } from './ephemeral.js'
export { incremental } from './incremental/incremental.js'
export type { IncrementalOptions } from './incremental/incremental-options.js'
export type {
  IncrementalRun,
  NullableSinceOptions,
  SelfRelation,
  SinceOptions,
  TouchedOptions,
} from './incremental/incremental-run.js'
export type { MicrobatchOptions } from './incremental/microbatch/microbatch-options.js'
export type { StrategyName } from './incremental/strategies/strategy-name.js'
export { scdType1 } from './scd-type-1/scd-type-1.js'
export type { Type1HardDeletes, Type1Meta, Type1Options, Type1Row } from './scd-type-1/scd-type-1-options.js'
export { seed } from './seed/seed.js'
export { snapshot } from './snapshot/snapshot.js'
export type { SnapshotMeta, SnapshotOptions, SnapshotRow, SnapshotStrategy } from './snapshot/snapshot-options.js'
export type { HardDeletes } from './snapshot/snapshot-statement.js'
export type { OnSchemaChange } from './steps/schema-change.js'
export { table } from './table.js'
export { view } from './view.js'
