import { setTimeout as sleep } from 'node:timers/promises'
import { isKerrosError } from '../../../core/errors/index.js'
import { failureKind } from '../errors/failure-kind.js'
import { SnowflakeInterruption } from '../errors/interruption.js'
import { cancelledError, SnowflakeError, toStatementError } from '../errors/snowflake-errors.js'
import { fetchResult, runStatement, StatementFailure } from './run-statement.js'
import type { SnowflakeSdkStatement } from './sdk-connection.js'
import type { SnowflakeLink } from './snowflake-link.js'
import { findFate } from './statement-history.js'
import { isRead, transactionVerb } from './statement-kind.js'
import type { StatementRequest } from './statement-request.js'

/** How often a statement that still runs elsewhere is asked for, in milliseconds. */
const ASK_AFTER = 1000

/**
 * Sends a statement and makes sure that it runs once, even if the answer gets lost.
 *
 * The driver repeats a request that was refused with 429 or 5xx, or whose answer did not come, for about a minute, and
 * renews a session token that has expired; always with the same request id, for which Snowflake gives the first answer
 * instead of running the statement a second time. What is added here: one more round of that; and when the session itself
 * is gone, a new login, where what only reads is run again and everything else is looked up in the history first.
 *
 * @param inTransaction Whether a transaction is open, which a lost session takes with it.
 * @throws SnowflakeError as `SnowflakeSession.query` says.
 */
export async function sendStatement(
  link: SnowflakeLink,
  request: StatementRequest,
  inTransaction: boolean,
  interruption: SnowflakeInterruption,
): Promise<SnowflakeSdkStatement> {
  const startedAt = performance.now()
  let failure: StatementFailure
  try {
    return await runStatement(link.connection, request.options, interruption)
  } catch (error) {
    failure = asFailure(error, link)
  }
  if (failureKind(failure.cause) === 'lost' && !interruption.fired) {
    try {
      return await runStatement(link.connection, request.options, interruption)
    } catch (error) {
      failure = asFailure(error, link)
    }
  }
  const kind = failureKind(failure.cause)
  if (kind === 'refused') throw toStatementError(failure.cause, { ...request, queryId: failure.queryId })
  // A statement that may still run must not meet the next one on this session.
  link.isBroken = true
  if (interruption.fired) throw cancelledError(request)
  if (kind === 'lost') throw unansweredError(request, failure)
  if (inTransaction) throw lostTransactionError(request)
  if (!link.reconnect) throw goneError(request)
  try {
    await link.reconnect(interruption)
  } catch (error) {
    throw interruption.fired ? cancelledError(request) : error
  }
  link.isBroken = false
  return sendAgain(link, request, (performance.now() - startedAt) / 1000, interruption)
}

/** The session is new: nothing that it is asked has run in it, but the statement may have run in the one before. */
async function sendAgain(
  link: SnowflakeLink,
  request: StatementRequest,
  secondsAgo: number,
  interruption: SnowflakeInterruption,
): Promise<SnowflakeSdkStatement> {
  try {
    if (isRepeatable(request.sql)) return await runStatement(link.connection, request.options, interruption)
    for (;;) {
      // Read to its end also when it shall stop: what still runs has to be found to be cancelled.
      const fate = await findFate(link, request, secondsAgo, new SnowflakeInterruption(undefined)).catch(
        (error: unknown) => {
          throw interruption.fired ? cancelledError(request) : noHistoryError(request, error)
        },
      )
      if (interruption.fired) {
        if (fate.kind === 'running') await cancelQuery(link, fate.queryId)
        throw cancelledError(request)
      }
      if (fate.kind === 'absent') return await runStatement(link.connection, request.options, interruption)
      if (fate.kind === 'succeeded') return await fetchResult(link.connection, fate.queryId, interruption)
      if (fate.kind === 'ambiguous') throw unknownFateError(request, 'the history has others of the same text')
      if (fate.kind === 'failed') throw failedBefore(request, fate.queryId, fate.code, fate.message)
      await sleep(ASK_AFTER)
    }
  } catch (error) {
    if (!(error instanceof StatementFailure)) throw error
    if (failureKind(error.cause) !== 'refused') link.isBroken = true
    throw toStatementError(error.cause, { ...request, queryId: error.queryId })
  }
}

/**
 * Cancels a statement that another session has begun.
 *
 * @see https://docs.snowflake.com/en/sql-reference/functions/system_cancel_query
 */
async function cancelQuery({ connection }: SnowflakeLink, queryId: string): Promise<void> {
  const options = { sqlText: 'select system$cancel_query(?)', binds: [queryId] }
  // What cannot be cancelled has ended, or ends by itself: no one waits for it any more.
  await runStatement(connection, options, new SnowflakeInterruption(undefined)).catch(() => {})
}

/** What may run twice: what only reads, what begins a transaction, and what ends one that is gone. */
function isRepeatable(sql: string): boolean {
  return isRead(sql) || transactionVerb(sql) !== undefined || /^\s*(use|set|unset|alter\s+session)\b/i.test(sql)
}

function asFailure(error: unknown, link: SnowflakeLink): StatementFailure {
  if (error instanceof StatementFailure) return error
  // The wait was given up; the statement may still run.
  if (isKerrosError(error) && error.code === 'E_CANCELLED') link.isBroken = true
  throw error
}

function failedBefore(request: StatementRequest, queryId: string, code: string, message: string): unknown {
  return toStatementError(Object.assign(new Error(message), { code }), { ...request, queryId })
}

function unansweredError(request: StatementRequest, failure: StatementFailure): SnowflakeError {
  const error = toStatementError(failure.cause, request) as SnowflakeError
  const outcome = isRead(request.sql) ? '' : ': whether the statement has run is not known'
  return new SnowflakeError('E_CONNECTION', `no answer from Snowflake${outcome} (request ${request.requestId})`, {
    snowflakeCode: error.snowflakeCode,
    sql: error.sql,
    hint: isRead(request.sql) ? 'Check the network, and run it again.' : LOOK_UP,
  })
}

function goneError(request: StatementRequest): SnowflakeError {
  const outcome = isRepeatable(request.sql) ? '' : ', and whether the statement has run is not known'
  return new SnowflakeError('E_CONNECTION', `the session of the Snowflake connection has expired${outcome}`, {
    hint: 'Connect again. kerros does so itself for connections that it has opened.',
  })
}

/** Why the history has no answer, in Snowflake's words where they are at hand. */
function noHistoryError(request: StatementRequest, error: unknown): unknown {
  if (!(error instanceof StatementFailure) && !isKerrosError(error)) return error
  const cause = error instanceof StatementFailure ? toStatementError(error.cause, { sql: '' }) : error
  const reason = cause instanceof Error ? cause.message : String(cause)
  return unknownFateError(request, `the query history cannot be read: ${reason}`)
}

function unknownFateError(request: StatementRequest, reason: string): SnowflakeError {
  return new SnowflakeError(
    'E_CONNECTION',
    `the Snowflake session expired while a statement ran: whether it has run is not known (request ${request.requestId}); ${reason}`,
    { hint: LOOK_UP },
  )
}

function lostTransactionError(request: StatementRequest): SnowflakeError {
  const isCommit = transactionVerb(request.sql) === 'commit'
  return new SnowflakeError(
    'E_TRANSACTION',
    isCommit
      ? 'the Snowflake session expired at the commit: whether the transaction was committed is not known'
      : 'the Snowflake session has expired, and its transaction was rolled back',
    { hint: isCommit ? LOOK_UP : 'Run the transaction again; keep it short.' },
  )
}

const LOOK_UP = 'Look it up before you run it again: select * from table(information_schema.query_history_by_user())'
