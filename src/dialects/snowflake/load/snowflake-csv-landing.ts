import type { CsvFormat } from '../../../core/definitions/options/file-format-options.js'
import type { CsvFile } from '../../../core/ports/data-file.js'
import { quoteText } from '../text/snowflake-literals.js'
import { fieldSql } from './snowflake-field.js'
import type { Landing } from './snowflake-landing.js'

/** CSV lands as one string for each field. Fields are numbered: nothing is known about the names of unused ones. */
export const csvLanding: Landing<CsvFile> = {
  isPacked: true,
  columns: ({ fields }) => fields.map((_, i) => `c${i} varchar`),
  fields: (file, columns) =>
    file.fields.flatMap((field, i) => {
      if (!field) return []
      const sql = fieldSql(`c${i}`, columns[field.column]!, field.timestampFormat)
      return [{ column: field.column, isNull: `c${i} is null`, ...sql }]
    }),
  formatOptions: (options) => csvOptions(options as CsvFormat | undefined),
}

/**
 * CSV as every engine reads it: an empty field is NULL, a quoted one the empty text, and a backslash is a backslash.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-file-format
 */
function csvOptions({
  fieldDelimiter,
  fieldOptionallyEnclosedBy: quote = '"',
  skipHeader = 1,
  nullIf = [],
}: Partial<CsvFormat> = {}): readonly string[] {
  return [
    'type = csv',
    `skip_header = ${skipHeader}`,
    `field_optionally_enclosed_by = ${quote === 'none' ? 'none' : quoteText(quote)}`,
    'escape_unenclosed_field = none',
    'empty_field_as_null = true',
    'skip_blank_lines = true',
    `null_if = (${nullIf.map(quoteText).join(', ')})`,
    ...(fieldDelimiter === undefined ? [] : [`field_delimiter = ${quoteText(fieldDelimiter)}`]),
  ]
}
