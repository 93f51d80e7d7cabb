import type { Columns } from '../core/columns/index.js'
import type { DataFile } from '../core/ports/data-file.js'
import type { ReadOptions, RecordCheck } from './format-reader.js'
import { readerOf } from './format-readers.js'

/**
 * Reads every record of a file, much slower than an engine does, and tells the first few problems with line and column.
 * Only needed when an engine refuses the file, or may misread it.
 *
 * @param shown The file, as a person wrote it.
 * @returns `undefined` for a file that only an engine can read.
 */
export async function checkRecords(
  file: DataFile,
  columns: Columns,
  shown: string,
  options: ReadOptions = {},
): Promise<RecordCheck | undefined> {
  return readerOf(file.type).check?.(file, columns, shown, options)
}
