import { brand } from './brand.js'

/** CSV with a header. Quoted empty text is the empty text, an empty field without quotes is NULL. */
export interface CsvFormat {
  readonly type: 'csv'
  /** What separates the fields, one character. Default: `,`. */
  readonly fieldDelimiter?: string
  /** Texts that stand for NULL. Default: none; an empty field is NULL always. */
  readonly nullIf?: readonly string[]
  /** Whether or not spaces around fields are left out. Default: `false`. */
  readonly trimSpace?: boolean
}

/** JSON: one object a line, or with `stripOuterArray` one list of objects. */
export interface JsonFormat {
  readonly type: 'json'
  /** Whether or not the file is one list, whose elements are the rows. Default: `false`. */
  readonly stripOuterArray?: boolean
}

/** Parquet. */
export interface ParquetFormat {
  readonly type: 'parquet'
}

export type FormatOptions = CsvFormat | JsonFormat | ParquetFormat

/** How files are written. */
export interface FileFormat {
  readonly kind: 'fileFormat'
  readonly name: string
  readonly options: FormatOptions
}

/**
 * Says how the files of sources are written, where it is not plain CSV with commas.
 *
 * ```ts
 * const tab_separated = fileFormat('tab_separated', { type: 'csv', fieldDelimiter: '\t' })
 * ```
 *
 * @param name The name of the FILE FORMAT in the warehouse, in the schema of the table that is loaded.
 */
export function fileFormat(name: string, options: FormatOptions): FileFormat {
  return brand<FileFormat>({ kind: 'fileFormat', name, options: Object.freeze({ ...options }) })
}
