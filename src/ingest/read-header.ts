import type { Columns } from '../core/columns/index.js'
import type { Diagnostic } from '../core/errors/index.js'
import { suggestName } from '../core/graph/suggest-name.js'
import type { CsvField, TimestampFormat } from '../core/ports/file-loader.js'
import { CsvScanner, type ScannedField, type ScannedRecord } from './csv-scanner.js'
import { fileBytes } from './file-bytes.js'

/** What the beginning of a CSV file tells. */
export interface CsvHeader {
  readonly fields: readonly (CsvField | undefined)[]
  readonly warnings: readonly string[]
  readonly problems: readonly Diagnostic[]
}

/**
 * Reads the header of a CSV file and the first rows, which decide how the file writes points in time.
 *
 * @param columns The columns that the file has to bring, in any order.
 * @param shown The file, as a person wrote it.
 */
export async function readHeader(path: string, shown: string, columns: Columns): Promise<CsvHeader> {
  const records: ScannedRecord[] = []
  const scanner = new CsvScanner((record) => records.push(record))
  for await (const chunk of fileBytes(path, shown)) {
    scanner.write(chunk)
    // A chunk without a whole row, because of a field of more than a megabyte, is not the end yet.
    if (records.length > 1) break
  }
  if (records.length <= 1) scanner.end()
  const [header, ...rows] = records
  if (!header) return withProblem(`${shown} is empty: it has no header`, shown, 'Add the file again, or remove it.')
  if (header.fault !== undefined || header.fields.some((field) => !field.isUtf8 || field.text.includes('\0')))
    return withProblem(`${shown} is not a CSV file in UTF-8: its first line cannot be read`, `${shown}:1`)
  return matched(header.fields, rows, columns, shown)
}

function matched(
  header: readonly ScannedField[],
  rows: readonly ScannedRecord[],
  columns: Columns,
  shown: string,
): CsvHeader {
  const names = header.map((field) => field.text.trim())
  const declared = Object.keys(columns)
  const nameOf = (name: string): string | undefined =>
    declared.find((column) => column === name) ?? declared.find((column) => column.toLowerCase() === name.toLowerCase())
  const wanted = names.map(nameOf)
  const at = `${shown}:1`
  const extra = names.filter((_, i) => wanted[i] === undefined)
  const problems = declared.flatMap((column): Diagnostic[] => {
    const count = wanted.filter((name) => name === column).length
    if (count === 1) return []
    if (count > 1) return [problem(`${at}: the header has the column "${column}" ${count} times`, at)]
    const nearest = suggestName(column, extra)
    const hint = nearest === undefined ? undefined : `Is it "${nearest}"? Then rename it in the file, or in the source.`
    return [problem(`${at}: the header lacks the column "${column}"`, at, hint)]
  })
  const fields = wanted.map((column, i): CsvField | undefined => {
    if (column === undefined) return undefined
    const isTimestamp = columns[column]!.type.name === 'timestamp'
    return { column, timestampFormat: isTimestamp ? timestampFormat(rows, i) : undefined }
  })
  return { fields, problems, warnings: warningsOf(extra, rows) }
}

function warningsOf(extra: readonly string[], rows: readonly ScannedRecord[]): readonly string[] {
  return [
    ...(extra.length > 0
      ? [`left out, since the source does not declare it: ${extra.map((n) => `"${n}"`).join(', ')}`]
      : []),
    ...(rows.length === 0 ? ['it has a header, but no rows'] : []),
  ]
}

/** The first row that has a value decides for the whole file; every other row is then held to it. */
function timestampFormat(rows: readonly ScannedRecord[], index: number): TimestampFormat {
  const first = rows.find((row) => row.fields[index]?.text)?.fields[index]?.text
  return first !== undefined && /^\s*[+-]?\d+(\.\d*)?\s*$/.test(first) ? 'epoch' : 'text'
}

function problem(message: string, at: string, hint = 'Correct the file, or the columns of the source.'): Diagnostic {
  return { code: 'E_DATA_FORMAT', message, hint, at }
}

function withProblem(message: string, at: string, hint?: string): CsvHeader {
  return { fields: [], warnings: [], problems: [problem(message, at, hint)] }
}
