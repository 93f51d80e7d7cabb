import type { Column, Columns } from '../../../core/columns/index.js'
import type { ParquetField, ParquetFile } from '../../../core/ports/data-file.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'
import { checkedValue } from './duckdb-checked-value.js'
import { fileNameSql } from './duckdb-file-name.js'
import { type FieldSql, inYears, textFieldSql } from './duckdb-text-field.js'

/**
 * The SELECT that reads a Parquet file as columns of given types and fails on invalid values.
 *
 * ```sql
 * select case when "rating" is null then error(…) when … then … else error(…) end as "rating", …
 * from read_parquet('/data/ratings.parquet', binary_as_string = false, hive_partitioning = false)
 * ```
 */
export function readParquetSql(file: ParquetFile, columns: Columns): string {
  const values = file.fields.map((field, i) => {
    const column = columns[field.column]!
    const read = quoteIdentifier(field.name)
    const sql = { isNull: `${read} is null`, ...fieldSql(read, field, column) }
    return `${checkedValue(i, column, sql)} as ${quoteIdentifier(field.column)}`
  })
  // A file of which no column is wanted cannot be: every source declares at least one.
  return `select ${values.join(', ')}
from read_parquet(${fileNameSql(file.path)}, binary_as_string = ${file.isBinaryText}, hive_partitioning = false)`
}

/** Through text, in which a double of `3.5` and a decimal of `3.50` are the same number. */
function fieldSql(read: string, { kind, timestampFormat }: ParquetField, column: Column<unknown>): FieldSql {
  switch (kind) {
    case 'nested':
      // DuckDB writes NaN and infinity as they are, which no JSON has.
      return {
        isValid: textFieldSql(`(to_json(${read})::varchar)`, column, undefined).isValid,
        value: `to_json(${read})`,
      }
    case 'timestamp': {
      const value = `make_timestamp(epoch_us(${read}))`
      return { isValid: `isfinite(${read}) and ${inYears(value)}`, value }
    }
    case 'nanoseconds':
      return { isValid: `epoch_ns(${read}) % 1000 = 0`, value: `make_timestamp(epoch_us(${read}))` }
    case 'whole':
    case 'decimal':
    case 'float':
      if (column.type.name === 'double') return { isValid: 'true', value: `${read}::double` }
      // As a double, since 0.1 in 32 bits is no 0.1.
      return textFieldSql(`(${read}${kind === 'float' ? '::double' : ''}::varchar)`, column, timestampFormat)
    default:
      return textFieldSql(`(${read}::varchar)`, column, timestampFormat)
  }
}
