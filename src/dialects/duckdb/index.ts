// The export `kerros/duckdb`: re-exports only.
export { type DuckDbTargetOptions, duckdb } from './duckdb.js'
export type { DuckDbConfig, DuckDbInstance } from './duckdb-config.js'
export { DuckDbDialect } from './duckdb-dialect.js'
export type { DuckDbDialectConfig } from './duckdb-dialect-config.js'
