import type { Columns } from '../core/columns/index.js'
import type { Diagnostic } from '../core/errors/index.js'
import type { CsvFile } from '../core/ports/file-loader.js'
import { CsvScanner, type ScannedField, type ScannedRecord } from './csv-scanner.js'
import { type FieldRule, fieldRule } from './field-rule.js'
import { fileBytes } from './file-bytes.js'

/** How many problems of one file are told. */
const MOST_PROBLEMS = 5

/** What a look at every record of a file found. */
export interface RecordCheck {
  /** Without the header; not all of them when there are problems. */
  readonly rows: number
  readonly problems: readonly Diagnostic[]
}

interface FieldCheck {
  readonly column: string
  readonly isNullable: boolean
  readonly rule: FieldRule
}

/**
 * Looks at every record of a file, much slower than an engine does, and tells the first few problems with line and
 * column. Only needed when an engine refuses the file, or counts other rows.
 *
 * @param shown The file, as a person wrote it.
 */
export async function checkRecords(
  file: CsvFile,
  columns: Columns,
  shown: string,
  signal?: AbortSignal,
): Promise<RecordCheck> {
  const checks = file.fields.map((field): FieldCheck | undefined => {
    if (!field) return undefined
    const column = columns[field.column]!
    return { column: field.column, isNullable: column.isNullable, rule: fieldRule(column, field.timestampFormat) }
  })
  const isNull = ({ text, isQuoted }: ScannedField): boolean =>
    (text === '' && !isQuoted) || (file.nullIf?.includes(text) ?? false)
  const problems: Diagnostic[] = []
  let records = 0
  const scanner = new CsvScanner((record) => {
    records++
    if (records > 1 && problems.length < MOST_PROBLEMS) problems.push(...recordProblems(record, checks, isNull, shown))
  }, file.delimiter)
  for await (const chunk of fileBytes(file.path, shown, signal)) {
    scanner.write(chunk)
    if (problems.length >= MOST_PROBLEMS) break
  }
  if (problems.length < MOST_PROBLEMS) scanner.end()
  return { rows: records - 1, problems: problems.slice(0, MOST_PROBLEMS) }
}

function recordProblems(
  { line, fields, fault }: ScannedRecord,
  checks: readonly (FieldCheck | undefined)[],
  isNull: (field: ScannedField) => boolean,
  shown: string,
): readonly Diagnostic[] {
  if (fault !== undefined) return [problem(fault, shown, line)]
  if (fields.length !== checks.length)
    return [problem(`the row has ${count(fields.length, 'field')}, the header ${checks.length}`, shown, line)]
  return fields.flatMap((field, i) => {
    const what = fieldProblem(field, checks[i], isNull(field))
    return what === undefined ? [] : [problem(what, shown, field.line)]
  })
}

function fieldProblem(field: ScannedField, check: FieldCheck | undefined, isNull: boolean): string | undefined {
  if (!field.isUtf8) return check ? `the value of column "${check.column}" is not UTF-8` : 'a value is not UTF-8'
  if (!check) return undefined
  if (isNull) return check.isNullable ? undefined : `column "${check.column}" is empty, but not nullable`
  return check.rule.fits(field.text) ? undefined : `the value of column "${check.column}" is not ${check.rule.expected}`
}

function problem(what: string, shown: string, line: number): Diagnostic {
  const at = `${shown}:${line}`
  return {
    code: 'E_DATA_FORMAT',
    message: `${at}: ${what}`,
    hint: 'Nothing was loaded. Correct the file, or the columns of the source.',
    at,
  }
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}
