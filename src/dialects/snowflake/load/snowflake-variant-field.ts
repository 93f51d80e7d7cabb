import type { Column } from '../../../core/columns/index.js'
import type { NamedField } from '../../../core/ports/data-file.js'
import { quoteText } from '../text/snowflake-literals.js'
import { fieldSql } from './snowflake-field.js'
import type { LandedField } from './snowflake-landing.js'

/** The one column of a landing table whose rows are objects. */
export const ROW = 'v'

/** A field of a landed object, in SQL. */
export function variantOf({ name }: NamedField): string {
  return `${ROW}[${quoteText(name)}]`
}

/** What a field holds, as it is. */
export function wholeVariant(field: NamedField): LandedField {
  const read = variantOf(field)
  return {
    column: field.column,
    isNull: `coalesce(is_null_value(${read}), true)`,
    isValid: 'true',
    value: `strip_null_value(${read})`,
  }
}

/**
 * A string or number, by way of text, where Snowflake has every digit of it. Only doubles are left unchanged: their text
 * would be rounded.
 */
export function scalarVariant(field: NamedField, about: Column<unknown>): LandedField {
  const { column, timestampFormat } = field
  const text = `cast(${variantOf(field)} as varchar)`
  const isNull = `${text} is null`
  if (about.type.name !== 'double') return { column, isNull, ...fieldSql(text, about, timestampFormat) }
  const value = `coalesce(as_double(${variantOf(field)}), try_to_double(trim(${text})))`
  return { column, isNull, isValid: `${value} is not null`, value }
}
