import type { Column, Columns, SqlType } from '../../core/columns/index.js'
import type { CsvFile, Field, TimestampFormat } from '../../core/ports/data-file.js'
import { fileNameSql } from './duckdb-file-name.js'
import { quoteIdentifier, quoteText } from './duckdb-identifier.js'
import { duckDbTypeName } from './duckdb-types.js'

/** The most digits that DuckDB computes with in 64 bits, and in all. */
const FAST_DIGITS = 18
const ALL_DIGITS = 38

/**
 * The SELECT that reads a CSV file as columns of given types and fails on what does not fit. DuckDB by itself rounds
 * `3.55` to DECIMAL(2,1): decimals are read wider and compared after the cast. (It also rounds `1.5` to INTEGER. There a
 * wider type costs too much; whoever counts the file's rows also looks for points in whole numbers.)
 *
 * ```sql
 * select coalesce("c0", error('NULL')) as "userId",
 *   if("c1" = "c1"::decimal(2, 1), "c1"::decimal(2, 1), error('inexact or NULL')) as "rating"
 * from read_csv('/data/ratings.csv', columns = {'c0': 'integer', 'c1': 'decimal(18, 17)'}, auto_detect = false, …)
 * ```
 */
export function readCsvSql(file: CsvFile, columns: Columns): string {
  // Columns are numbered, since nothing is known of the names of those that nobody wants.
  const types = file.fields.map((field, i) => `'c${i}': ${quoteText(readType(field, columns))}`)
  const values = file.fields.flatMap((field, i) => {
    if (!field) return []
    return [`${value(`"c${i}"`, columns[field.column]!, field, file.isChecked)} as ${quoteIdentifier(field.column)}`]
  })
  return `select ${values.join(', ')} from read_csv(${fileNameSql(file.path)}, columns = {${types.join(', ')}}, ${options(file)})`
}

function options({ isChecked, isCompressed, delimiter, quote, hasHeader, nullIf }: CsvFile): string {
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
    "dateformat = '%Y-%m-%d'",
    "timestampformat = '%Y-%m-%d %H:%M:%S'",
    // Lenient reading takes mixed line ends, but also drops fields beyond the header's without a word.
    `strict_mode = ${!isChecked}`,
  ].join(', ')
}

const READ_TIMESTAMP: { readonly [F in TimestampFormat]: string } = {
  epoch: 'bigint',
  text: 'timestamp',
  iso: 'varchar',
}

function readType(field: Field | undefined, columns: Columns): string {
  if (!field) return 'varchar'
  const { type } = columns[field.column]!
  switch (type.name) {
    case 'decimal':
      return widerDecimal(type.precision - type.scale, type.scale)
    case 'timestamp':
      return READ_TIMESTAMP[field.timestampFormat ?? 'text']
    case 'json':
      return 'varchar'
    default:
      return duckDbTypeName(type)
  }
}

/** As many whole digits, and more digits behind the point: at least two where there is room for them. */
function widerDecimal(whole: number, scale: number): string {
  const digits = whole + scale + 2 <= FAST_DIGITS ? FAST_DIGITS : ALL_DIGITS
  return `decimal(${digits}, ${digits - whole})`
}

function value(read: string, column: Column<unknown>, { timestampFormat }: Field, isChecked: boolean): string {
  const { type, isNullable } = column
  const target = duckDbTypeName(type)
  if (type.name === 'decimal') {
    const cast = `${read}::${target}`
    return isNullable
      ? `if(${read} <> ${cast}, error('inexact'), ${cast})`
      : `if(${read} = ${cast}, ${cast}, error('inexact or NULL'))`
  }
  if (type.name === 'timestamp' && timestampFormat === 'iso') return isoMoment(read, isNullable)
  if (!isChecked && hasMisreadWords(type, timestampFormat)) return refusing(MISREAD_AS, read, column)
  const present = isNullable ? read : `coalesce(${read}, error('NULL'))`
  if (type.name === 'timestamp' && timestampFormat === 'epoch') return `make_timestamp(${present} * 1000000)`
  return type.name === 'json' ? `${present}::json` : present
}

const ISO =
  '\\d{4}-\\d{2}-\\d{2}[T ]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?(Z|[+-](0\\d|1[0-4])(:?[0-5]\\d)?)?'
const ZONE = '(Z|[+-]\\d{2}(:?\\d{2})?)$'

/**
 * The moment of a text in ISO 8601, in UTC. DuckDB's cast to `timestamp` leaves an offset out of account, the one to
 * `timestamptz` takes a text without one for local time, and both take words: hence a pattern, and one cast for each.
 */
function isoMoment(read: string, isNullable: boolean): string {
  const moment = `if(regexp_matches(${read}, ${quoteText(ZONE)}), make_timestamp(epoch_us(${read}::timestamptz)), ${read}::timestamp)`
  const fits = `regexp_full_match(${read}, ${quoteText(ISO)})`
  return isNullable
    ? `if(${read} is null or ${fits}, ${moment}, error('no timestamp'))`
    : `if(${fits}, ${moment}, error('NULL or no timestamp'))`
}

/**
 * What DuckDB makes of the words `infinity` and `epoch` when a format is given. A file that means this day is refused at
 * first, then looked at record by record, and then read as checked.
 */
const MISREAD_AS = "'1900-01-01'"

function hasMisreadWords(type: SqlType, format: TimestampFormat | undefined): boolean {
  return type.name === 'date' || (type.name === 'timestamp' && format === 'text')
}

function refusing(value: string, read: string, { type, isNullable }: Column<unknown>): string {
  const refused = `${duckDbTypeName(type)} ${value}`
  return isNullable
    ? `if(${read} = ${refused}, error('doubtful'), ${read})`
    : `if(${read} <> ${refused}, ${read}, error('doubtful or NULL'))`
}
