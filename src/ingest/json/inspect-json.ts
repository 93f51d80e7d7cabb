import type { Columns } from '../../core/columns/index.js'
import type { FormatOptions, JsonFormat } from '../../core/definitions/options/file-format-options.js'
import type { Diagnostic } from '../../core/errors/index.js'
import { suggestName } from '../../core/graph/suggest-name.js'
import type { JsonFile, NamedField } from '../../core/ports/data-file.js'
import { dataBytes, isCompressedName } from '../bytes/data-bytes.js'
import { fileDiagnostic, recordDiagnostic } from '../format/data-diagnostic.js'
import type { FileWarning } from '../format/file-warning.js'
import type { Expected, InspectedFile, Inspection } from '../format/format-reader.js'
import { checkMatch, type FieldNames, fieldNameOf, leftOut, matchFields } from '../format/match-fields.js'
import { timestampFormat } from '../values/timestamp-format.js'
import { describeSpellings } from './check-json.js'
import { isSpace, OPEN_LIST } from './json-bytes.js'
import { type JsonField, jsonFields } from './json-fields.js'
import type { JsonRecord } from './json-splitter.js'
import { parseRecord } from './parse-record.js'
import { splitterOf } from './splitter-of.js'

interface Row {
  readonly line: number
  readonly fields: readonly JsonField[]
}

/**
 * Looks at the first rows of a JSON file, a megabyte or at least one: how they write the names of fields, and
 * timestamps.
 */
export async function inspectJson(
  { path, name, displayPath }: InspectedFile,
  { columns, fieldNames }: Expected,
  options: FormatOptions | undefined,
): Promise<Inspection<JsonFile>> {
  const isList = (options as JsonFormat | undefined)?.stripOuterArray === true
  const isCompressed = isCompressedName(name)
  const empty = { type: 'json', path, name, isCompressed, isRewritten: false, isList, leftOut: [], fields: [] } as const
  const { records, first } = await beginning(path, displayPath, { isList, isCompressed })
  const start = checkStart(first, isList, displayPath)
  if (start) return { file: empty, warnings: [], diagnostics: [start] }
  const rows: Row[] = []
  for (const record of records) {
    const parsed = parseRecord(record)
    if ('unreadable' in parsed)
      return { file: empty, warnings: [], diagnostics: [recordDiagnostic(parsed.unreadable, displayPath, record.line)] }
    rows.push({ line: record.line, fields: jsonFields(parsed.json) })
  }
  if (rows.length === 0) {
    const fields = Object.keys(columns).map(
      (column): NamedField => ({ column, name: fieldNameOf(column, fieldNames), timestampFormat: undefined }),
    )
    return { file: { ...empty, fields }, warnings: [{ message: 'it has no rows' }], diagnostics: [] }
  }
  return inspected({ ...empty, fields: [] }, rows, { columns, fieldNames }, displayPath)
}

function inspected(
  file: JsonFile,
  rows: readonly Row[],
  { columns, fieldNames }: Expected,
  displayPath: string,
): Inspection<JsonFile> {
  const names = [...new Set(rows.flatMap(({ fields }) => fields.map(({ name }) => name)))]
  const matched = matchFields(names, columns, fieldNames)
  const isNullable = (column: string): boolean => columns[column]!.isNullable
  // A field that may be NULL may also be missing, even from all of the first rows.
  const missing = matched.missing.filter((column) => !isNullable(column))
  const words = { at: `${displayPath}:1`, where: 'the row', what: 'field', declaredBy: 'source' } as const
  const diagnostics = [
    ...checkMatch({ ...matched, missing, doubled: [] }, fieldNames, words),
    ...matched.doubled.map((column) => {
      const spellings = names.filter((_, i) => matched.columns[i] === column)
      return spellingDiagnostic(spellings, rows, displayPath)
    }),
  ]
  const fields = Object.keys(columns).map((column): NamedField => {
    const name = names[matched.columns.indexOf(column)] ?? fieldNameOf(column, fieldNames)
    return { column, name, timestampFormat: formatOf(rows, name, column, columns) }
  })
  const warnings = [
    ...leftOut(matched.extra),
    ...doubtful(matched.missing.filter(isNullable), matched.extra, fieldNames),
  ]
  return { file: { ...file, fields, leftOut: matched.extra }, warnings, diagnostics }
}

/** The first row that spells a field differently. */
function spellingDiagnostic(spellings: readonly string[], rows: readonly Row[], displayPath: string): Diagnostic {
  const [known = '', ...others] = spellings
  const at = rows.find(({ fields }) => fields.some(({ name }) => others.includes(name)))!
  const names = at.fields.map(({ name }) => name)
  const other = names.find((name) => others.includes(name))!
  return recordDiagnostic(describeSpellings(known, other, names), displayPath, at.line)
}

/** Not an error: a field that may be NULL can appear in any later row. */
function doubtful(
  missing: readonly string[],
  extra: readonly string[],
  fieldNames: FieldNames,
): readonly FileWarning[] {
  return missing.flatMap((column) => {
    const name = fieldNameOf(column, fieldNames)
    const nearest = suggestName(name, extra)
    return nearest === undefined ? [] : [{ message: `none of its first rows has "${name}": is it "${nearest}"?` }]
  })
}

function formatOf(rows: readonly Row[], name: string, column: string, columns: Columns): NamedField['timestampFormat'] {
  if (columns[column]!.type.name !== 'timestamp') return undefined
  const values = rows.flatMap(({ fields }) => fields.find((field) => field.name === name) ?? [])
  return timestampFormat(values.filter(({ kind }) => kind === 'text' || kind === 'number').map(({ text }) => text))
}

interface Beginning {
  readonly records: readonly JsonRecord[]
  /** The first byte that is not a space. */
  readonly first: number | undefined
}

async function beginning(
  path: string,
  displayPath: string,
  { isList, isCompressed }: { readonly isList: boolean; readonly isCompressed: boolean },
): Promise<Beginning> {
  const records: JsonRecord[] = []
  let first: number | undefined
  const splitter = splitterOf({ isList })((record) => records.push({ ...record, bytes: Buffer.from(record.bytes) }))
  let isWhole = true
  for await (const chunk of dataBytes(path, displayPath, { isCompressed })) {
    first ??= chunk.find((byte) => !isSpace(byte))
    splitter.write(chunk)
    isWhole = records.length === 0
    if (!isWhole) break
  }
  // What is cut off at the end of the first chunk is not a row yet.
  if (isWhole) splitter.end()
  return { records, first }
}

/** Errors that would otherwise be reported for every row. */
function checkStart(first: number | undefined, isList: boolean, displayPath: string): Diagnostic | undefined {
  if (first === undefined)
    return fileDiagnostic({
      at: displayPath,
      what: ' is empty: it has no rows',
      hint: 'Add the file again, or remove it.',
    })
  if (!isList && first === OPEN_LIST)
    return fileDiagnostic({
      at: `${displayPath}:1`,
      what: ': the file is one list, not one object per line',
      hint: "Declare that in its format: fileFormat('…', { type: 'json', stripOuterArray: true }).",
    })
  return undefined
}
