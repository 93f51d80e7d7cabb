import type { LedgerEntry } from '../../core/ports/file-loader.js'

/** A file's entry, from a row of a ledger whose `modified_at` was asked for in microseconds since 1970. */
export function fileEntry(row: { readonly [column: string]: unknown }): LedgerEntry {
  return {
    table: String(row['table_name']),
    file: String(row['file_name']),
    size: Number(row['size_bytes']),
    modifiedAt: Number(row['modified_at']),
    sha256: String(row['sha256']),
    rows: Number(row['row_count']),
  }
}

/** When a table was last loaded, from a row of a query of a ledger. */
export function lastLoad(row: { readonly [column: string]: unknown }): readonly [table: string, loadedAt: Date] {
  return [String(row['table_name']), row['loaded_at'] as Date]
}
