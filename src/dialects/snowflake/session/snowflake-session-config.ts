import type { SnowflakeValueOptions } from '../values/snowflake-values.js'

/** The settings of every session at its start, and the number of sessions. */
export interface SnowflakeSessionConfig {
  /** The QUERY_TAG of statements that have none of their own; at most 2,000 characters. */
  readonly queryTag?: string | undefined
  /** STATEMENT_TIMEOUT_IN_SECONDS: after how many seconds a statement is cancelled. Default: the account's. */
  readonly statementTimeout?: number | undefined
  /** STATEMENT_QUEUED_TIMEOUT_IN_SECONDS: how long a statement may wait for the warehouse. Default: the account's. */
  readonly queuedTimeout?: number | undefined
  /** LOCK_TIMEOUT: how many seconds a statement waits for a lock. Default is 600; Snowflake's own default is 12 hours. */
  readonly lockTimeout?: number | undefined
  /** Further session parameters by name, such as `{ USE_CACHED_RESULT: false }`. They win over what kerros sets. */
  readonly sessionParameters?: Readonly<Record<string, string | number | boolean>> | undefined
  /**
   * How many sessions may be open at the same time. Default is 8; of a target one more than its threads.
   *
   * It is 1 where each login needs a person: with a `passcode`, and with a browser or a push unless the driver keeps what
   * the first login got (`driverOptions`: `clientStoreTemporaryCredential`, `clientRequestMFAToken`).
   */
  readonly maxSessions?: number | undefined
  /** How values arrive in JavaScript where docs/types.md leaves a choice. */
  readonly values?: SnowflakeValueOptions | undefined
}
