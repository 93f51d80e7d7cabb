import type { Columns } from '../core/columns/index.js'
import type { DataFile } from '../core/ports/data-file.js'
import type { RecordCheck } from './file-reader.js'
import { readerOf } from './file-readers.js'

/**
 * Looks at every record of a file, much slower than an engine does, and tells the first few problems with line and
 * column. Only needed when an engine refuses the file, or counts other rows.
 *
 * @param shown The file, as a person wrote it.
 * @returns `undefined` for a file that only an engine can read.
 */
export async function checkRecords(
  file: DataFile,
  columns: Columns,
  shown: string,
  signal?: AbortSignal,
): Promise<RecordCheck | undefined> {
  return readerOf(file.type).check?.(file, columns, shown, signal)
}
