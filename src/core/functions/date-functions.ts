import type { OperationNodeSource } from 'kysely'
import type { Column, DateString } from '../columns/index.js'
import { KerrosError } from '../errors/index.js'
import {
  type CalendarPart,
  checkedDatePart,
  checkedExtractPart,
  type DatePart,
  type ExtractPart,
  type TimePart,
} from './call/date-part.js'
import { type NullOf, type Scalar, scalar, type Takes, type ValueOf } from './call/function-call.js'
import { refuseColumnNames } from './call/refuse-column-names.js'
import { typeOperand } from './call/type-operand.js'

/** What columns of dates hold: a DATE is `DateString`, a TIMESTAMP is `Date`. */
export type Temporal = Date | DateString | null

/** A DATE has no time of day, so only parts of the calendar cut it. */
type PartOf<T> = Extract<T, string> extends never ? DatePart : CalendarPart

/** A DATE moved by hours is a TIMESTAMP. */
type Moved<T, P> = P extends TimePart ? Date | NullOf<T> : T

/**
 * The beginning of the year, month, week (Monday), … that a date is in. A DATE stays a DATE, a TIMESTAMP a TIMESTAMP.
 *
 * The generated SQL: DuckDB `cast_to_type(date_trunc('month', x), x)`, Snowflake `date_trunc('month', x)`; a week on
 * Snowflake is counted from ISO's Monday, regardless of the session's WEEK_START.
 */
export function dateTrunc<E extends OperationNodeSource>(
  part: PartOf<ValueOf<E>>,
  x: Takes<E, Temporal>,
): Scalar<ValueOf<E>> {
  return scalar('date_trunc', checkedDatePart(part), x)
}

/**
 * A date moved by a number of units. A day that the new month does not have becomes its last day. A DATE moved by units of the
 * calendar stays a DATE; moved by hours or less it becomes a TIMESTAMP.
 *
 * The generated SQL: DuckDB `cast_to_type(x + (n) * interval 1 month, x)`, Snowflake `dateadd('month', n, x)`; with `round(n)`
 * for an `n` that is not known to be whole.
 *
 * @param n Whole number; negative to go back. Of an expression, halves are rounded away from zero.
 * @throws KerrosError `E_INVALID_OPTION` for a number that is not whole.
 */
export function dateAdd<P extends DatePart, N extends OperationNodeSource | number, E extends OperationNodeSource>(
  part: P,
  n: Takes<N, number, number>,
  x: Takes<E, Temporal>,
): Scalar<Moved<ValueOf<E>, P>> {
  // A double of 1.5 months is a month and 15 days on DuckDB, and 2 months on Snowflake.
  const whole = typeof n === 'number' ? checkedUnits(n) : scalar('round', n)
  return scalar('date_add', checkedDatePart(part), whole, x)
}

function checkedUnits(n: number): number {
  if (Number.isInteger(n)) return n
  throw new KerrosError('E_INVALID_OPTION', `dateAdd cannot move a date by ${n}`, {
    hint: 'Use a whole number of a smaller unit: 36 hours are 1.5 days.',
  })
}

/**
 * How many boundaries of a unit are between two dates: from 23:59 to 00:01 is one day, from Sunday to Monday one week.
 * Positive when `to` is later.
 *
 * The generated SQL: DuckDB `date_diff('day', from, to)`, Snowflake `datediff('day', from, to)`; weeks as days between
 * their Mondays, by 7.
 */
export function dateDiff<A extends OperationNodeSource, B extends OperationNodeSource>(
  part: DatePart,
  from: Takes<A, Temporal>,
  to: Takes<B, Temporal>,
): Scalar<number | NullOf<ValueOf<A> | ValueOf<B>>> {
  return scalar('date_diff', checkedDatePart(part), from, to)
}

/**
 * One number out of a date: its year, its ISO week, its day of the week (1 is Monday), …
 *
 * The generated SQL: DuckDB `date_part('isodow', x)`, Snowflake `date_part('dayofweekiso', x)`.
 */
export function datePart<E extends OperationNodeSource>(
  part: ExtractPart,
  x: Takes<E, Temporal>,
): Scalar<number | NullOf<ValueOf<E>>> {
  return scalar('date_part', checkedExtractPart(part), x)
}

/**
 * A date as a string, `YYYY-MM-DD`, in any session.
 *
 * The generated SQL: DuckDB `strftime(x, '%Y-%m-%d')`, Snowflake `to_char(x, 'YYYY-MM-DD')`.
 */
export function dateText<E extends OperationNodeSource>(x: Takes<E, Temporal>): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('date_text', x)
}

/**
 * The timestamp (UTC) of whole seconds since 1970-01-01: from a number or a string of digits.
 *
 * The generated SQL: DuckDB `make_timestamp(cast(x as bigint) * 1000000)`, Snowflake
 * `to_timestamp_ntz(cast(x as number(38, 0)))`.
 */
export function epochTimestamp<E extends OperationNodeSource>(
  x: Takes<E, number | bigint | string | null>,
): Scalar<Date | NullOf<ValueOf<E>>> {
  return scalar('epoch_timestamp', x)
}

/**
 * The last day of a date's month, or of its quarter, year or week (Sunday), as a DATE.
 *
 * The generated SQL: `last_day(x)` on both engines; of other parts, the day before the next one begins.
 *
 * @param part Default: `month`.
 * @throws KerrosError `E_INVALID_OPTION` for another part.
 */
export function lastDay<E extends OperationNodeSource>(
  x: Takes<E, Temporal>,
  part: LastDayPart = 'month',
): Scalar<DateString | NullOf<ValueOf<E>>> {
  if (part === 'month') return scalar('last_day', x)
  if (!LAST_DAY_PARTS.includes(part))
    throw new KerrosError('E_INVALID_OPTION', `lastDay does not know the part "${String(part)}"`, {
      hint: `Use ${LAST_DAY_PARTS.join(', ')}.`,
    })
  const day = scalar('cast', x, typeOperand(DATE))
  return scalar('date_add', 'day', -1, scalar('date_add', part, 1, scalar('date_trunc', part, day)))
}

/** The parts of the calendar whose last day {@link lastDay} gives. */
export type LastDayPart = (typeof LAST_DAY_PARTS)[number]

const LAST_DAY_PARTS = ['week', 'month', 'quarter', 'year'] as const

// By the type alone: the column of columns/ would load zod.
const DATE = { type: { name: 'date' } } as Column<DateString>

/**
 * The time when the run began, in UTC: one value for all nodes of a run, dbt's `run_started_at`. In a view it is the time when
 * the view was built. In `kerros/testing` it is the same in every test run.
 *
 * ```ts
 * db.selectFrom('o').selectAll().where((eb) => eb('o.ordered_at', '>=', dateAdd('day', -7, now())))
 * ```
 * The generated SQL: a literal, `timestamp '2026-01-31 06:00:00.000'`. Over plain Kysely it is the engine's current time: DuckDB
 * `make_timestamp(epoch_us(current_timestamp))`, Snowflake `sysdate()`.
 */
export function now(): Scalar<Date> {
  return scalar('now')
}

/**
 * The date of a year, a month and a day. Numbers beyond the calendar count on: month 13 is January of the next year, day 0
 * the last day of the month before.
 *
 * The generated SQL: Snowflake `date_from_parts(year, month, day)`, DuckDB `cast(make_date(year, 1, 1) + (month - 1) *
 * interval 1 month + (day - 1) * interval 1 day as date)`. Expressions are rounded to whole numbers.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a number that is not whole.
 */
export function dateFromParts<
  Y extends OperationNodeSource | number,
  M extends OperationNodeSource | number,
  D extends OperationNodeSource | number,
>(
  year: Takes<Y, number | null, number>,
  month: Takes<M, number | null, number>,
  day: Takes<D, number | null, number>,
): Scalar<DateString | NullOf<ValueOf<Y> | ValueOf<M> | ValueOf<D>>> {
  const parts = [year, month, day]
  refuseColumnNames('date_from_parts', parts)
  return scalar('date_from_parts', ...parts.map(wholePart))
}

function wholePart(part: OperationNodeSource | number): OperationNodeSource | number {
  if (typeof part !== 'number')
    return scalar('cast', scalar('round', part), typeOperand({ type: { name: 'bigint' } } as Column<number>))
  if (Number.isInteger(part)) return part
  throw new KerrosError('E_INVALID_OPTION', `dateFromParts cannot make a date of ${part}`, {
    hint: 'Years, months and days are whole numbers.',
  })
}

/**
 * The day of a timestamp.
 *
 * The generated SQL: `cast(x as date)` on both engines.
 */
export function toDate<E extends OperationNodeSource>(x: Takes<E, Temporal>): Scalar<DateString | NullOf<ValueOf<E>>> {
  return scalar('cast', x, typeOperand(DATE))
}
