import type { DataFile, DataFileOf, DataFileType } from '../../../core/ports/data-file.js'
import { csvLanding } from './snowflake-csv-landing.js'
import { jsonLanding } from './snowflake-json-landing.js'
import type { Landing } from './snowflake-landing.js'
import { parquetLanding } from './snowflake-parquet-landing.js'

const LANDINGS: { readonly [T in DataFileType]: Landing<DataFileOf<T>> } = {
  csv: csvLanding,
  json: jsonLanding,
  parquet: parquetLanding,
}

/** How the files of a type land. */
export function landingOf(type: DataFileType): Landing<DataFile> {
  return LANDINGS[type] as Landing<DataFile>
}
