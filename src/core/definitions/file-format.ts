import { brand } from './options/brand.js'
import { checkFileFormat, type FormatOptions } from './options/file-format-options.js'

/** How files are written. */
export interface FileFormat {
  readonly kind: 'fileFormat'
  /** The name that was passed; messages use it. */
  readonly name: string
  /** How the files are written, as it was passed. */
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
    checkFileFormat(name, options),
  )
}
