import {
  type Expression,
  ExpressionWrapper,
  expressionBuilder,
  type QueryCreator,
  type SelectQueryBuilder,
} from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import { checkedDatePart, type DatePart } from '../core/functions/call/date-part.js'
import { dateAdd, iff, lag, sum } from '../core/functions/index.js'
import { allExceptNode } from '../core/nodes/all-except.js'
import { columnOf } from '../core/query/column-of.js'
import type { QuerySource } from '../core/query/query-source.js'

type Tables<D> = D extends QuerySource<infer DB> ? DB : D extends QueryCreator<infer DB> ? DB : never
type RowOf<D, T> = Tables<D>[T & keyof Tables<D>]

type TimeColumn<Row> = { [C in keyof Row & string]: NonNullable<Row[C]> extends Date ? C : never }[keyof Row & string]

/** What a session is. */
export interface SessionizeOptions<Row, T extends string, A extends string> {
  /** Whose sessions they are; at least one column. NULL is a value like any other. */
  readonly partitionBy: readonly (keyof Row & string)[]
  /** The timestamp of a row. */
  readonly orderBy: T & TimeColumn<Row>
  /** The longest time between two rows of one session, as in `[30, 'minute']`. */
  readonly gap: readonly [number, DatePart]
  /** The name of the new column with the session's number. */
  readonly as: A
}

/**
 * All rows of a relation with the number of the session that they are in, from 1 for each partition. A session ends where no
 * row follows for longer than `gap`; a row that comes exactly `gap` after another one is in the same session. Rows of one
 * timestamp are in one session, and a row without a timestamp is in none: NULL.
 *
 * ```ts
 * view({ e: events }, (db) =>
 *   sessionize(db, 'e', { partitionBy: ['user_id'], orderBy: 'at', gap: [30, 'minute'], as: 'session' }),
 * )
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case): `select …, sum("kerros_new_session") over(partition by "user_id"
 * order by "at") as "session" from (select …, case when "at" > lag("at") over(…) + 30 minutes … then 1 else 0 end as
 * "kerros_new_session" from …) as "sessions"`
 *
 * @param table One of the query's relations: an input or a common table expression.
 * @throws KerrosError `E_INVALID_OPTION` without a partition, and for a gap that is not a whole number of units.
 */
export function sessionize<D extends object, const N extends string, const T extends string, const A extends string>(
  db: D,
  table: N & keyof Tables<D>,
  options: SessionizeOptions<RowOf<D, N>, T, A>,
): SelectQueryBuilder<
  Tables<D> & { sessions: RowOf<D, N> & { [K in typeof NEW_SESSION]: number } },
  'sessions',
  RowOf<D, N> & { [K in A]: number | Extract<RowOf<D, N>[T & keyof RowOf<D, N>], null> }
> {
  const { partitionBy, orderBy, gap, as } = options as SessionizeOptions<any, string, string>
  const [units, part] = checkedGap(gap, partitionBy)
  const eb = expressionBuilder<any, any>()
  const at = (alias: string): Expression<Date | null> => columnOf(alias, orderBy)
  const before = lag(at(table)).over((window) =>
    window
      .partitionBy(partitionBy.map((column) => columnOf(table, column)))
      .orderBy(at(table), (o) => o.asc().nullsLast()),
  )
  // NULL where there is no row before: then a session begins.
  const isSame = eb(
    dateAdd(part, units, new ExpressionWrapper<any, any, Date>(before.toOperationNode())),
    '>=',
    at(table),
  )
  const rows = (db as unknown as QueryCreator<any>)
    .selectFrom<string>(table)
    .selectAll(table)
    .select(eb.case().when(isSame).then(eb.lit(0)).else(eb.lit(1)).end().as(NEW_SESSION))
  // The default frame ends with the last row of the same timestamp: all of them are in one session.
  const number = sum(columnOf('sessions', NEW_SESSION) as Expression<number>).over((window) =>
    window
      .partitionBy(partitionBy.map((column) => columnOf('sessions', column)))
      .orderBy(at('sessions'), (order) => order.asc().nullsLast()),
  )
  const isKnown = eb(at('sessions'), 'is not', null)
  return (db as unknown as QueryCreator<any>)
    .selectFrom(rows.as('sessions'))
    .select({ toOperationNode: () => allExceptNode('sessions', [NEW_SESSION]) } as never)
    .select(
      iff(isKnown as never, new ExpressionWrapper(number.toOperationNode()) as never, eb.lit(null) as never).as(as),
    ) as never
}

/** A column of the query's own. */
const NEW_SESSION = 'kerros_new_session'

function checkedGap(gap: unknown, partitionBy: unknown): readonly [number, DatePart] {
  if (!Array.isArray(partitionBy) || partitionBy.length === 0)
    throw new KerrosError('E_INVALID_OPTION', 'sessionize does not know whose sessions they are', {
      hint: "Name at least one column: partitionBy: ['user_id'].",
    })
  const [units, part] = Array.isArray(gap) ? (gap as unknown[]) : []
  if (!Number.isSafeInteger(units) || (units as number) < 1)
    throw new KerrosError('E_INVALID_OPTION', 'sessionize has a gap that is not a whole number of units', {
      hint: "Give the longest time between two rows of a session: gap: [30, 'minute'].",
    })
  return [units as number, checkedDatePart(part as DatePart) as DatePart]
}
