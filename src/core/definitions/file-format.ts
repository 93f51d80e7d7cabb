import { brand } from './options/brand.js'
import { fileFormatMistakes } from './options/file-format-mistakes.js'

/** CSV in UTF-8. Quoted empty text is the empty text, an empty field without quotes is NULL. */
export interface CsvFormat {
  readonly type: 'csv'
  /** What separates the fields, one character. Default: `,`. */
  readonly fieldDelimiter?: string
  /**
   * What may stand around a field, one character, which stands twice within for itself; `'none'` when quotes are letters
   * as others. Default: `"`.
   */
  readonly fieldOptionallyEnclosedBy?: string
  /**
   * How many lines go before the rows. With `1` the line holds names, by which fields find their columns; with `0` the file
   * has rows only, and their fields are the declared columns in order, `_loaded_at` and `_file` left out. Default: 1.
   */
  readonly skipHeader?: 0 | 1
  /**
   * Texts that stand for NULL, as in `['NULL', '\\N']`, beside the empty field. Snowflake takes them for NULL in quotes too,
   * DuckDB without quotes only. Default: none.
   */
  readonly nullIf?: readonly string[]
}

/**
 * JSON in UTF-8: one object a line, or with `stripOuterArray` one list of objects.
 *
 * Fields are found by name, in any case of letters; the first rows (a megabyte) say how the file writes it. A field that a
 * row does not have, and `null`, is NULL. Numbers keep every digit, and may also be texts. A `json()` column takes what is
 * there as it is; within it, numbers are those of the engine's JSON, on DuckDB doubles.
 */
export interface JsonFormat {
  readonly type: 'json'
  /** Whether or not the file is one list, whose elements are the rows. Default: `false`. */
  readonly stripOuterArray?: boolean
}

/**
 * Parquet. Columns are found by name, in any case of letters. A value goes into a column of another type where nothing of
 * it is lost: `3.5` as a double into `decimal(2, 1)`, `3.55` not. Structs, lists and maps go into `json()` columns.
 */
export interface ParquetFormat {
  readonly type: 'parquet'
  /** Whether or not columns of bytes of which the file does not say what they are hold text. Default: `false`. */
  readonly binaryAsText?: boolean
}

/** How a {@link fileFormat}'s files are written. */
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
 * const json_lines = fileFormat('json_lines', { type: 'json' })
 * const parquet = fileFormat('parquet', { type: 'parquet' })
 * ```
 *
 * The generated SQL (Snowflake), when there is no such format in the schema of the table that is loaded, or another one:
 *
 * ```sql
 * create or replace file format "MOVIELENS"."RAW"."TAB_SEPARATED" type = csv … field_delimiter = '\t' comment = '…'
 * ```
 *
 * CSV and JSON files may be packed with gzip: the name then ends in `.gz`, as in `files: ['ratings.csv.gz']`.
 *
 * What the types have in common, and how each finds its columns: docs/loading.md.
 *
 * @param name The name of the FILE FORMAT in the warehouse.
 * @param options In Snowflake's words; what else `kerros load` needs, such as USE_LOGICAL_TYPE, it says itself.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-file-format
 */
export function fileFormat(name: string, options: FormatOptions): FileFormat {
  return brand<FileFormat>(
    { kind: 'fileFormat', name, options: Object.freeze({ ...options }) },
    fileFormatMistakes(name, options),
  )
}
