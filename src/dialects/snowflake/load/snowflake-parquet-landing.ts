import type { Column } from '../../../core/columns/index.js'
import type { ParquetFormat } from '../../../core/definitions/options/file-format-options.js'
import type { ParquetField, ParquetFile } from '../../../core/ports/data-file.js'
import { fieldSql } from './snowflake-field.js'
import type { LandedField, Landing } from './snowflake-landing.js'
import { ROW, scalarVariant, variantOf, wholeVariant } from './snowflake-variant-field.js'

/** Parquet lands as one object a row, whose fields keep their types. It is packed within, and read only so. */
export const parquetLanding: Landing<ParquetFile> = {
  isPacked: false,
  columns: () => [`${ROW} variant`],
  fields: (file, columns) => file.fields.map((field) => landedField(field, columns[field.column]!)),
  /** @see https://docs.snowflake.com/en/sql-reference/sql/create-file-format#type-parquet */
  formatOptions: (options) => [
    'type = parquet',
    'use_logical_type = true',
    `binary_as_text = ${(options as ParquetFormat).binaryAsText === true}`,
  ],
}

function landedField(field: ParquetField, about: Column<unknown>): LandedField {
  const { column, kind } = field
  const read = variantOf(field)
  const isNull = `cast(${read} as varchar) is null`
  switch (kind) {
    case 'nested':
      return wholeVariant(field)
    case 'timestamp':
    case 'nanoseconds': {
      const value = `cast(${read} as timestamp_ntz)`
      const isInYears = `coalesce(date_part(year, ${value}) between 1 and 9999, false)`
      // The columns of other engines hold microseconds.
      const isWhole = `mod(date_part(nanosecond, ${value}), 1000) = 0`
      return { column, isNull, isValid: kind === 'timestamp' ? isInYears : isWhole, value }
    }
    case 'date': {
      const day = `cast(${read} as date)`
      if (about.type.name === 'date') return { column, isNull, isValid: 'true', value: day }
      return { column, isNull, ...fieldSql(`to_char(${day}, 'YYYY-MM-DD')`, about, undefined) }
    }
    default:
      return scalarVariant(field, about)
  }
}
