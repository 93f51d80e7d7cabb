import type { Column, Columns } from '../../../core/columns/index.js'
import type { CsvFile, Field } from '../../../core/ports/data-file.js'
import { quoteIdentifier, quoteText } from '../text/duckdb-identifier.js'
import { duckDbTypeName } from '../values/duckdb-types.js'
import { checkedValue } from './duckdb-checked-value.js'
import { fileNameSql } from './duckdb-file-name.js'
import { textFieldSql } from './duckdb-text-field.js'

/**
 * The SELECT that reads a CSV file by its columns' types, which is what DuckDB does fastest. It rounds `1.5` to INTEGER and
 * `3.55` to DECIMAL(2, 1), and makes a date of `epoch`: the caller also has to prove that the file holds none of this, or
 * have a copy of the file read in which every value is plain.
 *
 * ```sql
 * select "c0" as "userId", "c1" as "rating", make_timestamp("c2" * 1000000) as "timestamp"
 * from read_csv('/data/ratings.csv', columns = {'c0': 'integer', 'c1': 'decimal(2, 1)', 'c2': 'bigint'}, auto_detect = false, …)
 * ```
 */
export function readCsvSql(file: CsvFile, columns: Columns): string {
  // Columns are numbered, since nothing is known about the names of unused ones.
  const types = file.fields.map((field, i) => `'c${i}': ${quoteText(readType(field, columns))}`)
  const values = file.fields.flatMap((field, i) => {
    if (!field) return []
    return [`${value(i, columns[field.column]!, field, file)} as ${quoteIdentifier(field.column)}`]
  })
  return `select ${values.join(', ')} from read_csv(${fileNameSql(file.path)}, columns = {${types.join(', ')}}, ${options(file)})`
}

/** Longer than any row that the reader of records takes, with every quote in it doubled. */
const LONGEST_COPIED_ROW = 8 * 1024 * 1024

function options({ isRewritten, isCompressed, delimiter, quote, hasHeader, nullIf }: CsvFile): string {
  return [
    'auto_detect = false',
    `header = ${hasHeader}`,
    `delim = ${quoteText(delimiter)}`,
    `quote = ${quoteText(quote ?? '')}`,
    `escape = ${quoteText(quote ?? '')}`,
    'allow_quoted_nulls = false',
    ...(nullIf.length > 0 ? [`nullstr = [${['', ...nullIf].map(quoteText).join(', ')}]`] : []),
    `compression = '${isCompressed ? 'gzip' : 'none'}'`,
    'hive_partitioning = false',
    'strict_mode = true',
    // Otherwise DuckDB finds out how lines end, and fails when there is another line end within the first quotes.
    ...(isRewritten ? ["new_line = '\\n'", `max_line_size = ${LONGEST_COPIED_ROW}`] : []),
  ].join(', ')
}

function readType(field: Field | undefined, columns: Columns): string {
  if (!field) return 'varchar'
  const { type } = columns[field.column]!
  if (type.name === 'json') return 'varchar'
  if (type.name !== 'timestamp' || field.timestampFormat === 'text') return duckDbTypeName(type)
  return field.timestampFormat === 'epoch' ? 'bigint' : 'varchar'
}

function value(index: number, column: Column<unknown>, { timestampFormat }: Field, { nullIf }: CsvFile): string {
  const read = `"c${index}"`
  const { type, isNullable } = column
  // Only DuckDB knows which values it has read as one of these strings.
  const present = isNullable || nullIf.length === 0 ? read : `coalesce(${read}, error('NULL in field_${index}'))`
  if (type.name === 'json') return `${present}::json`
  if (column.values) {
    const isNull = `${read} is null`
    return checkedValue(index, column, { isNull, ...textFieldSql(read, column, undefined) })
  }
  if (type.name !== 'timestamp' || timestampFormat === 'text') return present
  if (timestampFormat === 'epoch') return `make_timestamp(${present} * 1000000)`
  return checkedValue(index, column, { isNull: `${read} is null`, ...textFieldSql(read, column, 'iso') })
}
