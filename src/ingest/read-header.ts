import type { Columns } from '../core/columns/index.js'
import type { Diagnostic } from '../core/errors/index.js'
import { suggestName } from '../core/graph/suggest-name.js'
import type { CsvField } from '../core/ports/file-loader.js'
import { CsvScanner, type ScannedField, type ScannedRecord } from './csv-scanner.js'
import { fileBytes } from './file-bytes.js'
import { firstLine, otherSeparator, separatorTitle } from './other-separator.js'
import { timestampFormat } from './timestamp-format.js'

/** What the beginning of a CSV file tells. */
export interface CsvHeader {
  readonly fields: readonly (CsvField | undefined)[]
  readonly warnings: readonly string[]
  readonly problems: readonly Diagnostic[]
}

/** What fields are called, for columns that are called otherwise. */
type FieldNames = { readonly [column: string]: string }

export interface HeaderOptions {
  readonly fieldNames?: FieldNames | undefined
  /** What separates the fields, one character. Default: `,`. */
  readonly delimiter?: string | undefined
  /** Texts that stand for NULL. */
  readonly nullIf?: readonly string[] | undefined
}

/** As many bytes as a header has at most, for the look at its separators. */
const BEGINNING = 64 * 1024

/**
 * Reads the header of a CSV file and the first rows, which decide how the file writes points in time.
 *
 * @param columns The columns that the file has to bring, in any order.
 * @param shown The file, as a person wrote it.
 */
export async function readHeader(
  path: string,
  shown: string,
  columns: Columns,
  { fieldNames = {}, delimiter = ',', nullIf = [] }: HeaderOptions = {},
): Promise<CsvHeader> {
  const records: ScannedRecord[] = []
  const scanner = new CsvScanner((record) => records.push(record), delimiter)
  let beginning = ''
  for await (const chunk of fileBytes(path, shown)) {
    beginning ||= chunk.toString('utf8', 0, BEGINNING)
    scanner.write(chunk)
    // A chunk without a whole row, because of a field of more than a megabyte, is not the end yet.
    if (records.length > 1) break
  }
  if (records.length <= 1) scanner.end()
  const [header, ...rows] = records
  // Said before everything else: one such mistake makes every column one that is missing.
  const other = otherSeparator(
    firstLine(beginning),
    Object.keys(columns).map((column) => fieldNames[column] ?? column),
    delimiter,
  )
  if (other)
    return withProblem(
      `${shown}:1: the fields are separated by ${other.title}, not by ${separatorTitle(delimiter)}`,
      `${shown}:1`,
      `Nothing was loaded. Save the file again with ${separatorTitle(delimiter)} between the fields.`,
    )
  if (!header) return withProblem(`${shown} is empty: it has no header`, shown, 'Add the file again, or remove it.')
  if (header.fault !== undefined || header.fields.some((field) => !field.isUtf8 || field.text.includes('\0')))
    return withProblem(`${shown} is not a CSV file in UTF-8: its first line cannot be read`, `${shown}:1`)
  return matched(header.fields, rows, columns, { fieldNames, nullIf }, shown)
}

function matched(
  header: readonly ScannedField[],
  rows: readonly ScannedRecord[],
  columns: Columns,
  { fieldNames, nullIf }: { readonly fieldNames: FieldNames; readonly nullIf: readonly string[] },
  shown: string,
): CsvHeader {
  const names = header.map((field) => field.text.trim())
  const declared = Object.keys(columns)
  const fieldOf = (column: string): string => fieldNames[column] ?? column
  const nameOf = (name: string): string | undefined =>
    declared.find((column) => fieldOf(column) === name) ??
    declared.find((column) => fieldOf(column).toLowerCase() === name.toLowerCase())
  const wanted = names.map(nameOf)
  const at = `${shown}:1`
  const extra = names.filter((_, i) => wanted[i] === undefined)
  const problems = declared.flatMap((column): Diagnostic[] => {
    const count = wanted.filter((name) => name === column).length
    if (count === 1) return []
    if (count > 1) return [problem(`${at}: the header has the column "${fieldOf(column)}" ${count} times`, at)]
    const nearest = suggestName(fieldOf(column), extra)
    const hint = nearest === undefined ? undefined : `Is it "${nearest}"? Then rename it in the file, or in the source.`
    return [problem(`${at}: the header lacks the column "${fieldOf(column)}"`, at, hint)]
  })
  const fields = wanted.map((column, i): CsvField | undefined => {
    if (column === undefined) return undefined
    const isTimestamp = columns[column]!.type.name === 'timestamp'
    return { column, timestampFormat: isTimestamp ? timestampFormat(values(rows, i, nullIf)) : undefined }
  })
  return { fields, problems, warnings: warningsOf(extra, rows) }
}

function values(rows: readonly ScannedRecord[], index: number, nullIf: readonly string[]): readonly string[] {
  return rows.flatMap((row) => row.fields[index]?.text || []).filter((text) => !nullIf.includes(text))
}

function warningsOf(extra: readonly string[], rows: readonly ScannedRecord[]): readonly string[] {
  return [
    ...(extra.length > 0
      ? [`left out, since the source does not declare it: ${extra.map((n) => `"${n}"`).join(', ')}`]
      : []),
    ...(rows.length === 0 ? ['it has a header, but no rows'] : []),
  ]
}

function problem(message: string, at: string, hint = 'Correct the file, or the columns of the source.'): Diagnostic {
  return { code: 'E_DATA_FORMAT', message, hint, at }
}

function withProblem(message: string, at: string, hint?: string): CsvHeader {
  return { fields: [], warnings: [], problems: [problem(message, at, hint)] }
}
