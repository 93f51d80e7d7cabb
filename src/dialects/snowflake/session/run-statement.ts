import type { SnowflakeInterruption } from '../errors/interruption.js'
import type { SdkStatementOptions, SnowflakeSdkConnection, SnowflakeSdkStatement } from './sdk-connection.js'

/** The error of a statement and the query id that it has in Snowflake's history, when it came that far. */
export class StatementFailure extends Error {
  override readonly cause: unknown
  readonly queryId: string | undefined

  constructor(cause: unknown, queryId: string | undefined) {
    super('a statement has failed')
    this.cause = cause
    this.queryId = queryId
  }
}

/** Runs a statement and gives it back when its result, not yet its rows, is there. */
export function runStatement(
  connection: SnowflakeSdkConnection,
  options: SdkStatementOptions,
  interruption: SnowflakeInterruption,
): Promise<SnowflakeSdkStatement> {
  return watched((complete) => connection.execute({ ...options, ...ROWS, complete }), interruption)
}

/** Gives the result of a statement that has run, perhaps in another session of the same user. */
export function fetchResult(
  connection: SnowflakeSdkConnection,
  queryId: string,
  interruption: SnowflakeInterruption,
): Promise<SnowflakeSdkStatement> {
  return watched((complete) => connection.fetchResult({ queryId, ...ROWS, complete }), interruption)
}

const ROWS = { streamResult: true, rowMode: 'array' } as const

function watched(
  start: (complete: (error: unknown, statement?: SnowflakeSdkStatement) => void) => SnowflakeSdkStatement,
  interruption: SnowflakeInterruption,
): Promise<SnowflakeSdkStatement> {
  return new Promise<SnowflakeSdkStatement>((resolve, reject) => {
    const statement = start((error, completed) => {
      interruption.unwatch()
      if (error) reject(new StatementFailure(error, completed?.getQueryId()))
      else resolve(completed!)
    })
    interruption.watch({
      // What Snowflake says to it does not matter: the statement's own answer does.
      cancel: () => statement.cancel(() => {}),
      giveUp: (error) => {
        interruption.unwatch()
        reject(error)
      },
    })
  })
}
