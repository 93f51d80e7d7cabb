import { type CsvError, parse } from 'csv-parse/sync'
import type { Column, Columns } from '../core/columns/index.js'
import type { Diagnostic } from '../core/errors/index.js'
import type { SeedRow } from '../core/ports/materialization.js'
import { firstLine, otherSeparator, separatorTitle } from '../ingest/csv/other-separator.js'
import { parseField } from './parse-field.js'

/** A field of a CSV file, and whether it was quoted: an unquoted empty field is NULL, a quoted one the empty text. */
interface Field {
  readonly text: string
  readonly quoted: boolean
}

/** How many mistakes of one file are told. */
const MOST_PROBLEMS = 10

/** Reads a seed's CSV text into rows of its columns' types; everything that does not fit is reported with its place. */
export function parseSeed(
  text: string,
  columns: Columns,
  file: string,
  delimiter = ',',
): { readonly rows: readonly SeedRow[]; readonly problems: readonly Diagnostic[] } {
  const obvious = formProblem(text, Object.keys(columns), file, delimiter)
  if (obvious) return { rows: [], problems: [obvious] }
  let records: readonly { readonly record: readonly Field[]; readonly info: { readonly lines: number } }[]
  try {
    records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      cast: (value, context) => ({ text: value, quoted: context.quoting }) as never,
    }) as never
  } catch (error) {
    return { rows: [], problems: [problem(`it is not a CSV file: ${(error as CsvError).message}`, file)] }
  }
  const [header, ...body] = records
  const names = header?.record.map((field) => field.text) ?? []
  const wrong = headerProblems(names, Object.keys(columns), file)
  if (wrong.length > 0) return { rows: [], problems: wrong }
  const problems: Diagnostic[] = []
  const rows = body.map(({ record, info }) => readRow(record, names, columns, `${file}:${info.lines}`, problems))
  return { rows, problems: firstOf(problems, file) }
}

/** What is wrong with the file as a whole, and would else be told once for each column. */
function formProblem(
  text: string,
  declared: readonly string[],
  file: string,
  delimiter: string,
): Diagnostic | undefined {
  if (text.replace(/^\uFEFF/, '').trim() === '')
    return {
      ...problem('it is empty, and has no header', file),
      hint: `Its first line must name the columns: ${declared.join(delimiter)}`,
    }
  const other = otherSeparator(firstLine(text), declared, delimiter)
  if (!other) return undefined
  const option = `{ delimiter: ${quoted(other.text)} }`
  return {
    ...problem(`the fields are separated by ${other.title}, not by ${separatorTitle(delimiter)}`, `${file}:1`),
    hint:
      other.text === ','
        ? "Leave out the seed's delimiter, or save the file as the seed says."
        : `Give the seed the option ${option}, or save the file with ${separatorTitle(delimiter)}.`,
  }
}

function quoted(separator: string): string {
  return separator === '\t' ? "'\\t'" : `'${separator}'`
}

function readRow(
  record: readonly Field[],
  names: readonly string[],
  columns: Columns,
  at: string,
  problems: Diagnostic[],
): SeedRow {
  if (record.length !== names.length) {
    problems.push(problem(`the row has ${record.length} fields, the header ${names.length}`, at))
    return {}
  }
  return Object.fromEntries(names.map((name, i) => [name, readField(record[i]!, name, columns[name]!, at, problems)]))
}

function readField(field: Field, name: string, column: Column<unknown>, at: string, problems: Diagnostic[]): unknown {
  if (field.text === '' && !field.quoted) {
    if (!column.isNullable) problems.push(problem(`column "${name}" is empty, but not nullable`, at))
    return null
  }
  const { value, misfit } = parseField(field.text, column)
  if (misfit !== undefined) problems.push(problem(`the value of column "${name}" ${misfit}`, at))
  return value
}

function firstOf(problems: readonly Diagnostic[], file: string): readonly Diagnostic[] {
  const more = problems.length - MOST_PROBLEMS
  if (more <= 0) return problems
  return [...problems.slice(0, MOST_PROBLEMS), problem(`there are ${more} more mistakes of this kind`, file)]
}

function headerProblems(found: readonly string[], declared: readonly string[], file: string): readonly Diagnostic[] {
  const missing = declared.filter((name) => !found.includes(name))
  const extra = found.filter((name) => !declared.includes(name))
  const repeated = new Set(found.filter((name, i) => found.indexOf(name) !== i))
  return [
    ...[...repeated].map((name) => problem(`the header has "${name}" more than once`, `${file}:1`)),
    ...missing.map((name) => problem(`the header lacks the column "${name}"`, `${file}:1`)),
    ...extra.map((name) => problem(`the header has "${name}", which is not a column of the seed`, `${file}:1`)),
  ]
}

function problem(message: string, at: string): Diagnostic {
  return { code: 'E_SEED', message: `${at}: ${message}`, hint: 'Correct the file, or the columns of the seed.', at }
}
