import type { Columns } from '../../../core/columns/index.js'
import type { DataFile, DataFileOf, DataFileType } from '../../../core/ports/data-file.js'
import { readCsvSql } from './duckdb-read-csv.js'
import { readJsonSql } from './duckdb-read-json.js'
import { readParquetSql } from './duckdb-read-parquet.js'

const READ: { readonly [T in DataFileType]: (file: DataFileOf<T>, columns: Columns) => string } = {
  csv: readCsvSql,
  json: readJsonSql,
  parquet: readParquetSql,
}

/** The SELECT that reads a file as columns of given types and fails on what does not fit. */
export function readFileSql(file: DataFile, columns: Columns): string {
  return (READ[file.type] as (file: DataFile, columns: Columns) => string)(file, columns)
}
