import path from 'node:path'
import { type RawBuilder, sql } from 'kysely'
import type { Given, GivenRow, OtherRows } from '../core/definitions/given.js'
import { type Diagnostic, DiagnosticsError } from '../core/errors/index.js'
import { CsvScanner, type ScannedRecord } from '../ingest/csv/csv-scanner.js'
import { readRegularFile } from '../util/regular-file.js'

/** Rows as a test gives them, read. */
export interface ReadRows {
  readonly rows: readonly GivenRow[]
  /** Whether the values are strings of CSV, which the engine casts. */
  readonly areTexts: boolean
  /** The query whose rows they are, in place of `rows`. */
  readonly query: RawBuilder<unknown> | undefined
}

/** Reads given rows that are not listed. @throws DiagnosticsError `E_FILE_NOT_FOUND`, `E_DATA_FORMAT` for what is no CSV. */
export async function readGiven({ rows, from }: Given, root: string): Promise<ReadRows> {
  if (from === undefined) return { rows, areTexts: false, query: undefined }
  return readOtherRows(from, root)
}

/** Reads rows of another form than a list. @throws DiagnosticsError `E_FILE_NOT_FOUND`, `E_DATA_FORMAT`, `E_INVALID_OPTION`. */
export async function readOtherRows(from: OtherRows<any>, root: string): Promise<ReadRows> {
  if ('query' in from) return { rows: [], areTexts: false, query: from.query }
  if ('csv' in from) return { rows: csvRows(from.csv, 'the CSV of a unit test'), areTexts: true, query: undefined }
  if ('csvFile' in from) {
    const text = await fileText(from.csvFile, root)
    return { rows: csvRows(text, from.csvFile), areTexts: true, query: undefined }
  }
  if ('queryFile' in from) {
    const text = await fileText(from.queryFile, root)
    return { rows: [], areTexts: false, query: sql.raw(text.replace(/[\s;]+$/, '')) }
  }
  throw new DiagnosticsError([
    {
      code: 'E_INVALID_OPTION',
      message: 'given rows are neither a list nor CSV nor a query',
      hint: "Write a list, { csv: '…' }, { csvFile: 'rows.csv' }, { query: sql`…` } or { queryFile: 'rows.sql' }.",
    },
  ])
}

async function fileText(file: string, root: string): Promise<string> {
  try {
    return (await readRegularFile(path.resolve(root, file))).toString('utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new DiagnosticsError([
      {
        code: 'E_FILE_NOT_FOUND',
        message: `there is no file ${file}, which has rows of a unit test (${code ?? 'not a regular file'})`,
        hint: 'Paths of given rows start at the folder of the project.',
      },
    ])
  }
}

/** An unquoted empty field is NULL. */
function csvRows(text: string, where: string): readonly GivenRow[] {
  const records: ScannedRecord[] = []
  const scanner = new CsvScanner((record) => records.push(record), { quote: '"' })
  scanner.write(Buffer.from(unindented(text)))
  scanner.end()
  const [header, ...lines] = records
  const names = header?.fields.map((field) => field.text.trim()) ?? []
  const diagnostics = [
    ...(names.length === 0 ? [unreadable(where, 1, 'it has no header')] : []),
    ...records.flatMap(({ line, unreadable: why }) => (why === undefined ? [] : [unreadable(where, line, why)])),
    ...lines.flatMap(({ line, fields }) =>
      fields.length === names.length
        ? []
        : [unreadable(where, line, `it has ${fields.length} fields, and the header has ${names.length}`)],
    ),
  ]
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  return lines.map(({ fields }) =>
    Object.fromEntries(
      fields.map((field, i) => {
        const value = field.isQuoted ? field.text : field.text.trim()
        return [names[i]!, value === '' && !field.isQuoted ? null : value]
      }),
    ),
  )
}

/** A template in code is indented like the code around it. */
function unindented(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/^[ \t]*\r?\n/, '')
    .replace(/^[ \t]+/gm, '')
    .replace(/\s+$/, '\n')
}

function unreadable(where: string, line: number, why: string): Diagnostic {
  return {
    code: 'E_DATA_FORMAT',
    message: `line ${line} of ${where}: ${why}`,
    hint: 'Its first line names the columns, and each line after it has a value for each of them.',
  }
}
