import type { JsonFormat } from '../../../core/definitions/options/file-format-options.js'
import type { JsonFile } from '../../../core/ports/data-file.js'
import type { Landing } from './snowflake-landing.js'
import { ROW, scalarVariant, variantOf, wholeVariant } from './snowflake-variant-field.js'

/** JSON lands as one object a row. */
export const jsonLanding: Landing<JsonFile> = {
  isPacked: true,
  columns: () => [`${ROW} variant`],
  fields: (file, columns) =>
    file.fields.map((field) => {
      const column = columns[field.column]!
      if (column.type.name === 'json') return wholeVariant(field)
      const scalar = scalarVariant(field, column)
      const read = variantOf(field)
      return { ...scalar, isValid: `not is_object(${read}) and not is_array(${read}) and ${scalar.isValid}` }
    }),
  /** @see https://docs.snowflake.com/en/sql-reference/sql/create-file-format#type-json */
  formatOptions: (options) => [
    'type = json',
    `strip_outer_array = ${(options as JsonFormat).stripOuterArray === true}`,
    'allow_duplicate = false',
    'strip_null_values = false',
    'ignore_utf8_errors = false',
  ],
}
