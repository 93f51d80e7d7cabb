import type { Columns } from '../../core/columns/index.js'
import type { DataFile } from '../../core/ports/data-file.js'
import type { ReadOptions, RecordCheck } from '../format/format-reader.js'
import { readerOf } from './format-readers.js'

/**
 * Reads every record of a file and reports the first few errors with line and column. Much slower than an engine, so it
 * is only used when an engine refuses the file or may misread it.
 *
 * @param displayPath The file's path, as the user wrote it.
 * @returns `undefined` if only an engine can read the file.
 */
export async function checkRecords(
  file: DataFile,
  columns: Columns,
  displayPath: string,
  options: ReadOptions = {},
): Promise<RecordCheck | undefined> {
  return readerOf(file.type).check?.(file, columns, displayPath, options)
}
