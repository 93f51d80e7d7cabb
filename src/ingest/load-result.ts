import type { UploadProgress } from '../core/ports/file-store.js'

/** What a load did with one file: added its rows, put them in place of its old ones, found nothing new, or read it again. */
export type FileStatus = 'new' | 'changed' | 'unchanged' | 'reloaded'

/** What became of one file. */
export interface LoadedFile {
  /** The file's name, without folder. */
  readonly file: string
  readonly status: FileStatus
  /** How many rows of the table are from this file. */
  readonly rows: number
  /** What is worth a look, such as columns of the file that no column of the table takes. */
  readonly warnings: readonly string[]
  /**
   * How long this file took: sent to where the engine reads it (or found to be there), read and checked there, and added. Not
   * what it waited for other files, nor the commit, which is that of all files; 0 for a file that is unchanged.
   */
  readonly durationMs: number
}

/** What became of one table. */
export interface LoadedTable {
  /** The source as declared, as in `raw.raw_ratings`. */
  readonly table: string
  /** The files found, in order. */
  readonly files: readonly LoadedFile[]
  /** Files of earlier loads that are no longer there. Their rows stay, unless everything was loaded anew. */
  readonly gone: readonly string[]
}

/** What a load did. */
export interface LoadResult {
  readonly target: string
  readonly runId: string
  /** The folder that was read, absolute. */
  readonly directory: string
  /** The `_loaded_at` of all rows of this load, as UTC text with microseconds; `undefined` when nothing was loaded. */
  readonly loadedAt: string | undefined
  readonly tables: readonly LoadedTable[]
  /**
   * Incremental models that still hold what replaced rows gave, each after those that it reads: build them with
   * `fullRefresh`. Empty when no rows were replaced.
   */
  readonly needFullRefresh: readonly string[]
  readonly durationMs: number
}

/** How far a file is read. */
export interface FileProgress {
  readonly bytes: number
  /** All bytes of the file. */
  readonly size: number
}

/** The names of tables in which rows were replaced, or would be. */
export function replacedTables(
  tables: readonly { readonly table: string; readonly files: readonly { readonly status: FileStatus }[] }[],
): readonly string[] {
  const isReplaced = ({ status }: { readonly status: FileStatus }) => status === 'changed' || status === 'reloaded'
  return tables.filter(({ files }) => files.some(isReplaced)).map(({ table }) => table)
}

/** Hears of a load as it happens. Nothing of it is to be relied on before the load has ended. */
export interface LoadReporter {
  /** Before anything else: a run that is gone without a word was holding the target, and does so no more. */
  onTakeover?(holder: string): void
  onFileStart?(table: string, file: string): void
  /** Called for each megabyte or so; the engine may be somewhat behind. */
  onFileProgress?(table: string, file: string, progress: FileProgress): void
  /** A file on its way to the store from which the engine reads it. */
  onUploadProgress?(table: string, file: string, progress: UploadProgress): void
  onFileEnd?(table: string, file: LoadedFile): void
  onLoadEnd?(result: LoadResult): void
}
