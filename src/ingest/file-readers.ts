import type { DataFile, DataFileOf, DataFileType } from '../core/ports/data-file.js'
import { csvReader } from './csv/csv-reader.js'
import type { FileReader } from './file-reader.js'
import { jsonReader } from './json/json-reader.js'
import { parquetReader } from './parquet/parquet-reader.js'

const READERS: { readonly [T in DataFileType]: FileReader<DataFileOf<T>> } = {
  csv: csvReader,
  json: jsonReader,
  parquet: parquetReader,
}

/** What is known of the files of a type. */
export function readerOf(type: DataFileType): FileReader<DataFile> {
  return READERS[type] as FileReader<DataFile>
}
