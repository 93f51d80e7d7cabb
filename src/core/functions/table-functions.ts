import type { AliasedExpression, Expression, OperationNodeSource } from 'kysely'
import type { DateString } from '../columns/index.js'
import { KerrosError } from '../errors/index.js'
import { checkedSeparator } from './call/checked-separator.js'
import { checkedTime, countUnits } from './call/count-units.js'
import { checkedDatePart, type DatePart, isTimePart, type TimePart } from './call/date-part.js'
import { scalar, type Takes, type ValueOf } from './call/function-call.js'

/** Rows that a function returns; in FROM they need an alias. */
export interface TableFunction<Row> extends Expression<Row> {
  /** Names the rows, for FROM and joins: `splitToTable(…).as('part')`. */
  as<A extends string>(alias: A): AliasedExpression<Row, A>
}

/**
 * A row for each part of a string; no row for NULL. `index` counts from 1.
 *
 * ```ts
 * db.selectFrom('m')
 *   .crossJoinLateral((eb) => splitToTable(eb.ref('m.genres'), '|').as('g'))
 *   .select(['m.movie_id', 'g.value as genre'])
 * ```
 * The generated SQL: Snowflake `inner join lateral split_to_table("M"."GENRES", '|') as "G"`, DuckDB `cross join lateral
 * (select unnest(…) as "value", generate_subscripts(…, 1) as "index" from (select string_split("m"."genres", '|') …)) as "g"`.
 *
 * @param separator Not empty.
 */
export function splitToTable<E extends OperationNodeSource>(
  x: Takes<E, string | null>,
  separator: string,
): TableFunction<{ value: string; index: number }> {
  return scalar<{ value: string; index: number }>('split_to_table', x, checkedSeparator('splitToTable', separator))
}

/**
 * A row for each value of a list; no row for NULL or an empty list. `index` counts from 0.
 *
 * On Snowflake `value` is a VARIANT: give it a type with `castTo(eb.ref('g.value'), varchar())` before it is stored or
 * compared, which changes nothing on DuckDB.
 *
 * The generated SQL: Snowflake `inner join lateral flatten(input => "M"."TAGS") as "G"`, DuckDB `cross join lateral (select
 * unnest(…) as "value", generate_subscripts(…, 1) - 1 as "index" …) as "g"`.
 */
export function flatten<E extends OperationNodeSource>(
  x: Takes<E, readonly unknown[] | null>,
): TableFunction<{ value: ElementOf<ValueOf<E>>; index: number }> {
  return scalar<{ value: ElementOf<ValueOf<E>>; index: number }>('flatten', x)
}

/**
 * A row for each number from `first` to `last`, both included.
 *
 * ```ts
 * db.selectFrom(generateSeries(1, 12).as('n')).select('n.value as month')
 * ```
 * The generated SQL: DuckDB `(select 1 + "range" * 1 as "value" from range(12)) as "n"`, Snowflake `(select 1 +
 * (row_number() over (order by seq8()) - 1) * 1 as "VALUE" from table(generator(rowcount => 12))) as "N"`.
 *
 * @param step The distance of two numbers; below 0 to count down. Default 1.
 * @throws KerrosError `E_INVALID_OPTION` for numbers that are not whole, and when no number is from `first` to `last`.
 */
export function generateSeries(first: number, last: number, step = 1): TableFunction<{ value: number }> {
  for (const number of [first, last, step])
    if (!Number.isSafeInteger(number))
      throw new KerrosError('E_INVALID_OPTION', `generateSeries counts in whole numbers, not by ${number}`, {
        hint: 'Count in whole numbers and divide: divide(eb.ref(…), 10).',
      })
  const rows = Math.floor((last - first) / step) + 1
  if (!(rows > 0) || step === 0)
    throw new KerrosError('E_INVALID_OPTION', `from ${first} to ${last} in steps of ${step} there is no number`, {
      hint: 'generateSeries(first, last, step) counts down with a step below 0.',
    })
  return scalar('generate_series', first, step, rows)
}

/**
 * A row for each day, week, month, … from `start` to before `end`: a calendar without gaps, to join what happened to. Days
 * and longer units are DATEs, hours and shorter ones TIMESTAMPs.
 *
 * ```ts
 * db.selectFrom(dateSpine('day', '2024-01-01', '2025-01-01').as('d')).select('d.value as day')
 * ```
 * The generated SQL: DuckDB `(select cast(cast('2024-01-01' as date) + "range" * interval 1 day as date) as "value" from
 * range(366)) as "d"`, Snowflake `(select dateadd('day', row_number() over (order by seq8()) - 1, cast('2024-01-01' as
 * date)) as "VALUE" from table(generator(rowcount => 366))) as "D"`.
 *
 * Each row is `start` moved by whole units, as by {@link dateAdd}: months from the 31st end on the last day of shorter ones.
 *
 * @param start `YYYY-MM-DD`; for hours and shorter units also `YYYY-MM-DD HH:MM:SS`, in UTC.
 * @param end In the same form; not a row itself.
 * @throws KerrosError `E_INVALID_OPTION` for what is no date, and when `end` is not after `start`.
 */
export function dateSpine<P extends DatePart>(
  part: P,
  start: string,
  end: string,
): TableFunction<{ value: P extends TimePart ? Date : DateString }> {
  const isTime = isTimePart(checkedDatePart(part))
  const [from, to] = [start, end].map((text) => checkedTime(text, isTime)) as [Date, Date]
  if (from >= to)
    throw new KerrosError('E_INVALID_OPTION', `dateSpine has no row: it ends at ${end}, and begins at ${start}`, {
      hint: 'dateSpine(part, start, end) begins with start and ends before end.',
    })
  return scalar(isTime ? 'timestamp_spine' : 'date_spine', part, start, countUnits(part, from, to))
}

type ElementOf<L> = L extends readonly (infer T)[] ? T : never
