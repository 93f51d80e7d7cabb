import { setTimeout as sleep } from 'node:timers/promises'
import { isKerrosError } from '../../../core/errors/index.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText } from '../text/snowflake-literals.js'
import { goOnUnless } from './lease-row.js'
import { LEASE_SECONDS } from './lease-table.js'

/** How often the history is read, in milliseconds. */
const ASK_AFTER = 1000

/** For how long nothing may show up, in milliseconds: what was sent last may appear in the history a bit later. */
const SETTLED_AFTER = 2000

/** How long what was cancelled may take to end, in milliseconds. */
const PATIENCE = 60_000

interface SentStatement {
  readonly query_id: string
  readonly session_id: unknown
  readonly execution_status: string
}

/**
 * Ends what a run whose process is gone has left in Snowflake, where its statements run on for five minutes: cancels
 * them, waits until the history says that they have ended, and rolls back its open transactions, for the sake of their
 * locks. They are found by the run's id in their QUERY_TAG; those around the lease itself have it too, so that a history
 * in which there is none of them is another user's.
 *
 * The generated SQL:
 *
 * ```sql
 * select query_id, session_id, execution_status from table("MOVIELENS".information_schema.query_history_by_user(
 *   end_time_range_start => dateadd('second', -540, current_timestamp()), result_limit => 10000))
 * where contains(query_tag, '"invocation":"1f2e3d4c"')
 * ```
 *
 * @param signal Stops it between two statements.
 * @returns Why it is not certain that nothing runs any more; `undefined` when it is.
 * @throws KerrosError `E_CANCELLED` when the signal says so.
 * @see https://docs.snowflake.com/en/sql-reference/functions/query_history
 * @see https://docs.snowflake.com/en/sql-reference/functions/system_cancel_query
 * @see https://docs.snowflake.com/en/sql-reference/functions/system_abort_transaction
 */
export async function endRun(
  session: SnowflakeSession,
  database: string,
  runId: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const sql = historySql(database, runId)
  const began = performance.now()
  try {
    for (;;) {
      goOnUnless(signal)
      const { rows } = await session.query<SentStatement>(sql)
      if (rows.length === 0) return "Snowflake's history shows this user nothing of that run"
      const running = rows.filter(({ execution_status }) => !/^(success|fail)/i.test(execution_status))
      const waited = performance.now() - began
      if (running.length === 0 && waited >= SETTLED_AFTER) {
        goOnUnless(signal)
        await rollBack(session, new Set(rows.map(({ session_id }) => String(session_id))))
        return undefined
      }
      if (waited >= PATIENCE) return `its statement ${running[0]!.query_id} does not end`
      for (const { query_id } of running) {
        goOnUnless(signal)
        await attempt(session, 'select system$cancel_query(?)', query_id)
      }
      await sleep(ASK_AFTER, undefined, { signal }).catch(() => goOnUnless(signal))
    }
  } catch (error) {
    if (!isKerrosError(error) || signal?.aborted) throw error
    return `Snowflake does not say what it left running (${error.message})`
  }
}

/** The last renewal of a lease that has not ended is in it. */
function historySql(database: string, runId: string): string {
  const tag = quoteText(`"invocation":${JSON.stringify(runId)}`)
  return `select query_id, session_id, execution_status from table(${quoteIdentifier(database)}.information_schema.query_history_by_user(
  end_time_range_start => dateadd('second', -${LEASE_SECONDS + 120}, current_timestamp()), result_limit => 10000))
where contains(query_tag, ${tag})`
}

/** Rolls back what is open in abandoned sessions. It would never be committed, only hold its locks. */
async function rollBack(session: SnowflakeSession, sessions: ReadonlySet<string>): Promise<void> {
  try {
    const { rows } = await session.query<{ id: unknown; session: unknown }>('show transactions')
    for (const { id, session: owner } of rows)
      if (sessions.has(String(owner)))
        await attempt(session, `select system$abort_transaction(${String(id).replace(/\D/g, '')})`)
  } catch (error) {
    if (!isKerrosError(error)) throw error
  }
}

/** What cannot be ended has ended; the history is asked again anyhow. */
async function attempt(session: SnowflakeSession, sql: string, ...values: readonly string[]): Promise<void> {
  try {
    await session.query(sql, values)
  } catch (error) {
    if (!isKerrosError(error)) throw error
  }
}
