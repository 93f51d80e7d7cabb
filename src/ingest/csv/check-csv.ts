import type { Columns } from '../../core/columns/index.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { CsvFile } from '../../core/ports/data-file.js'
import { dataBytes } from '../data-bytes.js'
import { MOST_PROBLEMS, recordProblem } from '../data-problem.js'
import { type FieldRule, fieldRule, misfitOf } from '../field-rule.js'
import type { RecordCheck } from '../file-reader.js'
import { CsvScanner, type ScannedField, type ScannedRecord } from './csv-scanner.js'

interface FieldCheck {
  readonly column: string
  readonly isNullable: boolean
  readonly rule: FieldRule
}

/** Looks at every record of a CSV file. */
export async function checkCsv(
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
  const isNull = ({ text, isQuoted }: ScannedField): boolean => (text === '' && !isQuoted) || file.nullIf.includes(text)
  const problems: Diagnostic[] = []
  let records = 0
  const headers = file.hasHeader ? 1 : 0
  const scanner = new CsvScanner((record) => {
    records++
    if (records > headers && problems.length < MOST_PROBLEMS)
      problems.push(...recordProblems(record, checks, isNull, shown, file.hasHeader ? 'the header' : 'the source'))
  }, file)
  for await (const chunk of dataBytes(file.path, shown, { ...file, signal })) {
    scanner.write(chunk)
    if (problems.length >= MOST_PROBLEMS) break
  }
  if (problems.length < MOST_PROBLEMS) scanner.end()
  return { rows: records - headers, problems: problems.slice(0, MOST_PROBLEMS) }
}

function recordProblems(
  { line, fields, fault }: ScannedRecord,
  checks: readonly (FieldCheck | undefined)[],
  isNull: (field: ScannedField) => boolean,
  shown: string,
  first: string,
): readonly Diagnostic[] {
  if (fault !== undefined) return [recordProblem(fault, shown, line)]
  if (fields.length !== checks.length)
    return [recordProblem(`the row has ${count(fields.length, 'field')}, ${first} ${checks.length}`, shown, line)]
  return fields.flatMap((field, i) => {
    const what = fieldProblem(field, checks[i], isNull(field))
    return what === undefined ? [] : [recordProblem(what, shown, field.line)]
  })
}

function fieldProblem(field: ScannedField, check: FieldCheck | undefined, isNull: boolean): string | undefined {
  if (!field.isUtf8) return check ? `the value of column "${check.column}" is not UTF-8` : 'a value is not UTF-8'
  if (!check) return undefined
  if (isNull) return check.isNullable ? undefined : `column "${check.column}" is empty, but not nullable`
  return check.rule.fits(field.text) ? undefined : misfitOf(check.column, check.rule, field.text)
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}
