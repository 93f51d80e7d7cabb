import type { Columns } from '../../../core/columns/index.js'
import type { Diagnostic } from '../../../core/errors/index.js'
import type { SeedRow } from '../../../core/steps/materialization.js'
import { CsvRecords } from '../../../ingest/csv/csv-records.js'
import { CsvScanner, type ScannedRecord } from '../../../ingest/csv/csv-scanner.js'
import { headerNames } from '../../../ingest/csv/header-names.js'
import { firstLine, otherSeparator, separatorTitle } from '../../../ingest/csv/other-separator.js'
import { checkMatch, matchFields } from '../../../ingest/format/match-fields.js'
import { timestampFormat } from '../../../ingest/values/timestamp-format.js'

/** How many errors of one file are reported. */
const MOST_DIAGNOSTICS = 10

const QUOTE = '"'

/** A seed's file, and how it is written. */
export interface SeedFileForm {
  /** For messages. */
  readonly file: string
  /** The character between two fields. Default: `,`. */
  readonly delimiter?: string | undefined
  /** Unquoted fields that are NULL, besides empty ones. Default: none. */
  readonly nullIf?: readonly string[] | undefined
}

/**
 * Reads a seed's CSV file by the same rules as loaded files; everything that does not match is reported with its place.
 *
 * @returns The rows, with their values in the order of the columns.
 */
export function parseSeed(
  content: string | Buffer,
  columns: Columns,
  { file, delimiter = ',', nullIf = [] }: SeedFileForm,
): { readonly rows: readonly SeedRow[]; readonly diagnostics: readonly Diagnostic[] } {
  const bytes = Buffer.from(content)
  const obvious = checkForm(bytes.toString('utf8'), Object.keys(columns), file, delimiter)
  if (obvious) return { rows: [], diagnostics: [obvious] }
  const records: ScannedRecord[] = []
  const scanner = new CsvScanner((record) => records.push(record), { delimiter, quote: QUOTE })
  scanner.write(bytes)
  scanner.end()
  const [header] = records
  const names = headerNames(header?.fields ?? [], Object.keys(columns))
  const matched = matchFields(names, columns, {})
  const at = `${file}:1`
  const wrong = [
    ...checkMatch(matched, {}, { at, where: 'the header', what: 'column', declaredBy: 'seed' }).map(toSeedDiagnostic),
    ...matched.extra.map((name) => diagnostic(`the header has "${name}", which is not a column of the seed`, at)),
  ]
  if (wrong.length > 0) return { rows: [], diagnostics: wrong }
  const fields = matched.columns.map((column, i) => {
    const isTimestamp = columns[column!]!.type.name === 'timestamp'
    const values = texts(records, i).filter((text) => !nullIf.includes(text))
    return { column: column!, timestampFormat: isTimestamp ? timestampFormat(values) : undefined }
  })
  const order = Object.keys(columns).map((column) => matched.columns.indexOf(column))
  const rows: SeedRow[] = []
  const diagnostics: Diagnostic[] = []
  const reader = new CsvRecords({ fields, nullIf, hasHeader: true }, columns, {
    onRow: (values) => rows.push(order.map((i) => values[i]!)),
    onInvalid: (what, line) => diagnostics.push(diagnostic(what, `${file}:${line}`)),
    checksSchemas: true,
  })
  for (const record of records) reader.take(record)
  return { rows, diagnostics: firstOf(diagnostics, file) }
}

function texts(records: readonly ScannedRecord[], index: number): readonly string[] {
  return records.slice(1).flatMap(({ fields }) => fields[index]?.text || [])
}

/** What is wrong with the file as a whole, and would otherwise be reported for each column. */
function checkForm(text: string, declared: readonly string[], file: string, delimiter: string): Diagnostic | undefined {
  if (text.replace(/^\uFEFF/, '').trim() === '')
    return {
      ...diagnostic('it is empty, and has no header', file),
      hint: `Its first line must name the columns: ${declared.join(delimiter)}`,
    }
  const other = otherSeparator(firstLine(text), declared, delimiter)
  if (!other) return undefined
  const option = `{ delimiter: ${quoted(other.text)} }`
  return {
    ...diagnostic(`the fields are separated by ${other.title}, not by ${separatorTitle(delimiter)}`, `${file}:1`),
    hint:
      other.text === ','
        ? "Remove the seed's delimiter, or save the file with it."
        : `Give the seed the option ${option}, or save the file with ${separatorTitle(delimiter)}.`,
  }
}

function quoted(separator: string): string {
  return separator === '\t' ? "'\\t'" : `'${separator}'`
}

function firstOf(diagnostics: readonly Diagnostic[], file: string): readonly Diagnostic[] {
  const more = diagnostics.length - MOST_DIAGNOSTICS
  if (more <= 0) return diagnostics
  return [...diagnostics.slice(0, MOST_DIAGNOSTICS), diagnostic(`there are ${more} more errors of this kind`, file)]
}

const HINT = 'Correct the file, or the columns of the seed.'

function toSeedDiagnostic(found: Diagnostic): Diagnostic {
  return { ...found, code: 'E_SEED' }
}

function diagnostic(message: string, at: string): Diagnostic {
  return { code: 'E_SEED', message: `${at}: ${message}`, hint: HINT, subject: at, at }
}
