import type { Columns } from '../columns/index.js'
import type { FileFormat } from '../definitions/file-format.js'
import type { Stage } from '../definitions/stage.js'
import type { ExistingRelation, Relation } from '../relations/relation.js'
import type { DataFile } from './data-file.js'
import type { FileStore, UploadProgress } from './file-store.js'

/** The column of a source table that gets the time of the load, when the source declares it. */
export const LOADED_AT = '_loaded_at'
/** The column of a source table that gets the name of the file, when the source declares it. */
export const FILE = '_file'

/** A table that a load writes to. */
export interface LoadTable {
  /** The name in the ledger and in messages, as in `raw.raw_ratings`. */
  readonly name: string
  readonly relation: Relation
  /** All declared columns; `_loaded_at` and `_file`, when they are among them, are filled by the loader. */
  readonly columns: Columns
  /** Whether the table is rebuilt, without its earlier rows. */
  readonly isRebuilt: boolean
  /** The relation that exists under its name. */
  readonly existing: ExistingRelation | undefined
  /** Where its files are put for an engine that cannot read this machine's; `undefined` for a place for this load alone. */
  readonly stage: Stage | undefined
  /** How its files are written; `undefined` for CSV with commas. */
  readonly fileFormat: FileFormat | undefined
}

/** A file whose rows a load is going to add. */
export interface LoadFile {
  readonly table: LoadTable
  readonly file: DataFile
  /** The file's path, as the user wrote it. */
  readonly displayPath: string
}

/** What the ledger knows of a file whose rows are in a table. */
export interface LedgerEntry {
  /** {@link LoadTable.name}. */
  readonly table: string
  readonly file: string
  /** In bytes. */
  readonly size: number
  /** When the file was last changed, in microseconds since 1970. */
  readonly modifiedAt: number
  readonly sha256: string
  readonly rows: number
  /**
   * Whether the load that wrote it ended before its new table replaced the old one; the new table then has to be rebuilt.
   * Only where an engine cannot do both in one transaction.
   */
  readonly isPending?: boolean
  /** The load that wrote it, for engines that compare ledgers. */
  readonly runId?: string
}

/** What loads have recorded. */
export interface Ledger {
  /** Whether loads can write to it: before the first one, its table does not exist. */
  readonly isReady: boolean
  readonly entries: readonly LedgerEntry[]
}

/** One load, while it happens. Everything of it becomes visible together, or nothing of it does. */
export interface LoadTransaction {
  /** The load's `_loaded_at`: UTC with microseconds, `YYYY-MM-DD HH:MM:SS.ffffff`, later than that of any load before. */
  readonly loadedAt: string
  /** Removes the rows that came from a file. */
  removeFile(table: LoadTable, file: string): Promise<void>
  /**
   * Adds the rows of a file.
   *
   * @returns How many rows were added.
   * @throws KerrosError `E_DATA_FORMAT` when the engine cannot read the file as the table's columns.
   */
  addFile(table: LoadTable, file: DataFile): Promise<number>
  /**
   * How long the engine was busy with a file before the transaction, in milliseconds: on its way there, and read there.
   * What the
   * file waited for others is not in it. Missing where files are read in the transaction.
   */
  preparedMs?(table: LoadTable, file: DataFile): number
  /** Writes down what is loaded of a file, in place of what was known of it. */
  record(entry: LedgerEntry): Promise<void>
  /** Writes down the new time of a file whose content is the same. */
  touch(entry: LedgerEntry): Promise<void>
  /** Forgets the files of a table that this load has not recorded. */
  forgetOthers(table: LoadTable): Promise<void>
}

/** What a load transaction is opened with. */
export interface LoadTransactionOptions {
  /** Unique to the load; written to the ledger. */
  readonly runId: string
  readonly signal: AbortSignal | undefined
  /** What {@link FileLoader.readLedger} returned when the load was planned: no other load may have changed it since. */
  readonly ledger: Ledger
  /** Every file that `work` adds, for engines that fetch them before the transaction. */
  readonly files: readonly LoadFile[]
  /** Where stages with an address are. */
  readonly store: FileStore
  readonly onUpload?: ((upload: LoadFile, progress: UploadProgress) => void) | undefined
}

/** How a warehouse loads files, and what it records about them: the ledger, a table next to the data. */
export interface FileLoader {
  /** Reads what earlier loads have recorded. */
  readLedger(): Promise<Ledger>
  /** When tables were last loaded, by {@link LoadTable.name}; a load that found nothing new does not count. */
  lastLoads(): Promise<ReadonlyMap<string, Date>>
  /**
   * Whether the engine reads such files by their columns' types, so that it may round or cut values that are not in a plain
   * form: then every value has to be proved plain, or the file has to be read record by record.
   */
  needsProof(file: DataFile): boolean
  /** How a table's columns differ from those declared, in words; empty when they do not. */
  changedColumns(existing: ExistingRelation, columns: Columns): readonly string[]
  /**
   * Runs `work` as one transaction.
   *
   * @param tables Every table that `work` writes to.
   * @throws What `work` throws, after everything is as before.
   */
  transaction<T>(
    tables: readonly LoadTable[],
    work: (load: LoadTransaction) => Promise<T>,
    options: LoadTransactionOptions,
  ): Promise<T>
}
