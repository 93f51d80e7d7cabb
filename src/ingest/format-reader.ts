import type { Columns } from '../core/columns/index.js'
import type { FormatOptions } from '../core/definitions/options/file-format-options.js'
import type { Diagnostic } from '../core/errors/index.js'
import type { DataFile } from '../core/ports/data-file.js'
import type { FieldNames } from './match-fields.js'

/** A file that is to be looked at. */
export interface InspectedFile {
  readonly path: string
  /** Without folder. */
  readonly name: string
  /** The file, as a person wrote it. */
  readonly shown: string
}

/** What is expected of a file. */
export interface Expected {
  /** The columns that the file has to bring, in any order. */
  readonly columns: Columns
  readonly fieldNames: FieldNames
}

/** What the beginning of a file, or its own description of itself, tells. */
export interface Inspection<F extends DataFile = DataFile> {
  /** How to read it; of no use when there are problems. */
  readonly file: F
  readonly warnings: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Takes the values of a record in the order of the file's wanted fields: plain as {@link ValueRule} says, or NULL. */
export type TakeRow = (values: readonly (string | null)[]) => void

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Gets every sound record. */
  readonly onRow?: TakeRow | undefined
  /** Waited for after each part of the file, so that what takes the rows may be slower. */
  readonly onPart?: (() => Promise<void>) | undefined
}

/** What a look at every record of a file found. */
export interface RecordCheck {
  /** Not all of them when there are problems. */
  readonly rows: number
  readonly diagnostics: readonly Diagnostic[]
}

/** A second opinion on how many rows a file has, cheap enough to be asked of every file. */
export interface RowCounter {
  /** Takes the next bytes of the file, unpacked. The buffer may be filled anew afterwards. */
  add(chunk: Buffer): void
  /** Whether or not nothing is unusual, and the file has so many rows. */
  agrees(rows: number): boolean
  /** What the whole file tells and its beginning did not; to be asked at its end. */
  warnings?(): readonly string[]
}

/** What is known here, without an engine, of the files of one type. */
export interface FormatReader<F extends DataFile> {
  /** What such a file is called: `CSV file`. */
  readonly title: string
  /** Whether or not the file may be packed with gzip. */
  readonly canBeCompressed: boolean
  /** Finds out which of its fields fill which column. */
  inspect(file: InspectedFile, expected: Expected, options: FormatOptions | undefined): Promise<Inspection<F>>
  counter(file: F, columns: Columns): RowCounter
  /**
   * Reads every record, much slower than an engine does, and tells the first few problems; `undefined` where that cannot be
   * done without an engine.
   */
  readonly check: ((file: F, columns: Columns, shown: string, options: ReadOptions) => Promise<RecordCheck>) | undefined
}
