/** A DuckDB instance that the caller opens and closes, such as a `DuckDBInstance` of `@duckdb/node-api`. */
export interface DuckDbInstance {
  /** Opens a connection. */
  connect(): Promise<object>
}

/** Which DuckDB database to open, and how. */
export interface DuckDbConfig {
  /**
   * The database file; it and its folder are created when they are missing. `:memory:` keeps everything in memory and
   * forgets it on closing.
   *
   * Default is `:memory:`.
   */
  readonly path?: string | undefined
  /**
   * DuckDB's settings by name, such as `{ threads: '4', memory_limit: '4GB' }`.
   *
   * `default_null_order` is `nulls_last_on_asc_first_on_desc` (Snowflake's order) and `TimeZone` is `UTC` unless they
   * are given here.
   */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /**
   * Whether the file is opened for reading only. Several processes can read one file at the same time; a process that
   * writes needs it for itself.
   *
   * Default is `false`.
   */
  readonly readOnly?: boolean | undefined
  /** An open instance to use instead of opening one; `path`, `settings` and `readOnly` are then up to its owner. */
  readonly instance?: DuckDbInstance | undefined
}
