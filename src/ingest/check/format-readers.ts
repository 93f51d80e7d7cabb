import type { DataFile, DataFileOf, DataFileType } from '../../core/ports/data-file.js'
import { csvReader } from '../csv/csv-reader.js'
import type { FormatReader } from '../format/format-reader.js'
import { jsonReader } from '../json/json-reader.js'
import { parquetReader } from '../parquet/parquet-reader.js'

const READERS: { readonly [T in DataFileType]: FormatReader<DataFileOf<T>> } = {
  csv: csvReader,
  json: jsonReader,
  parquet: parquetReader,
}

/** The reader of each type of file. */
export function readerOf(type: DataFileType): FormatReader<DataFile> {
  return READERS[type] as FormatReader<DataFile>
}
