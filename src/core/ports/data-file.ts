/**
 * How a file writes the points in time of a column: seconds since 1970, or ISO 8601. `text` says that no zone was seen among
 * the first rows: a hint for the engine, not a rule.
 */
export type TimestampFormat = 'epoch' | 'text' | 'iso'

/** A declared column that a field of a file fills. */
export interface Field {
  readonly column: string
  /** For timestamps: how this file writes them. */
  readonly timestampFormat: TimestampFormat | undefined
}

/** A field that is found by its name. */
export interface NamedField extends Field {
  /** As the file has it, letter by letter. */
  readonly name: string
}

interface DataFileParts {
  /** The absolute path. */
  readonly path: string
  /** The file's name without folder: what rows remember in `_file`. */
  readonly name: string
  /** Whether the whole file is packed with gzip. */
  readonly isCompressed: boolean
  /**
   * Whether it is a copy that kerros has made of the file: no header, every value in quotes and in its plain form, NULL as
   * an empty field, and one more field in every row.
   */
  readonly isRewritten: boolean
}

/** A CSV file in UTF-8 that is to be read into a table. */
export interface CsvFile extends DataFileParts {
  readonly type: 'csv'
  /** The fields of a row in order; `undefined` for one that no column wants. */
  readonly fields: readonly (Field | undefined)[]
  /** What separates the fields, one character. */
  readonly delimiter: string
  /** The character that may enclose a field; within the field it is doubled. `undefined`: none. */
  readonly quote: string | undefined
  /** Whether the first row is names. */
  readonly hasHeader: boolean
  /** Strings that mean NULL, in addition to the empty field. */
  readonly nullIf: readonly string[]
}

/** A file of JSON objects in UTF-8: one a line, or the elements of one list. */
export interface JsonFile extends DataFileParts {
  readonly type: 'json'
  readonly fields: readonly NamedField[]
  /** Whether the file is one list. */
  readonly isList: boolean
  /** Names of fields at its beginning that no column wants. */
  readonly leftOut: readonly string[]
}

/** What a column of a Parquet file holds, as far as the way to another type goes. */
export type ParquetKind =
  | 'whole'
  | 'decimal'
  /** Of more digits than engines have: they read another number. */
  | 'wide decimal'
  /** Timestamps of 96 bits: engines cut their nanoseconds off. */
  | 'int96'
  | 'float'
  | 'text'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'nanoseconds'
  | 'nested'
  | 'other'

/** A column of a Parquet file that fills a declared one. */
export interface ParquetField extends NamedField {
  readonly kind: ParquetKind
}

/** A Parquet file. */
export interface ParquetFile extends DataFileParts {
  readonly type: 'parquet'
  readonly fields: readonly ParquetField[]
  /** Whether bytes without a logical type in the file are text in UTF-8. */
  readonly isBinaryText: boolean
  /** How many rows it says that it has. */
  readonly rows: number
}

/** A file that is to be read into a table. */
export type DataFile = CsvFile | JsonFile | ParquetFile

/** How files can be written. */
export type DataFileType = DataFile['type']

/** The files of one type. */
export type DataFileOf<T extends DataFileType> = Extract<DataFile, { readonly type: T }>
