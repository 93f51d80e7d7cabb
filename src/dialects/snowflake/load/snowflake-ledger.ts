import type { LedgerEntry } from '../../../core/ports/file-loader.js'
import { fileEntry } from '../../shared/file-entry.js'
import { quoteText, timestampLiteral } from '../text/snowflake-literals.js'

/** Where the ledger of `kerros load` is in the target's database. */
export const LEDGER = { schema: '_kerros', name: 'load_ledger' } as const

/** What the ledger has of a file in addition to what every engine's has. */
export interface SnowflakeLedgerEntry extends LedgerEntry {
  /** Where Snowflake read the file, as in `s3://bucket/movielens/ratings.csv`. */
  readonly url: string
  /** The file's ETag there; empty for a stage inside of Snowflake. */
  readonly etag: string
  /** The id of the COPY INTO in Snowflake's query history. */
  readonly queryId: string
  /** The id with which the COPY INTO was sent. */
  readonly requestId: string
}

const COLUMNS =
  'table_name, file_name, size_bytes, modified_at, sha256, row_count, loaded_at, run_id, is_pending, url, etag, query_id, request_id'

/** The statement that makes the ledger. */
export function createLedgerSql(ledger: string): string {
  return `create table if not exists ${ledger} (
  table_name varchar not null, file_name varchar not null, size_bytes number(38, 0) not null,
  modified_at timestamp_ntz not null, sha256 varchar not null, row_count number(38, 0) not null,
  loaded_at timestamp_ntz not null, run_id varchar not null, is_pending boolean not null,
  url varchar not null, etag varchar not null, query_id varchar not null, request_id varchar not null
)`
}

/** The entry of no file: a session that has updated it holds the ledger until the end of its transaction. */
const LOCK = "table_name = '' and file_name = ''"

/** The statement that makes the entry which {@link lockLedgerSql} updates; two at the same time make one. */
export function createLockSql(ledger: string): string {
  const values = `'', '', 0, ${EPOCH}, '', 0, ${EPOCH}, '', false, '', '', '', ''`
  return `merge into ${ledger} as l using (select '' as t) as s on l.table_name = s.t
when not matched then insert (${COLUMNS}) values (${values})`
}

/** The statement that lets loads into one target follow each other, to be sent first in a transaction. */
export function lockLedgerSql(ledger: string, runId: string): string {
  return `update ${ledger} set run_id = ${quoteText(runId)} where ${LOCK}`
}

const EPOCH = timestampLiteral('1970-01-01 00:00:00.000000')

/** The query for everything in the ledger, the lock's entry among it. */
export function readLedgerSql(ledger: string): string {
  return `select table_name, file_name, size_bytes, date_part(epoch_microsecond, modified_at) as modified_at, sha256,
  row_count, run_id, is_pending
from ${ledger} order by table_name, file_name, is_pending`
}

/** The query for when tables were last loaded. What has not taken its place yet does not count. */
export function lastLoadsSql(ledger: string): string {
  return `select table_name, max(loaded_at) as loaded_at
from ${ledger} where table_name <> '' and not is_pending group by table_name`
}

/** An entry and the load that wrote it, from a row of {@link readLedgerSql}. */
export function ledgerEntry(row: { readonly [column: string]: unknown }): LedgerEntry {
  return { ...fileEntry(row), runId: String(row['run_id']), isPending: row['is_pending'] === true }
}

/** Now, but later than any load before, even when the clock was set back. */
export function nextMomentSql(ledger: string): string {
  const later = 'timestampadd(microsecond, 1, max(loaded_at))'
  return `select to_char(greatest(sysdate(), coalesce(${later}, sysdate())), 'YYYY-MM-DD HH24:MI:SS.FF6') as loaded_at
from ${ledger}`
}

/** The statements that write down what is loaded of files, in place of the entries before. */
export function recordSql(
  ledger: string,
  entries: readonly SnowflakeLedgerEntry[],
  loadedAt: string,
  runId: string,
): readonly string[] {
  if (entries.length === 0) return []
  const isOld = entries.map(({ table, file, isPending = false }) => {
    const sameKind = isPending ? ' and is_pending' : ''
    return `(table_name = ${quoteText(table)} and file_name = ${quoteText(file)}${sameKind})`
  })
  const rows = entries.map((entry) => `select ${values(entry, loadedAt, runId).join(', ')}`)
  return [
    `delete from ${ledger} where ${isOld.join(' or ')}`,
    `insert into ${ledger} (${COLUMNS}) ${rows.join(' union all ')}`,
  ]
}

function values(entry: SnowflakeLedgerEntry, loadedAt: string, runId: string): readonly string[] {
  return [
    quoteText(entry.table),
    quoteText(entry.file),
    String(entry.size),
    microsecondsLiteral(entry.modifiedAt),
    quoteText(entry.sha256),
    String(entry.rows),
    timestampLiteral(loadedAt),
    quoteText(runId),
    String(entry.isPending ?? false),
    quoteText(entry.url),
    quoteText(entry.etag),
    quoteText(entry.queryId),
    quoteText(entry.requestId),
  ]
}

/** The statement that writes down the new time of a file whose content is the same. */
export function touchSql(ledger: string, { table, file, modifiedAt }: LedgerEntry): string {
  return `update ${ledger} set modified_at = ${microsecondsLiteral(modifiedAt)}
where table_name = ${quoteText(table)} and file_name = ${quoteText(file)}`
}

/** The statement that forgets what an interrupted load has written of a table. */
export function forgetPendingSql(ledger: string, table: string): string {
  return `delete from ${ledger} where table_name = ${quoteText(table)} and is_pending`
}

/**
 * The two statements after tables have taken their places: what was pending of them is now all there is of them. They do
 * nothing for a table that another load has rebuilt in the meantime, and whose pending entries it has forgotten.
 */
export function settleSql(ledger: string, tables: readonly string[], runId: string): readonly string[] {
  const isOwn = isPendingOf(tables, runId)
  return [
    `delete from ${ledger} where not is_pending and table_name in (select table_name from ${ledger} where ${isOwn})`,
    `update ${ledger} set is_pending = false where ${isOwn}`,
  ]
}

/** The statement after tables have not taken their places: what was there before is all there is of them. */
export function unsettleSql(ledger: string, tables: readonly string[], runId: string): string {
  return `delete from ${ledger} where ${isPendingOf(tables, runId)}`
}

function isPendingOf(tables: readonly string[], runId: string): string {
  return `is_pending and run_id = ${quoteText(runId)} and table_name in (${tables.map(quoteText).join(', ')})`
}

/** The query for how much a load has committed. */
export function committedSql(ledger: string, runId: string): string {
  return `select count(*) as entries from ${ledger} where run_id = ${quoteText(runId)}`
}

function microsecondsLiteral(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1000)
  const rest = String(microseconds - milliseconds * 1000).padStart(3, '0')
  return timestampLiteral(`${new Date(milliseconds).toISOString().slice(0, -1).replace('T', ' ')}${rest}`)
}
