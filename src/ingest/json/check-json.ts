import type { Columns } from '../../core/columns/index.js'
import type { Diagnostic } from '../../core/errors/index.js'
import type { JsonFile } from '../../core/ports/data-file.js'
import { dataBytes } from '../bytes/data-bytes.js'
import { MOST_DIAGNOSTICS, recordDiagnostic } from '../format/data-diagnostic.js'
import type { ReadOptions, RecordCheck } from '../format/format-reader.js'
import { describeMismatch, type ValueRule, valueRule } from '../values/value-rule.js'
import { type JsonField, jsonFields } from './json-fields.js'
import type { JsonRecord } from './json-splitter.js'
import { parseRecord } from './parse-record.js'
import { splitterOf } from './splitter-of.js'

interface FieldCheck {
  readonly name: string
  readonly column: string
  readonly isNullable: boolean
  readonly isJson: boolean
  readonly rule: ValueRule
}

/** Reads every object of a JSON file. */
export async function checkJson(
  file: JsonFile,
  columns: Columns,
  displayPath: string,
  { signal, onRow, onPart }: ReadOptions,
): Promise<RecordCheck> {
  const checks = file.fields.map(({ name, column, timestampFormat }): FieldCheck => {
    const { isNullable, type } = columns[column]!
    const rule = valueRule(columns[column]!, timestampFormat)
    return { name, column, isNullable, isJson: type.name === 'json', rule }
  })
  const diagnostics: Diagnostic[] = []
  let rows = 0
  const splitter = splitterOf(file)((record) => {
    rows++
    if (diagnostics.length >= MOST_DIAGNOSTICS) return
    const read = readRecord(record, checks)
    diagnostics.push(...read.diagnostics.map((what) => recordDiagnostic(what, displayPath, record.line)))
    if (read.diagnostics.length === 0) onRow?.(read.values)
  })
  for await (const chunk of dataBytes(file.path, displayPath, { ...file, signal })) {
    splitter.write(chunk)
    if (diagnostics.length >= MOST_DIAGNOSTICS) break
    await onPart?.()
  }
  if (diagnostics.length < MOST_DIAGNOSTICS) splitter.end()
  return { rows, diagnostics: diagnostics.slice(0, MOST_DIAGNOSTICS) }
}

interface ReadRecord {
  readonly diagnostics: readonly string[]
  readonly values: readonly (string | null)[]
}

function readRecord(record: JsonRecord, checks: readonly FieldCheck[]): ReadRecord {
  const parsed = parseRecord(record)
  if ('unreadable' in parsed) return { diagnostics: [parsed.unreadable], values: [] }
  const fields = jsonFields(parsed.json)
  const read = checks.map((check) => readField(fields, check))
  const wrong = read.flatMap((one) => ('mismatch' in one ? [one.mismatch] : []))
  return {
    diagnostics: [...checkNames(fields, checks), ...wrong],
    values: read.map((one) => ('mismatch' in one ? null : one.value)),
  }
}

function checkNames(fields: readonly JsonField[], checks: readonly FieldCheck[]): readonly string[] {
  const names = fields.map(({ name }) => name)
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) < i))]
  const other = names.flatMap((name) => {
    const check = checks.find((one) => isOtherSpelling(name, one))
    return check ? [describeSpellings(check.name, name, names)] : []
  })
  return [...twice.map((name) => `the field "${name}" occurs twice`), ...other]
}

function isOtherSpelling(name: string, check: FieldCheck): boolean {
  return check.name !== name && check.name.toLowerCase() === name.toLowerCase()
}

/** What is wrong with a row that spells a field differently from the rows before it. */
export function describeSpellings(known: string, name: string, names: readonly string[]): string {
  return names.includes(known)
    ? `the fields "${known}" and "${name}" are for the same column`
    : `the field "${known}" of earlier rows is written "${name}"`
}

function readField(
  fields: readonly JsonField[],
  check: FieldCheck,
): { readonly value: string | null } | { readonly mismatch: string } {
  const { name, column, isNullable, isJson, rule } = check
  const field = fields.find((one) => one.name === name)
  if (!field || field.kind === 'null') {
    if (isNullable || (!field && fields.some((one) => isOtherSpelling(one.name, check)))) return { value: null }
    const mismatch = field
      ? `column "${column}" is null, but not nullable`
      : `the field "${name}" is missing, and not nullable`
    return { mismatch }
  }
  if (isJson) return { value: field.json }
  if (field.kind === 'nested') return { mismatch: describeMismatch(column, rule, undefined) }
  const value = rule.plain(field.text)
  return value === undefined ? { mismatch: describeMismatch(column, rule, field.text) } : { value }
}
