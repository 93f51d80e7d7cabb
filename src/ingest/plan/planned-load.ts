import type { DataFile } from '../../core/ports/data-file.js'
import type { Ledger, LedgerEntry, LoadTable } from '../../core/ports/file-loader.js'
import type { FileWarning } from '../format/file-warning.js'
import type { FileState } from './decide-file.js'
import type { FileStatus } from './load-result.js'

/** A file, and what the load does with it. */
export interface PlannedFile {
  readonly name: string
  readonly path: string
  /** The file's path, as the user wrote it. */
  readonly displayPath: string
  readonly state: FileState
  readonly status: FileStatus
  /** What the ledger knows about it. */
  readonly entry: LedgerEntry | undefined
  /** How to read it; `undefined` if it is not read. */
  readonly data: DataFile | undefined
  readonly warnings: readonly FileWarning[]
}

/** What a load is going to do. */
export interface PlannedLoad {
  readonly tables: readonly PlannedTable[]
  /** What earlier loads had recorded when this one was planned. */
  readonly ledger: Ledger
}

/** A table, and what the load does with its files. */
export interface PlannedTable {
  readonly table: LoadTable
  readonly files: readonly PlannedFile[]
  readonly gone: readonly string[]
}
