import type { Columns } from '../../../core/columns/index.js'
import { type CsvFile, FILE, LOADED_AT } from '../../../core/ports/file-loader.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { momentLiteral, quoteText } from '../text/snowflake-literal-text.js'
import { fieldSql } from './snowflake-field.js'

/** The statement that makes a table for the fields of a file as they stand there, as text. */
export function createLandingSql(landing: string, file: CsvFile): string {
  return `create or replace temporary table ${landing} (${file.fields.map((_, i) => `${fieldName(i)} varchar`).join(', ')})`
}

/** The query for how many rows have landed, and how many of them have a field that is not what its column says. */
export function checkLandingSql(landing: string, file: CsvFile, columns: Columns): string {
  const wrong = file.fields.flatMap((field, i) => {
    if (!field) return []
    const column = columns[field.column]!
    const { fits } = fieldSql(fieldName(i), column, field.timestampFormat)
    return [`iff(${fieldName(i)} is null, ${!column.isNullable}, not (${fits}))`]
  })
  return `select count(*) as landed, count_if(${wrong.join('\n  or ') || 'false'}) as wrong from ${landing}`
}

/** The statement that adds what has landed to the table. */
export function insertLandedSql(
  table: string,
  landing: string,
  file: CsvFile,
  columns: Columns,
  loadedAt: string,
): string {
  const values: [string, string][] = file.fields.flatMap((field, i): [string, string][] => {
    if (!field) return []
    return [[field.column, fieldSql(fieldName(i), columns[field.column]!, field.timestampFormat).value]]
  })
  if (Object.hasOwn(columns, LOADED_AT)) values.push([LOADED_AT, momentLiteral(loadedAt)])
  if (Object.hasOwn(columns, FILE)) values.push([FILE, quoteText(file.name)])
  const names = values.map(([name]) => quoteIdentifier(name))
  return `insert into ${table} (${names.join(', ')})
select ${values.map(([, value]) => value).join(',\n  ')}
from ${landing}`
}

/** Fields are numbered, since nothing is known of the names of those that nobody wants. */
function fieldName(index: number): string {
  return `c${index}`
}
