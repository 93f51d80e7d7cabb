import type { Columns } from '../../core/columns/index.js'
import type { FormatOptions } from '../../core/definitions/options/file-format-options.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { DataFile } from '../../core/ports/data-file.js'
import type { FileWarning } from './file-warning.js'
import type { FieldNames } from './match-fields.js'

/** A file to inspect. */
export interface InspectedFile {
  readonly path: string
  /** Without folder. */
  readonly name: string
  /** The file's path, as the user wrote it. */
  readonly displayPath: string
}

/** What is expected of a file. */
export interface Expected {
  /** The columns that the file must have, in any order. */
  readonly columns: Columns
  readonly fieldNames: FieldNames
}

/** What a file's beginning, or its own description of itself, says. */
export interface Inspection<F extends DataFile = DataFile> {
  /** How to read it; meaningless if there are diagnostics. */
  readonly file: F
  readonly warnings: readonly FileWarning[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Receives the values of a record in the order of the file's wanted fields: plain as in {@link ValueRule}, or NULL. */
export type TakeRow = (values: readonly (string | null)[]) => void

/** What becomes of the records of a file that is read. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Gets every valid record. */
  readonly onRow?: TakeRow | undefined
  /** Awaited after each part of the file, so that the receiver of the rows may be slower. */
  readonly onPart?: (() => Promise<void>) | undefined
}

/** The result of checking every record of a file. */
export interface RecordCheck {
  /** Fewer than all if there are diagnostics. */
  readonly rows: number
  readonly diagnostics: readonly Diagnostic[]
}

/** A second opinion on the number of rows of a file, cheap enough for every file. */
export interface RowCounter {
  /** Reads the next bytes of the file, decompressed. The buffer may be reused afterwards. */
  add(chunk: Buffer): void
  /** Whether the file has this number of rows and nothing unusual in it. */
  agrees(rows: number): boolean
  /** Warnings that only the whole file can show; to be requested at its end. */
  warnings?(): readonly FileWarning[]
}

/** Everything that kerros does without an engine with files of one type. */
export interface FormatReader<F extends DataFile> {
  /** The name of such a file in messages: `CSV file`. */
  readonly title: string
  /** Whether the file may be compressed with gzip. */
  readonly canBeCompressed: boolean
  /** Finds out which field fills which column. */
  inspect(file: InspectedFile, expected: Expected, options: FormatOptions | undefined): Promise<Inspection<F>>
  counter(file: F, columns: Columns): RowCounter
  /**
   * Reads every record, much slower than an engine does, and reports the first few errors; `undefined` if that cannot be
   * done without an engine.
   */
  readonly check:
    | ((file: F, columns: Columns, displayPath: string, options: ReadOptions) => Promise<RecordCheck>)
    | undefined
}
