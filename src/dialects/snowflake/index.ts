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
export { exact } from './helpers/expressions/exact.js'
export { type PathExpression, path } from './helpers/expressions/path.js'
export { qualify } from './helpers/expressions/qualify.js'
export type { SnowflakeType, SnowflakeTypes, SnowflakeValue } from './helpers/expressions/snowflake-type.js'
export { toVariant } from './helpers/expressions/to-variant.js'
export { tryCast } from './helpers/expressions/try-cast.js'
export { type CallArguments, call } from './helpers/statements/call.js'
export { columnComment, commentOn } from './helpers/statements/comment.js'
export { insertOverwrite } from './helpers/statements/insert-overwrite.js'
export { secureView } from './helpers/statements/secure-view.js'
export { type TableOptions, tableOptions } from './helpers/statements/table-options.js'
export { type AsofJoinOptions, asofJoin } from './helpers/tables/asof-join.js'
export { at, before, type PointInTime } from './helpers/tables/at.js'
export { exactTable } from './helpers/tables/exact-table.js'
export { type FlattenOptions, type FlattenRow, flatten } from './helpers/tables/flatten.js'
export { type PivotAggregate, type PivotOptions, pivot } from './helpers/tables/pivot.js'
export { type SampleOptions, sample } from './helpers/tables/sample.js'
export { stageColumn } from './helpers/tables/stage-column.js'
export { type StagedFileRow, type StagedFilesOptions, stagedFiles } from './helpers/tables/staged-files.js'
export { tableOf } from './helpers/tables/table-of.js'
export { type UnpivotOptions, unpivot } from './helpers/tables/unpivot.js'
export { type SnowflakeCompilerOptions, SnowflakeQueryCompiler } from './query/snowflake-query-compiler.js'
export type { SnowflakeSdkConnection, SnowflakeSdkPool } from './session/sdk-connection.js'
export type { SnowflakeResult, SnowflakeResultColumn } from './session/snowflake-result.js'
export type { SnowflakeQueryOptions, SnowflakeSession, SnowflakeStreamOptions } from './session/snowflake-session.js'
export type { SnowflakeSessionConfig } from './session/snowflake-session-config.js'
export { snowflake } from './snowflake.js'
export type { SnowflakeTargetOptions } from './snowflake-target-options.js'
export type { SnowflakeValueOptions } from './values/snowflake-values.js'
