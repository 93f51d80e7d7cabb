// The export `kerros/snowflake`: re-exports only.

export {
  arrayAgg,
  arrayConstruct,
  arrayContains,
  arraySize,
  castTo,
  iff,
  jsonPath,
  listagg,
  objectConstruct,
  parseJson,
  split,
  splitToTable,
} from '../../core/functions/index.js'
export type { SnowflakeAuthenticator, SnowflakeConfig, SnowflakeLoginConfig } from './connect/snowflake-config.js'
export { SnowflakeDatabase } from './connect/snowflake-database.js'
export { SnowflakeDialect } from './dialect/snowflake-dialect.js'
export type { SnowflakeDialectConfig } from './dialect/snowflake-dialect-config.js'
export { SnowflakeError } from './errors/snowflake-errors.js'
export { type AsofJoinOptions, asofJoin } from './helpers/asof-join.js'
export { at, before, type PointInTime } from './helpers/at.js'
export { type CallArguments, call } from './helpers/call.js'
export { columnComment, commentOn } from './helpers/comment.js'
export { exact } from './helpers/exact.js'
export { exactTable } from './helpers/exact-table.js'
export { type FlattenOptions, type FlattenRow, flatten } from './helpers/flatten.js'
export { insertOverwrite } from './helpers/insert-overwrite.js'
export { type PathExpression, path } from './helpers/path.js'
export { type PivotAggregate, type PivotOptions, pivot } from './helpers/pivot.js'
export { qualify } from './helpers/qualify.js'
export { type SampleOptions, sample } from './helpers/sample.js'
export { secureView } from './helpers/secure-view.js'
export type { SnowflakeType, SnowflakeTypes, SnowflakeValue } from './helpers/snowflake-type.js'
export { stageColumn } from './helpers/stage-column.js'
export { type StagedFileRow, type StagedFilesOptions, stagedFiles } from './helpers/staged-files.js'
export { tableOf } from './helpers/table-of.js'
export { type TableOptions, tableOptions } from './helpers/table-options.js'
export { toVariant } from './helpers/to-variant.js'
export { tryCast } from './helpers/try-cast.js'
export { type UnpivotOptions, unpivot } from './helpers/unpivot.js'
export { type SnowflakeCompilerOptions, SnowflakeQueryCompiler } from './query/snowflake-query-compiler.js'
export type { SnowflakeSdkConnection, SnowflakeSdkPool } from './session/sdk-connection.js'
export type { SnowflakeResult, SnowflakeResultColumn } from './session/snowflake-result.js'
export type { SnowflakeQueryOptions, SnowflakeSession, SnowflakeStreamOptions } from './session/snowflake-session.js'
export type { SnowflakeSessionConfig } from './session/snowflake-session-config.js'
export { snowflake } from './snowflake.js'
export type { SnowflakeTargetOptions } from './snowflake-target-options.js'
export type { SnowflakeValueOptions } from './values/snowflake-values.js'
