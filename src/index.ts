// The root export: re-exports only.
export type { BatchSize } from './core/batches/batch-size.js'
export type { Interval } from './core/batches/interval.js'
export type { TimeInput } from './core/batches/parse-time.js'
export * from './core/columns/index.js'
export type {
  DiffColumn,
  DiffKey,
  DiffRows,
  DiffSample,
  NodeDiff,
  RelationDiff,
  RepeatedKeys,
} from './core/compare/node-diff.js'
export { type Analysis, type AnalysisOptions, analysis } from './core/definitions/analysis.js'
export { type Chart, type ChartOptions, chart } from './core/definitions/chart.js'
export {
  type ColumnTest,
  type ColumnTestDefinition,
  columnTest,
} from './core/definitions/column-test.js'
export { type ColumnsOf, columnsOf } from './core/definitions/columns-of.js'
export {
  type Constraints,
  type ForeignKey,
  type ForeignKeyOptions,
  foreignKey,
} from './core/definitions/constraints.js'
export { type CopyInto, copyInto } from './core/definitions/copy-into.js'
export { type DataTest, type DataTestOptions, dataTest } from './core/definitions/data-test.js'
export { type Exposure, type ExposureOptions, exposure } from './core/definitions/exposure.js'
export { type FileFormat, fileFormat } from './core/definitions/file-format.js'
export { type Given, type GivenRow, given, type OtherRows } from './core/definitions/given.js'
export {
  type Hook,
  type HookEntry,
  type HookFacts,
  type HookFunction,
  type HookOptions,
  type HookRun,
  type Hooks,
  type HookTarget,
  hook,
  type StatementFacts,
  type Statements,
} from './core/definitions/hooks/hook.js'
export {
  type Operation,
  type OperationFacts,
  type OperationOptions,
  operation,
} from './core/definitions/hooks/operation.js'
export type { HookResult, RunEndFacts, RunHookEntry, RunHooks } from './core/definitions/hooks/run-hook.js'
export type { Model } from './core/definitions/model.js'
export type { CopyIntoOptions } from './core/definitions/options/copy-into-options.js'
export type { EventTimeColumn } from './core/definitions/options/event-time.js'
export type {
  CsvFormat,
  FormatOptions,
  JsonFormat,
  ParquetFormat,
} from './core/definitions/options/file-format-options.js'
export type { FolderDefaults, ProjectDefaults } from './core/definitions/options/folder-options.js'
export type {
  FreshnessAge,
  FreshnessOptions,
  LoadedAtColumn,
  LoadedAtQuery,
  SourceTables,
} from './core/definitions/options/freshness-options.js'
export type { ColumnOptions, ModelOptions } from './core/definitions/options/model-options.js'
export type { PlacementOptions } from './core/definitions/options/placement-options.js'
export type {
  LoadOptions,
  SourceColumnOptions,
  SourceOptions,
  TableOptions,
} from './core/definitions/options/source-options.js'
export {
  type ExpressionTest,
  type RelationTest,
  type RelationTestDefinition,
  type RelationTestEntry,
  relationTest,
  type TestedRow,
} from './core/definitions/relation-test.js'
export type { Seed, SeedOptions } from './core/definitions/seed.js'
export type { Snapshot } from './core/definitions/snapshot.js'
export { type Source, source } from './core/definitions/source.js'
export { type Stage, type StageOptions, stage } from './core/definitions/stage.js'
export { type ColumnTests, type TestColumnsOptions, testColumns } from './core/definitions/test-columns.js'
export type { FailureOptions, StoreFailures, TestedRows, TestOptions } from './core/definitions/test-options.js'
export { type RelationTests, testRelation } from './core/definitions/test-relation.js'
export {
  type UnitTest,
  type UnitTested,
  type UnitTestOptions,
  type UnitTestRun,
  unitTest,
} from './core/definitions/unit-test.js'
export { type Variable, variable } from './core/definitions/variable.js'
export { type Diagnostic, DiagnosticsError, type ErrorCode, isKerrosError, KerrosError } from './core/errors/index.js'
export * from './core/functions/index.js'
export type { NamedSelector, NamedSelectors, SelectorGroup, SelectorPart } from './core/graph/named-selectors.js'
export type {
  Impact,
  ImpactedColumn,
  ImpactedNode,
  ImpactedRows,
  NamingNode,
} from './core/lineage/impact.js'
export type { Lineage, LineageOptions, Reach } from './core/lineage/lineage.js'
export type { LineageEdge, LineagePoint } from './core/lineage/lineage-edge.js'
export type { ColumnLineage, ColumnRef, Decider, NodeLineage, ValueOrigin } from './core/lineage/node-lineage.js'
export type { How, Reason } from './core/lineage/reasons.js'
export type { Plan, PlannedNode } from './core/plan/plan.js'
export type { Target } from './core/ports/target.js'
export { defineProject } from './core/project/options/define-project.js'
export type { ProjectGroup, ProjectGroups } from './core/project/options/groups.js'
export type {
  NamingFunction,
  NamingInput,
  ProjectConfig,
  ProjectOptions,
} from './core/project/options/project-config.js'
export type { QueryComment, QueryCommentFacts } from './core/project/options/query-comment.js'
export type { PrivateTo } from './core/query/access.js'
export type { Db, Inputs, Ref, ROW, RowType } from './core/query/ref.js'
export type { OnChange } from './core/relations/on-change.js'
export type { Relation } from './core/relations/relation.js'
export type { BatchResult } from './core/result/batch-result.js'
export type { Position, Reporter } from './core/result/reporter.js'
export type { NodeNote, NodeResult, NodeStatus, RunResult } from './core/result/run-result.js'
export type { ChangeEffect, ColumnChange, FollowedChanges, NodeChange } from './core/state/changes.js'
export type { Severity, Step } from './core/steps/step.js'
export * from './core/tests/index.js'
export { build, run, test } from './library/build.js'
export { type CloneOptions, clone } from './library/clone.js'
export { type PlanChangesOptions, planChanges } from './library/plan-changes.js'
export type { WrittenReport } from './library/report/write-report.js'
export { type ReportOptions, report } from './library/report.js'
export * from './materializations/index.js'
export type { ChangesSince, DescribedChange, TextChange } from './runtime/changes/changes-since.js'
export { type DiffOptions, diff } from './runtime/compare/diff.js'
export { type CompiledNode, type CompileOptions, compile } from './runtime/compile.js'
export { type ConnectSettings, connect } from './runtime/connect.js'
export { impact } from './runtime/lineage/impact.js'
export { lineage } from './runtime/lineage/lineage.js'
export {
  type FileProgress,
  type FileStatus,
  type FileWarning,
  type LoadedFile,
  type LoadedTable,
  type LoadPlan,
  type LoadReporter,
  type LoadResult,
  type LoadRunOptions,
  load,
} from './runtime/load/load.js'
export { type EnvSchema, type EnvVarsOptions, envVars } from './runtime/open/env-vars.js'
export type { FileChange } from './runtime/rename/file-change.js'
export { type ColumnRename, type RenameColumnOptions, renameColumn } from './runtime/rename/rename-column.js'
export type { StoredTable } from './runtime/rename/stored-tables.js'
export type { RunOptions } from './runtime/run/run-command.js'
export { type OperationCall, type RunOperationOptions, runOperation } from './runtime/run/run-operation.js'
export type { DeferOptions } from './runtime/state/deferral.js'
