import type { Column } from '../../../core/columns/index.js'
import type { TimestampFormat } from '../../../core/ports/data-file.js'
import { quoteText } from '../text/duckdb-identifier.js'
import { duckDbTypeName } from '../values/duckdb-types.js'

/** How what a file has becomes a column's value. */
export interface FieldSql {
  /** Whether the text is valid for the column; NULL only for NULL. */
  readonly isValid: string
  /** The value of a valid text. */
  readonly value: string
}

const DATE = '\\d{4}-\\d{2}-\\d{2}'
const TIME = '([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d([.]\\d{1,6}0*)?)?'
const ZONE = '(Z|[+-](0\\d|1[0-4])(:?[0-5]\\d)?)'
/** The year 0001 in seconds since 1970. */
const YEAR_ONE = -62_135_596_800
const BLANK = '[ \\t]*'
const NUMBER = '[+-]?(\\d+([.]\\d*)?|[.]\\d+)([eE][+-]?\\d+)?'
const WORD = '[+-]?(?i:inf(inity)?|nan)'

/**
 * The SQL that checks and casts text. DuckDB's casts round `3.55` to DECIMAL(2, 1), and accept words as timestamps, so
 * patterns say what is valid: those of docs/loading.md, except that numbers with an exponent are left to the reader of
 * records where their digits must be whole.
 *
 * @param text In SQL.
 * @param format For timestamps: how the file writes them.
 */
export function textFieldSql(text: string, column: Column<unknown>, format: TimestampFormat | undefined): FieldSql {
  const { type, values } = column
  const cast = `try_cast(${text} as ${duckDbTypeName(type)})`
  const all = (...conditions: string[]): FieldSql => ({ isValid: conditions.join(' and '), value: cast })
  switch (type.name) {
    case 'integer':
    case 'bigint':
      return all(like(text, `${BLANK}[+-]?(\\d+([.]0*)?|[.]0+)${BLANK}`), `${cast} is not null`)
    case 'decimal': {
      const { precision, scale } = type
      // Zeros before the first and after the last digit that counts are no digits.
      const digits = `${BLANK}[+-]?0*\\d{0,${precision - scale}}([.]\\d{0,${scale}}0*)?${BLANK}`
      // DuckDB takes a sign alone for 0.
      return all(like(text, digits), `regexp_matches(${text}, '\\d')`, `${cast} is not null`)
    }
    case 'double':
      return all(`(${like(text, BLANK + NUMBER + BLANK)} and isfinite(${cast}) or ${like(text, BLANK + WORD + BLANK)})`)
    case 'boolean':
      return {
        isValid: `lower(${text}) in ('true', 'false', 't', 'f', 'yes', 'no', 'y', 'n', '1', '0')`,
        value: `lower(${text}) in ('true', 't', 'yes', 'y', '1')`,
      }
    case 'date':
      return all(like(text, DATE), `coalesce(${cast} >= date '0001-01-01', false)`)
    case 'timestamp':
      return timestamp(text, format)
    case 'json':
      return { isValid: strictJson(text), value: `${text}::json` }
    default:
      return { isValid: values ? `${text} in (${values.map(quoteText).join(', ')})` : 'true', value: text }
  }
}

function timestamp(text: string, format: TimestampFormat | undefined): FieldSql {
  if (format === 'epoch')
    return {
      isValid: `${like(text, `${BLANK}[+-]?0*\\d{1,11}([.]0*)?${BLANK}`)} and try_cast(${text} as bigint) >= ${YEAR_ONE}`,
      value: `make_timestamp(try_cast(${text} as bigint) * 1000000)`,
    }
  const plain = `try_cast(${text} as timestamp)`
  // The cast to `timestamp` ignores an offset, the one to `timestamptz` reads text without one as local time, and refuses
  // text without seconds.
  const whole = `regexp_replace(${text}, ${quoteText(`^(.{10}.\\d\\d:\\d\\d)(${ZONE})$`)}, '\\1:00\\2')`
  const value = `if(${like(text, `.*:.*${ZONE}`)}, make_timestamp(epoch_us(try_cast(${whole} as timestamptz))), ${plain})`
  const pattern = `${DATE}([T ]${TIME}${ZONE}?)?`
  return { isValid: `${like(text, pattern)} and ${inYears(value)}`, value }
}

/** Whether a timestamp is in the years 0001 to 9999. */
export function inYears(timestamp: string): string {
  return `coalesce(${timestamp} between timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999', false)`
}

/** DuckDB's JSON also accepts a comma at the end, and `NaN` and infinity as numbers. */
function strictJson(text: string): string {
  const outside = `regexp_replace(${text}, '"(?:[^"\\\\]|\\\\.)*"', '""', 'g')`
  return `json_valid(${text}) and not regexp_matches(${outside}, ',\\s*[\\]}]|(?i:nan|inf)')`
}

function like(text: string, pattern: string): string {
  return `regexp_full_match(${text}, ${quoteText(pattern)})`
}
