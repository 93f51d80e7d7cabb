import type { SnowflakeInterruption } from '../errors/interruption.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { readRows } from './read-rows.js'
import { runStatement } from './run-statement.js'
import type { SnowflakeLink } from './snowflake-link.js'
import type { StatementRequest } from './statement-request.js'

/** What Snowflake's history knows of a statement whose answer was lost. */
export type StatementFate =
  | { readonly kind: 'absent' }
  | { readonly kind: 'running' | 'succeeded'; readonly queryId: string }
  | { readonly kind: 'failed'; readonly queryId: string; readonly code: string; readonly message: string }
  /** Statements of the same text were sent, and nothing shows which of them is meant. */
  | { readonly kind: 'ambiguous' }

/** Clocks differ, and a statement is sent before it is in the history. */
const SLACK_SECONDS = 120

const RUNNING = /^(RUNNING|QUEUED|BLOCKED|RESUMING_WAREHOUSE|RESTARTED)/i

/**
 * Looks a statement up in the history of the last minutes, which all sessions of its user share. Every database has the
 * whole of it; the login's is used, since a session may have no current one. It needs a warehouse.
 *
 * The generated SQL:
 *
 * ```sql
 * select query_id, execution_status, error_code, error_message
 * from table("MOVIELENS".information_schema.query_history_by_user(
 *   end_time_range_start => dateadd('second', -150, current_timestamp()), result_limit => 10000))
 * where query_tag = '{"node":"fct_ratings","request":"…"}'
 * ```
 *
 * @param secondsAgo How long ago it was sent.
 * @throws StatementFailure when the history cannot be read: no warehouse, no current database.
 * @see https://docs.snowflake.com/en/sql-reference/functions/query_history
 */
export async function findFate(
  { connection, database }: Pick<SnowflakeLink, 'connection' | 'database'>,
  request: StatementRequest,
  secondsAgo: number,
  interruption: SnowflakeInterruption,
): Promise<StatementFate> {
  const [column, value] =
    request.uniqueTag === undefined ? ['query_text', request.sql] : ['query_tag', request.uniqueTag]
  const inDatabase = database === undefined ? '' : `${quoteName(database)}.`
  const since = Math.ceil(secondsAgo) + SLACK_SECONDS
  const sqlText = `select query_id, execution_status, error_code, error_message
from table(${inDatabase}information_schema.query_history_by_user(
  end_time_range_start => dateadd('second', -${since}, current_timestamp()), result_limit => 10000))
where ${column} = ?`
  const statement = await runStatement(connection, { sqlText, binds: [value] }, interruption)
  const rows: (readonly (string | null)[])[] = []
  for await (const batch of readRows(statement, 1000, interruption)) rows.push(...batch)
  const [found] = rows
  if (!found) return { kind: 'absent' }
  if (rows.length > 1 || request.uniqueTag === undefined) return { kind: 'ambiguous' }
  const [queryId, status, code, message] = found.map((text) => text ?? '')
  if (RUNNING.test(status!)) return { kind: 'running', queryId: queryId! }
  if (/^SUCCESS/i.test(status!)) return { kind: 'succeeded', queryId: queryId! }
  return { kind: 'failed', queryId: queryId!, code: code!.padStart(6, '0'), message: message! }
}

/** As a login reads a database's name: folded, unless it is in quotes. */
function quoteName(name: string): string {
  return /^".*"$/.test(name) ? name : quoteIdentifier(name)
}
