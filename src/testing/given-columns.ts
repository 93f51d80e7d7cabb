import { type Columns, describeSqlType, type SqlType } from '../core/columns/index.js'
import type { ValueType } from '../core/columns/value-type.js'
import type { RelationDefinition } from '../core/definitions/definition.js'
import type { Given } from '../core/definitions/given.js'
import { ownValue } from '../core/definitions/options/values/own-value.js'
import { type Diagnostic, DiagnosticsError } from '../core/errors/index.js'
import { suggestName } from '../core/graph/suggest-name.js'
import type { OutputColumn } from '../core/infer/output-column.js'
import { withoutExponent } from '../core/result/decimal-text.js'
import type { ReadRows } from './given-rows.js'

/** A column of a table that holds given rows. */
export interface GivenColumn {
  readonly name: string
  readonly type: SqlType
}

type Row = Given['rows'][number]

/**
 * The columns of the table that stands in for a definition: as the definition has them, with a type from the rows where
 * raw SQL hides it.
 *
 * @param known The definition's columns; `undefined` when raw SQL hides all of them, and they follow from the rows.
 * @throws DiagnosticsError `E_UNKNOWN_COLUMN`, `E_TYPE_MISMATCH` for values that are not of a column's type, `E_COLUMNS_UNKNOWN`.
 */
export function givenColumns(
  name: string,
  definition: RelationDefinition,
  known: readonly OutputColumn[] | undefined,
  read: readonly ReadRows[],
): readonly GivenColumn[] {
  const rows = read.flatMap((each) => each.rows)
  // The engine casts strings of CSV.
  const values = read.flatMap((each) => (each.areTexts ? [] : each.rows))
  const found = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const columns = (known ?? found.map((column): OutputColumn => ({ name: column, type: undefined }))).map((column) => ({
    name: column.name,
    type:
      column.type ??
      typeOfValues(
        rows.map((row) => ownValue(row, column.name)),
        column.values,
      ),
  }))
  const diagnostics = known ? unknownColumns(name, found, columns) : columns.length === 0 ? [hiddenColumns(name)] : []
  if (diagnostics.length > 0) throw new DiagnosticsError(diagnostics)
  const declared = 'columns' in definition ? definition.columns : {}
  const mismatches = columns.flatMap((column) => (fitsAll(column, declared, values) ? [] : [mismatch(name, column)]))
  if (mismatches.length > 0) throw new DiagnosticsError(mismatches)
  return columns
}

function fitsAll({ name, type }: GivenColumn, declared: Columns, rows: readonly Row[]): boolean {
  const schema = ownValue(declared, name)?.schema
  return rows
    .map((row) => ownValue(row, name))
    .filter((value) => value !== null && value !== undefined)
    .every((value) => isExact(value, type) && (schema?.safeParse(value).success ?? true))
}

/** Whether a number keeps all its digits in a column; engines would round it silently. */
function isExact(value: unknown, type: SqlType): boolean {
  if (typeof value !== 'number') return true
  if (type.name === 'integer' || type.name === 'bigint') return Number.isInteger(value)
  return type.name !== 'decimal' || Number(value.toFixed(type.scale)) === value
}

/**
 * The type of a column of which only the values are known. Numbers that are no doubles for sure are decimals, as they are
 * where an engine computes them: a sum of doubles would have other last digits.
 */
function typeOfValues(values: readonly unknown[], as: ValueType | undefined): SqlType {
  const present = values.filter((value) => value !== null && value !== undefined)
  const decimal = as === undefined ? undefined : decimalOf(present)
  if (decimal) return decimal
  const [first] = present
  if (first === undefined || typeof first === 'string') return { name: 'varchar' }
  if (typeof first === 'boolean') return { name: 'boolean' }
  if (first instanceof Date) return { name: 'timestamp' }
  if (first instanceof Uint8Array) return { name: 'binary' }
  if (typeof first === 'object') return { name: 'json' }
  return present.every((value) => typeof value === 'bigint' || Number.isInteger(value))
    ? { name: 'bigint' }
    : { name: 'double' }
}

/** The decimal that holds all of some numbers, unless they are whole or no decimal does. */
function decimalOf(values: readonly unknown[]): SqlType | undefined {
  const texts = values.map((value) => (typeof value === 'number' ? withoutExponent(value) : String(value)))
  if (texts.length === 0 || !texts.every((text) => /^-?\d+(\.\d+)?$/.test(text))) return undefined
  const scale = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0))
  const whole = Math.max(...texts.map((text) => text.replace(/^-|\..*$/g, '').length))
  return scale > 0 && scale + whole <= 38 ? { name: 'decimal', precision: 38, scale } : undefined
}

function unknownColumns(
  name: string,
  found: readonly string[],
  columns: readonly GivenColumn[],
): readonly Diagnostic[] {
  const names = columns.map((column) => column.name)
  return found
    .filter((column) => !names.includes(column))
    .map((column) => {
      const nearest = suggestName(column, names)
      return {
        code: 'E_UNKNOWN_COLUMN',
        message: `a given row of "${name}" has the column "${column}", which "${name}" does not have`,
        names: [column, name],
        hint: nearest ? `Did you mean "${nearest}"?` : `Its columns are ${names.join(', ')}.`,
      }
    })
}

function hiddenColumns(name: string): Diagnostic {
  return {
    code: 'E_COLUMNS_UNKNOWN',
    message: `the columns of "${name}" are hidden in raw SQL, and no row is given that would show them`,
    hint: 'Give a row, or give the model a contract.',
  }
}

function mismatch(name: string, { name: column, type }: GivenColumn): Diagnostic {
  return {
    code: 'E_TYPE_MISMATCH',
    message: `a given row of "${name}" has a value in "${column}" that is not a valid ${describeSqlType(type)}`,
    hint: 'Give a value of the type of the column, with no more digits than it holds.',
  }
}
