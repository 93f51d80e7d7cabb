import type { Columns } from '../../../core/columns/index.js'
import { describeSqlType } from '../../../core/columns/sql-type.js'
import type { FormatOptions } from '../../../core/definitions/options/file-format-options.js'
import type { DataFile } from '../../../core/ports/data-file.js'
import { FILE, LOADED_AT } from '../../../core/ports/file-loader.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText, timestampLiteral } from '../text/snowflake-literals.js'
import type { FieldSql } from './snowflake-field.js'

/** What has landed for a declared column. */
export interface LandedField extends FieldSql {
  readonly column: string
  /** Whether there is nothing. */
  readonly isNull: string
}

/** How the files of one type land: in which columns, and how a declared column's value is made of them. */
export interface Landing<F extends DataFile> {
  /** Whether files are packed with gzip on their way to a stage inside of Snowflake. */
  readonly isPacked: boolean
  /** The columns of the landing table, in SQL. */
  columns(file: F): readonly string[]
  fields(file: F, columns: Columns): readonly LandedField[]
  /** What is in FILE_FORMAT. */
  formatOptions(options: FormatOptions | undefined): readonly string[]
}

/** The statement that creates a table for the fields of a file as they are in the file. */
export function createLandingSql(landing: string, columns: readonly string[]): string {
  return `create or replace temporary table ${landing} (${columns.join(', ')})`
}

/** Something that no row may have. */
export interface LandingCheck {
  /** The condition, in SQL; never NULL. */
  readonly sql: string
  /** What it means when a row has it. */
  readonly message: string
}

/** What is to be checked before what has landed is added. */
export function landingChecks(fields: readonly LandedField[], columns: Columns): readonly LandingCheck[] {
  return fields.flatMap(({ column, isNull, isValid }): LandingCheck[] => {
    const { isNullable, type } = columns[column]!
    const message = `a value of column "${column}" is not a valid ${describeSqlType(type)}`
    const none = { sql: isNull, message: `column "${column}" is empty, but not nullable` }
    const wrong = isValid === 'true' ? [] : [{ sql: `iff(${isNull}, false, not (${isValid}))`, message }]
    return [...(isNullable ? [] : [none]), ...wrong]
  })
}

/** The query for how many rows have landed, and for how many of them each check, by its number, finds something. */
export function checkLandingSql(landing: string, checks: readonly LandingCheck[]): string {
  const counts = checks.map(({ sql }, i) => `,\n  count_if(${sql}) as ${checkName(i)}`)
  return `select count(*) as landed${counts.join('')}\nfrom ${landing}`
}

/** The name of a check's count in the result of {@link checkLandingSql}. */
export function checkName(index: number): string {
  return `wrong_${index}`
}

/** The rows of a file that have landed, on their way to a source table. */
export interface LandedRows {
  /** The landing table's name in SQL. */
  readonly landing: string
  readonly fields: readonly LandedField[]
  /** The file's name. */
  readonly file: string
  readonly loadedAt: string
}

/**
 * The statement that adds landed rows to a table.
 *
 * @param table Its name in SQL.
 * @param columns All of its declared columns.
 */
export function insertLandedSql(
  table: string,
  columns: Columns,
  { landing, fields, file, loadedAt }: LandedRows,
): string {
  const values = fields.map(({ column, value }): readonly [string, string] => [column, value])
  if (Object.hasOwn(columns, LOADED_AT)) values.push([LOADED_AT, timestampLiteral(loadedAt)])
  if (Object.hasOwn(columns, FILE)) values.push([FILE, quoteText(file)])
  const names = values.map(([name]) => quoteIdentifier(name))
  return `insert into ${table} (${names.join(', ')})
select ${values.map(([, value]) => value).join(',\n  ')}
from ${landing}`
}
