import type { Columns } from '../../core/columns/index.js'
import type { Diagnostic } from '../../core/errors/index.js'
import { counted } from '../../core/errors/wording.js'
import type { Field } from '../../core/ports/data-file.js'
import { dataBytes, isCompressedName } from '../bytes/data-bytes.js'
import { type FileDiagnostic, fileDiagnostic } from '../format/data-diagnostic.js'
import type { FileWarning } from '../format/file-warning.js'
import { checkMatch, type FieldNames, fieldNameOf, leftOut, matchFields } from '../format/match-fields.js'
import { timestampFormat } from '../values/timestamp-format.js'
import { CsvScanner, type ScannedRecord } from './csv-scanner.js'
import { headerNames } from './header-names.js'
import { firstLine, otherSeparator, separatorTitle } from './other-separator.js'

/** What the beginning of a CSV file says. */
export interface CsvHeader {
  readonly fields: readonly (Field | undefined)[]
  readonly warnings: readonly FileWarning[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The form of a file whose header is read, and the fields that it must have. */
export interface HeaderOptions {
  readonly fieldNames: FieldNames
  readonly delimiter: string
  readonly quote: string | undefined
  readonly hasHeader: boolean
  readonly nullIf: readonly string[]
}

/** The number of bytes that are searched for rows: far more than a header has. */
const BEGINNING = 64 * 1024

/**
 * Reads the header of a CSV file, and its first rows, which decide how the file writes timestamps.
 *
 * @param columns The columns that the file must have: in any order, or in this one if there is no header.
 * @param displayPath The file's path, as the user wrote it.
 */
export async function readHeader(
  path: string,
  displayPath: string,
  columns: Columns,
  options: HeaderOptions,
): Promise<CsvHeader> {
  const { fieldNames, delimiter, hasHeader } = options
  const records: ScannedRecord[] = []
  const scanner = new CsvScanner((record) => records.push(record), options)
  let beginning = ''
  for await (const chunk of dataBytes(path, displayPath, { isCompressed: isCompressedName(path) })) {
    beginning ||= chunk.toString('utf8', 0, BEGINNING)
    // A few rows are enough. A field of more than a megabyte may leave a chunk without a complete row.
    scanner.write(chunk.subarray(0, BEGINNING))
    if (records.length > 1) break
    scanner.write(chunk.subarray(BEGINNING))
    if (records.length > 1) break
  }
  if (records.length <= 1) scanner.end()
  const [first] = records
  // Reported first, since a wrong separator makes every column a missing one.
  const declared = Object.keys(columns).map((column) => fieldNameOf(column, fieldNames))
  const other = hasHeader ? otherSeparator(firstLine(beginning), declared, delimiter) : undefined
  if (other)
    return withDiagnostic({
      at: `${displayPath}:1`,
      what: `: the fields are separated by ${other.title}, not by ${separatorTitle(delimiter)}`,
      hint: `Nothing was loaded. Save the file again with ${separatorTitle(delimiter)} between the fields.`,
    })
  if (!first)
    return withDiagnostic({
      at: displayPath,
      what: ` is empty: it has no ${hasHeader ? 'header' : 'rows'}`,
      hint: 'Add the file again, or remove it.',
    })
  if (first.unreadable !== undefined || first.fields.some((field) => !field.isUtf8 || field.text.includes('\0')))
    return withDiagnostic({
      at: `${displayPath}:1`,
      subject: displayPath,
      what: ' is not a CSV file in UTF-8: its first line cannot be read',
    })
  const read = hasHeader ? byName : byPlace
  return read(records, columns, options, `${displayPath}:1`)
}

/** @param at The place of the first record. */
function byName(
  [header, ...rows]: readonly ScannedRecord[],
  columns: Columns,
  { fieldNames, nullIf }: HeaderOptions,
  at: string,
): CsvHeader {
  const names = headerNames(
    header!.fields,
    Object.keys(columns).map((column) => fieldNameOf(column, fieldNames)),
  )
  const matched = matchFields(names, columns, fieldNames)
  const diagnostics = checkMatch(matched, fieldNames, {
    at,
    where: 'the header',
    what: 'column',
    declaredBy: 'source',
  })
  const warnings = [
    ...leftOut(matched.extra),
    ...(rows.length === 0 ? [{ message: 'it has a header, but no rows' }] : []),
  ]
  const fields = matched.columns.map((column, i) =>
    column === undefined ? undefined : field(column, columns, values(rows, i, nullIf)),
  )
  return { fields, diagnostics, warnings }
}

function byPlace(rows: readonly ScannedRecord[], columns: Columns, { nullIf }: HeaderOptions, at: string): CsvHeader {
  const names = Object.keys(columns)
  const found = rows[0]!.fields.length
  const diagnostics =
    found === names.length
      ? []
      : [
          fileDiagnostic({
            at,
            what: `: the row has ${counted(found, 'field')}, the source ${names.length}`,
          }),
        ]
  return {
    fields: names.map((column, i) => field(column, columns, values(rows, i, nullIf))),
    diagnostics,
    warnings: [],
  }
}

function field(column: string, columns: Columns, texts: readonly string[]): Field {
  const isTimestamp = columns[column]!.type.name === 'timestamp'
  return { column, timestampFormat: isTimestamp ? timestampFormat(texts) : undefined }
}

function values(rows: readonly ScannedRecord[], index: number, nullIf: readonly string[]): readonly string[] {
  return rows.flatMap((row) => row.fields[index]?.text || []).filter((text) => !nullIf.includes(text))
}

function withDiagnostic(wrong: FileDiagnostic): CsvHeader {
  return { fields: [], warnings: [], diagnostics: [fileDiagnostic(wrong)] }
}
