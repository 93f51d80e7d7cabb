import type { Expression } from 'kysely'
import type { Column, DateString } from '../columns/index.js'
import { castTo } from './cast-functions.js'
import {
  type CalendarPart,
  checkedDatePart,
  checkedExtractPart,
  type DatePart,
  type ExtractPart,
  type TimePart,
} from './date-part.js'
import { type NullOf, type Operand, type Scalar, scalar } from './function-call.js'

/** What columns of dates hold: a DATE is `DateString`, a TIMESTAMP is `Date`. */
export type Temporal = Date | DateString | null

/** A DATE has no time of day, so only parts of the calendar cut it. */
type PartOf<T> = Extract<T, string> extends never ? DatePart : CalendarPart

/** A DATE moved by hours is a TIMESTAMP. */
type Moved<T, P> = P extends TimePart ? Date | NullOf<T> : T

/**
 * The beginning of the year, month, week (Monday), … in which a date lies. A DATE stays a DATE, a TIMESTAMP a TIMESTAMP.
 *
 * The generated SQL: DuckDB `cast_to_type(date_trunc('month', x), x)`, Snowflake `date_trunc('month', x)`; a week on
 * Snowflake is counted from ISO's Monday, whatever the session's WEEK_START.
 */
export function dateTrunc<T extends Temporal>(part: PartOf<T>, x: Expression<T>): Scalar<T> {
  return scalar('date_trunc', checkedDatePart(part), x)
}

/**
 * A date moved by so many units. A day that the new month does not have becomes its last day. A DATE moved by units of the
 * calendar stays a DATE; moved by hours or less it becomes a TIMESTAMP.
 *
 * The generated SQL: DuckDB `cast_to_type(x + (n) * interval 1 month, x)`, Snowflake `dateadd('month', n, x)`.
 *
 * @param n Whole number; negative to go back.
 */
export function dateAdd<T extends Temporal, P extends DatePart>(
  part: P,
  n: Operand<number>,
  x: Expression<T>,
): Scalar<Moved<T, P>> {
  return scalar('date_add', checkedDatePart(part), n, x)
}

/**
 * How many boundaries of a unit lie between two dates: from 23:59 to 00:01 is one day, from Sunday to Monday one week.
 * Positive when `to` is later.
 *
 * The generated SQL: DuckDB `date_diff('day', from, to)`, Snowflake `datediff('day', from, to)`; weeks as days between
 * their Mondays, by 7.
 */
export function dateDiff<A extends Temporal, B extends Temporal>(
  part: DatePart,
  from: Expression<A>,
  to: Expression<B>,
): Scalar<number | NullOf<A | B>> {
  return scalar('date_diff', checkedDatePart(part), from, to)
}

/**
 * One number out of a date: its year, its ISO week, its day of the week (1 is Monday), …
 *
 * The generated SQL: DuckDB `date_part('isodow', x)`, Snowflake `date_part('dayofweekiso', x)`.
 */
export function datePart<T extends Temporal>(part: ExtractPart, x: Expression<T>): Scalar<number | NullOf<T>> {
  return scalar('date_part', checkedExtractPart(part), x)
}

/**
 * A date as text, `YYYY-MM-DD`, whatever the session's formats are.
 *
 * The generated SQL: DuckDB `strftime(x, '%Y-%m-%d')`, Snowflake `to_char(x, 'YYYY-MM-DD')`.
 */
export function dateText<T extends Temporal>(x: Expression<T>): Scalar<string | NullOf<T>> {
  return scalar('date_text', x)
}

/**
 * The timestamp (UTC) of whole seconds since 1970-01-01: of a number or of text with digits.
 *
 * The generated SQL: DuckDB `make_timestamp(cast(x as bigint) * 1000000)`, Snowflake
 * `to_timestamp_ntz(cast(x as number(38, 0)))`.
 */
export function epochTimestamp<T extends number | bigint | string | null>(x: Expression<T>): Scalar<Date | NullOf<T>> {
  return scalar('epoch_timestamp', x)
}

/**
 * The last day of the month in which a date lies, as a DATE.
 *
 * The generated SQL: `last_day(x)` on both engines.
 */
export function lastDay<T extends Temporal>(x: Expression<T>): Scalar<DateString | NullOf<T>> {
  return scalar('last_day', x)
}

/**
 * The day of a timestamp.
 *
 * The generated SQL: `cast(x as date)` on both engines.
 */
export function toDate<T extends Temporal>(x: Expression<T>): Scalar<DateString | NullOf<T>> {
  // By the type alone: the column of columns/ would load zod.
  return castTo(x, { type: { name: 'date' } } as Column<DateString>)
}
