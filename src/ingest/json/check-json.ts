import type { Columns } from '../../core/columns/index.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { JsonFile } from '../../core/ports/data-file.js'
import { dataBytes } from '../data-bytes.js'
import { MOST_PROBLEMS, recordProblem } from '../data-problem.js'
import { type FieldRule, fieldRule, misfitOf } from '../field-rule.js'
import type { RecordCheck } from '../file-reader.js'
import { type JsonField, jsonFields } from './json-fields.js'
import type { JsonRecord } from './json-splitter.js'
import { parseRecord } from './parse-record.js'
import { plainNumber } from './plain-number.js'
import { splitterOf } from './splitter-of.js'

interface FieldCheck {
  readonly name: string
  readonly column: string
  readonly isNullable: boolean
  readonly isJson: boolean
  readonly rule: FieldRule
}

/** Looks at every object of a JSON file. */
export async function checkJson(
  file: JsonFile,
  columns: Columns,
  shown: string,
  signal?: AbortSignal,
): Promise<RecordCheck> {
  const checks = file.fields.map(({ name, column, timestampFormat }): FieldCheck => {
    const { isNullable, type } = columns[column]!
    const rule = fieldRule(columns[column]!, timestampFormat)
    return { name, column, isNullable, isJson: type.name === 'json', rule }
  })
  const problems: Diagnostic[] = []
  let rows = 0
  const splitter = splitterOf(file)((record) => {
    rows++
    if (problems.length >= MOST_PROBLEMS) return
    problems.push(...problemsOf(record, checks).map((what) => recordProblem(what, shown, record.line)))
  })
  for await (const chunk of dataBytes(file.path, shown, { ...file, signal })) {
    splitter.write(chunk)
    if (problems.length >= MOST_PROBLEMS) break
  }
  if (problems.length < MOST_PROBLEMS) splitter.end()
  return { rows, problems: problems.slice(0, MOST_PROBLEMS) }
}

function problemsOf(record: JsonRecord, checks: readonly FieldCheck[]): readonly string[] {
  const parsed = parseRecord(record)
  if ('fault' in parsed) return [parsed.fault]
  const fields = jsonFields(parsed.json)
  return [...nameProblems(fields, checks), ...checks.flatMap((check) => fieldProblem(fields, check) ?? [])]
}

function nameProblems(fields: readonly JsonField[], checks: readonly FieldCheck[]): readonly string[] {
  const names = fields.map(({ name }) => name)
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) < i))]
  const other = names.flatMap((name) => {
    const check = checks.find((one) => isOtherSpelling(name, one))
    return check ? [spellingFault(check.name, name, names)] : []
  })
  return [...twice.map((name) => `the field "${name}" stands there twice`), ...other]
}

function isOtherSpelling(name: string, check: FieldCheck): boolean {
  return check.name !== name && check.name.toLowerCase() === name.toLowerCase()
}

/** What is wrong with a row that spells a field otherwise than the rows before it. */
export function spellingFault(known: string, name: string, names: readonly string[]): string {
  return names.includes(known)
    ? `the fields "${known}" and "${name}" are for the same column`
    : `the field "${known}" of the rows before is written "${name}"`
}

function fieldProblem(fields: readonly JsonField[], check: FieldCheck): string | undefined {
  const { name, column, isNullable, isJson, rule } = check
  const field = fields.find((one) => one.name === name)
  if (!field || field.kind === 'null') {
    if (isNullable || (!field && fields.some((one) => isOtherSpelling(one.name, check)))) return undefined
    return field ? `column "${column}" is null, but not nullable` : `the field "${name}" is missing, and not nullable`
  }
  if (isJson) return undefined
  if (field.kind === 'nested') return misfitOf(column, rule, undefined)
  const text = field.kind === 'number' ? plainNumber(field.text) : field.text
  return rule.fits(text) ? undefined : misfitOf(column, rule, text)
}
