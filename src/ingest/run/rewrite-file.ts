import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import type { Columns } from '../../core/columns/index.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { CsvFile, DataFile, Field } from '../../core/ports/data-file.js'
import { checkRecords } from '../check/check-records.js'
import { csvLine } from '../csv/csv-line.js'
import type { CopyFolders } from './copy-folders.js'

/** What to read. */
export interface FileToRewrite {
  readonly file: DataFile
  readonly columns: Columns
  /** The file's path, as the user wrote it. */
  readonly displayPath: string
}

/** A copy of a file in which every value is written in the one form that no engine misreads. */
export interface RewrittenFile {
  readonly original: DataFile
  readonly file: CsvFile
  readonly rows: number
}

/** How much is buffered before it is written, in characters. */
const PART = 1024 * 1024

/**
 * Reads a file record by record and writes its values to a CSV file in a folder of its own, readable only by this user:
 * for valid files that the engine refuses or may misread.
 *
 * @returns The copy, whose folder the caller removes; or what is wrong with the file; or `undefined` if only an engine can read the file.
 */
export async function rewriteFile(
  { file, columns, displayPath }: FileToRewrite,
  folders: CopyFolders,
  signal: AbortSignal | undefined,
): Promise<RewrittenFile | { readonly diagnostics: readonly Diagnostic[] } | undefined> {
  if (file.type === 'parquet') return undefined
  const folder = await folders.make()
  const copy = path.join(folder, 'rows.csv')
  let target: FileHandle | undefined
  try {
    target = await open(copy, 'wx', 0o600)
    const lines = new Lines(target)
    const onRow = (values: readonly (string | null)[]): void => lines.add(csvLine(values))
    const read = await checkRecords(file, columns, displayPath, { signal, onRow, onPart: () => lines.flush(PART) })
    await lines.flush(0)
    await target.close()
    if (read && read.diagnostics.length === 0)
      return { original: file, file: copied(file, copy, columns), rows: read.rows }
    await folders.remove(folder)
    return read && { diagnostics: read.diagnostics }
  } catch (error) {
    await target?.close()
    await folders.remove(folder)
    throw error
  }
}

function copied({ name, fields }: Exclude<DataFile, { type: 'parquet' }>, copy: string, columns: Columns): CsvFile {
  const wanted = (fields as readonly (Field | undefined)[]).flatMap((field): Field[] => {
    if (!field) return []
    const isTimestamp = columns[field.column]!.type.name === 'timestamp'
    return [{ column: field.column, timestampFormat: isTimestamp ? 'text' : undefined }]
  })
  return {
    type: 'csv',
    path: copy,
    name,
    isCompressed: false,
    isRewritten: true,
    // The last field keeps lines from being blank.
    fields: [...wanted, undefined],
    delimiter: ',',
    quote: '"',
    hasHeader: false,
    nullIf: [],
  }
}

class Lines {
  readonly #target: FileHandle
  #parts: string[] = []
  #length = 0

  constructor(target: FileHandle) {
    this.#target = target
  }

  add(line: string): void {
    this.#parts.push(line)
    this.#length += line.length
  }

  /** Writes what is buffered, if it is more than `most` characters. */
  async flush(most: number): Promise<void> {
    if (this.#length <= most) return
    const text = this.#parts.join('')
    this.#parts = []
    this.#length = 0
    await this.#target.writeFile(text)
  }
}
