import type { LedgerEntry } from '../../../core/ports/file-loader.js'
import { quoteText } from '../text/duckdb-identifier.js'

/** Where the ledger of `kerros load` is in the target's database. */
export const LEDGER = { schema: '_kerros', name: 'load_ledger' } as const

/** The statement that makes the ledger. */
export function createLedgerSql(ledger: string): string {
  return `create table if not exists ${ledger} (
  table_name varchar not null, file_name varchar not null, size_bytes bigint not null, modified_at timestamp not null,
  sha256 varchar not null, row_count bigint not null, loaded_at timestamp not null, run_id varchar not null,
  primary key (table_name, file_name)
)`
}

/** The query for everything in the ledger. */
export function readLedgerSql(ledger: string): string {
  return `select table_name, file_name, size_bytes, epoch_us(modified_at) as modified_at, sha256, row_count
from ${ledger} order by table_name, file_name`
}

/** The query for what is loaded of which file, and by which load. A file that only has a new time is the same. */
export function loadedFilesSql(ledger: string): string {
  return `select table_name, file_name, sha256, cast(loaded_at as varchar) as loaded_at, run_id
from ${ledger} order by table_name, file_name`
}

/** The query for when tables were last loaded. */
export function lastLoadsSql(ledger: string): string {
  return `select table_name, max(loaded_at) as loaded_at from ${ledger} group by table_name`
}

/** The statement that writes down what is loaded of a file, in place of the entry before. */
export function recordSql(ledger: string, entry: LedgerEntry, loadedAt: string, runId: string): string {
  const values = [
    quoteText(entry.table),
    quoteText(entry.file),
    String(entry.size),
    `make_timestamp(${entry.modifiedAt})`,
    quoteText(entry.sha256),
    String(entry.rows),
    `timestamp ${quoteText(loadedAt)}`,
    quoteText(runId),
  ]
  return `insert or replace into ${ledger} values (${values.join(', ')})`
}

/** The statement that writes down the new time of a file whose content is the same. */
export function touchSql(ledger: string, { table, file, modifiedAt }: LedgerEntry): string {
  return `update ${ledger} set modified_at = make_timestamp(${modifiedAt})
where table_name = ${quoteText(table)} and file_name = ${quoteText(file)}`
}

/** The statement that forgets the files of a table that are not of the load itself. */
export function forgetSql(ledger: string, table: string, loadedAt: string): string {
  return `delete from ${ledger} where table_name = ${quoteText(table)} and loaded_at <> timestamp ${quoteText(loadedAt)}`
}
