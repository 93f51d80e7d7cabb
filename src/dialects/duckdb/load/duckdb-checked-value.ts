import type { Column, Columns } from '../../../core/columns/index.js'
import { describeSqlType } from '../../../core/columns/sql-type.js'
import type { DataFile } from '../../../core/ports/data-file.js'
import { quoteText } from '../text/duckdb-identifier.js'
import type { FieldSql } from './duckdb-text-field.js'

/**
 * The value of a column, or an error with the field's number: messages of DuckDB are shown without names in quotes.
 *
 * @param index The field's place in the file's `fields`.
 */
export function checkedValue(
  index: number,
  { isNullable }: Column<unknown>,
  { isNull, isValid, value }: FieldSql & { readonly isNull: string },
): string {
  const none = isNullable ? 'null' : `error(${quoteText(`NULL in field_${index}`)})`
  return `case when ${isNull} then ${none} when ${isValid} then ${value} else error(${quoteText(`value of field_${index}`)}) end`
}

const FAILED = /(NULL in|value of) field_(\d+)/

/** What the error of a {@link checkedValue} means to the user, without the value; `undefined` for other errors. */
export function failedValue(message: string, { fields }: DataFile, columns: Columns): string | undefined {
  const [, what, index] = FAILED.exec(message) ?? []
  const column = fields[Number(index)]?.column
  if (column === undefined) return undefined
  if (what === 'NULL in') return `column "${column}" is empty, but not nullable`
  return `a value of column "${column}" is not a valid ${describeSqlType(columns[column]!.type)}`
}
