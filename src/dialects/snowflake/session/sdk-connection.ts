import type { SnowflakeColumn } from '../values/snowflake-values.js'

/**
 * What kerros uses of a connection of the package `snowflake-sdk`: a structural type, so that the package is loaded only
 * when it is used.
 */
export interface SnowflakeSdkConnection {
  /** Logs in. */
  connectAsync(callback?: SdkConnectCallback): Promise<unknown>
  /** Ends the session. */
  destroy(callback: SdkConnectCallback): void
  /** Whether the connection has a session, as far as it knows. */
  isUp(): boolean
  /** Whether the server still knows the session. */
  isValidAsync(): Promise<boolean>
  /** Sends a statement. */
  execute(options: SdkStatementOptions): SnowflakeSdkStatement
  /** Fetches the result of a statement that was sent before, by its query id. */
  fetchResult(options: SdkFetchOptions): SnowflakeSdkStatement
}

/** A pool of the package `snowflake-sdk`, as `createPool` makes it. */
export interface SnowflakeSdkPool {
  /** Lends a connection. */
  acquire(): PromiseLike<SnowflakeSdkConnection>
  /** Takes a connection back for the next one who asks. */
  release(connection: SnowflakeSdkConnection): PromiseLike<void>
  /** Takes a connection back and closes it. */
  destroy(connection: SnowflakeSdkConnection): PromiseLike<void>
}

/** How `snowflake-sdk` reports the end of a connect or a destroy. */
export type SdkConnectCallback = (error: any, connection: any) => void

/** What `execute` of `snowflake-sdk` takes. */
export interface SdkStatementOptions {
  readonly sqlText: string
  readonly binds?: any
  readonly requestId?: string
  readonly parameters?: Record<string, any>
  readonly streamResult?: boolean
  readonly rowMode?: 'array'
  readonly asyncExec?: boolean
  readonly complete?: (error: any, statement: any) => void
}

/** What `fetchResult` of `snowflake-sdk` takes. */
export interface SdkFetchOptions {
  readonly queryId: string
  readonly streamResult?: boolean
  readonly rowMode?: 'array'
  readonly complete?: (error: any, statement: any) => void
}

/** A statement of `snowflake-sdk`. */
export interface SnowflakeSdkStatement {
  getQueryId(): string
  getNumRows(): number
  getColumns(): readonly SnowflakeColumn[] | undefined
  cancel(callback?: (error: any) => void): void
  streamRows(options?: object): AsyncIterable<any> & { destroy(error?: Error): unknown }
}
