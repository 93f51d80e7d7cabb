// The export `kerros/duckdb`: re-exports only.

export type { DuckDbConfig, DuckDbInstance } from './connect/duckdb-config.js'
export { DuckDbDialect } from './dialect/duckdb-dialect.js'
export type { DuckDbDialectConfig } from './dialect/duckdb-dialect-config.js'
export { duckdb } from './duckdb.js'
export type { DuckDbTargetOptions } from './duckdb-target-options.js'
