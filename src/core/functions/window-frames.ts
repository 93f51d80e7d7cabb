import { type Expression, ExpressionWrapper, type OperationNode, OverNode } from 'kysely'
import { KerrosError } from '../errors/index.js'
import { frameNode, takeFrame } from '../nodes/window-frame.js'
import type { EmptyFrame } from './aggregate.js'
import { type FrameBound, type FrameEnd, type FrameStart, frameBound } from './call/frame-bound.js'

/** The inside of `OVER (…)`, kerros' or Kysely's own. */
export interface FramedWindow {
  /** Kysely's node of the window, to which the frame is added. */
  toOperationNode(): OperationNode
}

/** A window with a frame; one that begins after or ends before the current row may be empty. */
export type Framed<W, Start, End> = Start extends `${string}following`
  ? W & EmptyFrame
  : End extends `${string}preceding`
    ? W & EmptyFrame
    : W

/**
 * Lets a window function see the rows between two positions, counted from the current row. For `$call`, after
 * `orderBy`. Without a frame, a window with an order ends at the current row and those that are equal to it.
 *
 * ```ts
 * avg(eb.ref('r.rating')).over((w) =>
 *   w.partitionBy(eb.ref('r.user_id')).orderBy(eb.ref('r.rated_at')).$call(rowsBetween('6 preceding', 'current row')),
 * )
 * ```
 * The generated SQL: `over(partition by … order by … rows between 6 preceding and current row)` on both engines. Frames are
 * for `count`, `sum`, `avg`, `min`, `max`, `firstValue` and `lastValue`; functions that number rows or look at another
 * row (`rowNumber`, `rank`, `lag`, …) have none. A frame that leaves the current row out is empty at an end of the partition,
 * where all of them but `count` are NULL, and typed so.
 * See {@link https://docs.snowflake.com/en/sql-reference/functions-window-syntax | Snowflake's rules of frames}.
 *
 * @param start The first row: `'unbounded preceding'`, `'6 preceding'`, `'current row'`, `'1 following'`.
 * @param end The last row: `'1 preceding'`, `'current row'`, `'6 following'`, `'unbounded following'`.
 * @throws KerrosError `E_INVALID_OPTION` when the window has no order, a number is not a whole one from 0, or the frame
 *   ends before it starts.
 */
export function rowsBetween<S extends FrameStart<`${number}`>, E extends FrameEnd<`${number}`>>(
  start: S,
  end: E,
): <W extends FramedWindow>(window: W) => Framed<W, S, E> {
  return framed('rowsBetween', 'rows', start, end)
}

/** A stretch of time: `'7 days'`, `'1 hour'`. */
export type TimeSpan = `${number} ${'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'}${'' | 's'}`

/**
 * Lets a window function see the rows whose value in the order is between two values, counted from the current row's: a
 * stretch of numbers, or of time. For `$call`, after `orderBy` with the one column that is counted in. Rows that are equal
 * to the first or last one are always in.
 *
 * ```ts
 * count().over((w) =>
 *   w.partitionBy(eb.ref('r.user_id')).orderBy(eb.ref('r.rated_at')).$call(rangeBetween('7 days preceding', 'current row')),
 * )
 * ```
 * The generated SQL: `over(partition by … order by … range between interval '7 days' preceding and current row)` on both
 * engines; a number is written as it is: `range between 10 preceding and 10 following`. What {@link rowsBetween} says about
 * functions and empty frames holds here, too.
 * See {@link https://docs.snowflake.com/en/sql-reference/functions-window-syntax | Snowflake's rules of frames}.
 *
 * @param start Where the frame begins: `'unbounded preceding'`, `'10 preceding'`, `'7 days preceding'`, `'current row'`, …
 * @param end Where it ends: `'current row'`, `'10 following'`, `'1 hour following'`, `'unbounded following'`, …
 * @throws KerrosError `E_INVALID_OPTION` when the window has no order, or several columns and a number or stretch of time;
 *   when a number is below 0, or the frame ends before it starts.
 */
export function rangeBetween<S extends FrameStart<`${number}` | TimeSpan>, E extends FrameEnd<`${number}` | TimeSpan>>(
  start: S,
  end: E,
): <W extends FramedWindow>(window: W) => Framed<W, S, E> {
  return framed('rangeBetween', 'range', start, end)
}

function framed<S extends string, E extends string>(
  helper: string,
  unit: 'rows' | 'range',
  start: S,
  end: E,
): <W extends FramedWindow>(window: W) => Framed<W, S, E> {
  const from = frameBound(helper, unit, start)
  const to = frameBound(helper, unit, end)
  checkBounds(helper, from, to)
  const frame = new ExpressionWrapper(frameNode(`${unit} between ${from.sql} and ${to.sql}`))
  const needsOneColumn = unit === 'range' && (from.span ?? to.span) !== undefined
  return (window) => {
    checkOrder(helper, window, needsOneColumn)
    // The frame joins the order (see frameNode); both builders take any expression there.
    return (window as unknown as { orderBy(item: Expression<unknown>): never }).orderBy(frame)
  }
}

function checkBounds(helper: string, from: FrameBound, to: FrameBound): void {
  const isMixed = from.span !== undefined && to.span !== undefined && from.span !== to.span
  if (isMixed && (from.span === '' || to.span === ''))
    throw new KerrosError('E_INVALID_OPTION', `${helper} mixes a number and a stretch of time`, {
      hint: "Use the same on both ends: ('7 days preceding', '1 day following').",
    })
  // Of months and days only the sides are compared.
  const [start, end] = isMixed ? [Math.sign(from.position), Math.sign(to.position)] : [from.position, to.position]
  if (start > end || start === Number.POSITIVE_INFINITY || end === Number.NEGATIVE_INFINITY)
    throw new KerrosError('E_INVALID_OPTION', `${helper} ends before it starts: ${from.sql}, ${to.sql}`, {
      hint: "Give the earlier end first: ('6 preceding', 'current row').",
    })
}

function checkOrder(helper: string, window: FramedWindow, needsOneColumn: boolean): void {
  const node = window.toOperationNode()
  const ordered = OverNode.is(node) ? (takeFrame(node).over.orderBy?.items.length ?? 0) : 0
  if (ordered === 0)
    throw new KerrosError('E_INVALID_OPTION', `${helper} is used in a window without an order`, {
      hint: `Order the window before: w.orderBy(eb.ref('r.rated_at')).$call(${helper}(…)).`,
    })
  if (needsOneColumn && ordered > 1)
    throw new KerrosError('E_INVALID_OPTION', `${helper} counts in the window's order, which has ${ordered} columns`, {
      hint: 'Order by one number, date or timestamp, or use rowsBetween.',
    })
}
