import { brand } from './brand.js'
import { fileFormatMistakes } from './file-format-mistakes.js'

/** CSV with a header. Quoted empty text is the empty text, an empty field without quotes is NULL. */
export interface CsvFormat {
  readonly type: 'csv'
  /** What separates the fields, one character. Default: `,`. */
  readonly fieldDelimiter?: string
  /**
   * Texts that stand for NULL, as in `['NULL', '\\N']`, beside the empty field. Snowflake takes them for NULL in quotes too,
   * DuckDB without quotes only. Default: none.
   */
  readonly nullIf?: readonly string[]
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
 * The generated SQL (Snowflake), when there is no such format in the schema of the table that is loaded, or another one:
 *
 * ```sql
 * create or replace file format "MOVIELENS"."RAW"."TAB_SEPARATED" type = csv … field_delimiter = '\t' comment = '…'
 * ```
 *
 * `kerros load` reads CSV; the other types are refused until it does more.
 *
 * @param name The name of the FILE FORMAT in the warehouse.
 * @param options In Snowflake's words; what else `kerros load` needs, such as SKIP_HEADER, it says itself.
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-file-format
 */
export function fileFormat(name: string, options: FormatOptions): FileFormat {
  return brand<FileFormat>(
    { kind: 'fileFormat', name, options: Object.freeze({ ...options }) },
    fileFormatMistakes(name, options),
  )
}
