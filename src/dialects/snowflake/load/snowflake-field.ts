import type { Column } from '../../../core/columns/index.js'
import type { TimestampFormat } from '../../../core/ports/data-file.js'
import { quoteText } from '../text/snowflake-literals.js'
import { snowflakeTypeName } from '../values/snowflake-types.js'

/** How the text of a field becomes a column's value. */
export interface FieldSql {
  /** Whether the text is valid for the column; NULL only for NULL. */
  readonly isValid: string
  /** The value of a valid text; NULL for NULL. */
  readonly value: string
}

/** The largest values of 32 and 64 bits. Snowflake's own whole numbers have 38 digits. */
const MOST = { integer: 2_147_483_647n, bigint: 9_223_372_036_854_775_807n } as const

/** The largest double: what is larger becomes infinity. */
const MOST_DOUBLE = '1.7976931348623157e308'

/** The year 0001 in seconds since 1970. */
const YEAR_ONE = -62_135_596_800

const DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}'
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'
const ZONE = '(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)'
const SECONDS = "'YYYY-MM-DD HH24:MI:SS'"

/**
 * The SQL that checks and casts a field of a landing table. Snowflake's casts round `3.55` to NUMBER(2, 1) and read `1e3`
 * as a whole number, so patterns say what is valid; the casts then cannot fail.
 *
 * @param text The field in SQL.
 * @param format For timestamps: how the file writes them.
 */
export function fieldSql(text: string, column: Column<unknown>, format: TimestampFormat | undefined): FieldSql {
  const { type, values } = column
  const target = snowflakeTypeName(type)
  switch (type.name) {
    case 'integer':
    case 'bigint':
      return wholeNumber(text, target, MOST[type.name])
    case 'decimal': {
      const { precision, scale } = type
      // Zeros before the first and after the last digit that counts are no digits.
      const digits = `^ *[+-]?0*[0-9]{0,${precision - scale}}([.][0-9]{0,${scale}}0*)? *$`
      return {
        isValid: `${like(text, digits)} and ${like(text, '^.*[0-9].*$')}`,
        value: `cast(trim(${text}) as ${target})`,
      }
    }
    case 'double': {
      const number = `try_to_double(trim(${text}))`
      const digits = '^ *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})? *$'
      const words = `lower(trim(${text})) in ('inf', 'infinity', '-inf', '-infinity', 'nan')`
      return {
        isValid: `(${like(text, digits)} and coalesce(abs(${number}) <= ${MOST_DOUBLE}, false) or ${words})`,
        value: number,
      }
    }
    case 'boolean':
      return {
        isValid: `lower(${text}) in ('true', 'false', 't', 'f', 'yes', 'no', 'y', 'n', '1', '0')`,
        value: `lower(${text}) in ('true', 't', 'yes', 'y', '1')`,
      }
    case 'date': {
      const day = `try_to_date(${text}, 'YYYY-MM-DD')`
      return {
        isValid: `${like(text, `^${DATE}$`)} and substr(${text}, 1, 4) <> '0000' and ${day} is not null`,
        value: day,
      }
    }
    case 'timestamp':
      return timestamp(text, format)
    case 'json':
      return { isValid: `try_parse_json(${text}) is not null`, value: `parse_json(${text})` }
    default:
      return { isValid: values ? `${text} in (${values.map(quoteText).join(', ')})` : 'true', value: text }
  }
}

function wholeNumber(text: string, target: string, most: bigint): FieldSql {
  const number = `try_cast(trim(${text}) as number(38, 0))`
  return {
    isValid: `${like(text, '^ *[+-]?[0-9]{1,37}([.]0*)? *$')} and ${number} between ${-most - 1n} and ${most}`,
    value: `cast(trim(${text}) as ${target})`,
  }
}

function timestamp(text: string, format: TimestampFormat | undefined): FieldSql {
  if (format === 'epoch')
    return {
      isValid: `${like(text, '^ *[+-]?[0-9]{1,11}([.]0*)? *$')} and coalesce(try_cast(trim(${text}) as number(38, 0)) >= ${YEAR_ONE}, false)`,
      value: `to_timestamp_ntz(cast(trim(${text}) as number(38, 0)), 0)`,
    }
  const start = `try_to_timestamp_ntz(replace(substr(${text}, 1, 19), 'T', ' '), ${SECONDS})`
  // What follows the seconds is added by hand: no format of Snowflake takes a zone that may be missing.
  const rest = `substr(${text}, 20)`
  const zone = `regexp_substr(${rest}, '[+-].*$')`
  const fraction = `rpad(replace(coalesce(regexp_substr(${rest}, '[.][0-9]+'), ''), '.', ''), 6, '0')`
  const digits = `rpad(replace(substr(${zone}, 2), ':', ''), 4, '0')`
  const minutes = `cast(substr(${digits}, 1, 2) as integer) * 60 + cast(substr(${digits}, 3, 2) as integer)`
  // An offset can lead out of the years that there are: the outermost are left to the reader of records.
  const hasZone = like(rest, '^.*[-+].*$')
  const years = `substr(${text}, 1, 4) between iff(${hasZone}, '0002', '0001') and iff(${hasZone}, '9998', '9999')`
  const offset = `coalesce(iff(substr(${zone}, 1, 1) = '-', -1, 1) * (${minutes}), 0)`
  return {
    isValid: `${like(text, `^${DATE}[T ]${TIME}([.][0-9]{1,6})?${ZONE}?$`)} and ${years} and ${start} is not null`,
    value: `timestampadd(microsecond, cast(${fraction} as integer), timestampadd(minute, -(${offset}), ${start}))`,
  }
}

function like(text: string, pattern: string): string {
  return `regexp_like(${text}, '${pattern}')`
}
