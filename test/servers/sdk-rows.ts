import type { SnowflakeServer } from './snowflake-server.js'

/** A session of the unmodified driver, without anything of kerros between. */
export interface SdkSession {
  /** Runs a statement and gives it back when its result, not yet its rows, is there. */
  execute(sql: string, binds?: readonly unknown[]): Promise<any>
  /** Starts a statement, whose failure is told. */
  start(sql: string, onFailure: (error: unknown) => void): { cancel(done: () => void): void }
  close(): Promise<void>
}

/** Logs in to the protocol server with the driver alone. */
export async function sdkSession(server: SnowflakeServer): Promise<SdkSession> {
  const { default: sdk } = await import('snowflake-sdk')
  // Otherwise it writes snowflake.log into the working directory.
  sdk.configure({ logLevel: 'OFF', disableOCSPChecks: true, additionalLogToConsole: false })
  const { accessUrl, account, username, password, database, schema } = server
  const connection = sdk.createConnection({ accessUrl, account, username, password, database, schema })
  await connection.connectAsync()
  return {
    execute: (sqlText, binds) =>
      new Promise((resolve, reject) =>
        connection.execute({
          sqlText,
          ...(binds && { binds: binds as any }),
          streamResult: true,
          rowMode: 'array',
          complete: (error, statement) => (error ? reject(error) : resolve(statement)),
        }),
      ),
    start: (sqlText, onFailure) => connection.execute({ sqlText, complete: (error) => error && onFailure(error) }),
    close: () => new Promise((resolve) => connection.destroy(() => resolve())),
  }
}

/** All rows of a statement, as the driver gives them. */
export async function sdkRows(session: SdkSession, sql: string, binds?: readonly unknown[]): Promise<unknown[][]> {
  const statement = await session.execute(sql, binds)
  return await statement.streamRows().toArray()
}
