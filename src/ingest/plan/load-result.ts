import type { UploadProgress } from '../../core/ports/file-store.js'
import type { FileWarning } from '../format/file-warning.js'

/** What a load did with one file: added its rows, replaced its old rows, found nothing new, or read it again. */
export type FileStatus = 'new' | 'changed' | 'unchanged' | 'reloaded'

/** The result of one file. */
export interface LoadedFile {
  /** The file's name, without folder. */
  readonly file: string
  /** What the load did with it. */
  readonly status: FileStatus
  /** How many rows of the table are from this file. */
  readonly rows: number
  /** Things worth a look, such as columns of the file that the table does not have. */
  readonly warnings: readonly FileWarning[]
  /**
   * Duration of this file's own upload (or of looking it up in the store), check and load. It includes neither waiting for
   * other files nor the commit, which is shared by all files; 0 for a file that is unchanged.
   */
  readonly durationMs: number
}

/** The result of one table. */
export interface LoadedTable {
  /** The source as declared, as in `raw.raw_ratings`. */
  readonly table: string
  /** The files found, in order. */
  readonly files: readonly LoadedFile[]
  /** Files of earlier loads that are no longer there. Their rows stay, unless everything was loaded again. */
  readonly gone: readonly string[]
}

/** The result of a load. */
export interface LoadResult {
  /** The name of the target. */
  readonly target: string
  /** Unique to the load. */
  readonly runId: string
  /** The folder that was read, absolute. */
  readonly directory: string
  /** The `_loaded_at` of all rows of this load, as UTC text with microseconds; `undefined` when nothing was loaded. */
  readonly loadedAt: string | undefined
  /** What became of each source table with files. */
  readonly tables: readonly LoadedTable[]
  /**
   * Incremental models that still hold rows computed from replaced ones, each after those that it reads: build them with
   * `fullRefresh`. Empty if no rows were replaced.
   */
  readonly needFullRefresh: readonly string[]
  /** How long the load took, in milliseconds. */
  readonly durationMs: number
}

/** How much of a file is read. */
export interface FileProgress {
  /** The bytes that have been read. */
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

/** What a load is going to read: new and changed files, and those that are read again. */
export interface LoadPlan {
  /** The files in the order in which they are read. */
  readonly files: readonly {
    /** The source as declared, as in `raw.raw_ratings`. */
    readonly table: string
    /** The file's name, without folder. */
    readonly file: string
    /** In bytes. */
    readonly size: number
  }[]
}

/** Observes a load as it happens. Nothing is final before the load has ended. */
export interface LoadReporter {
  /** Called first: a run that ended without releasing the target was holding it, and was cleared away. */
  onTakeover?(holder: string): void
  /** Called once the files are found, before the first one is read. */
  onLoadStart?(plan: LoadPlan): void
  /** A file begins. `table` is the source as declared, `file` the file's name without folder. */
  onFileStart?(table: string, file: string): void
  /** Called about once per megabyte; the engine may lag behind. */
  onFileProgress?(table: string, file: string, progress: FileProgress): void
  /** A file on its way to the store from which the engine reads it. */
  onUploadProgress?(table: string, file: string, progress: UploadProgress): void
  /** A file is loaded, or was found unchanged. */
  onFileEnd?(table: string, file: LoadedFile): void
  /** The load is committed. */
  onLoadEnd?(result: LoadResult): void
}
