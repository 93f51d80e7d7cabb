import type { AggregateFunctionNode } from 'kysely'
import { canonicalFunction } from '../functions/call/canonical-function.js'
import { takeFrame } from '../nodes/window-frame.js'

/** A use of an aggregate or window function that engines refuse, or answer arbitrarily. */
export interface UnsupportedWindow {
  /** As in "ROW_NUMBER over a window without ORDER BY". */
  readonly what: string
  readonly hint: string
}

// Each page of https://docs.snowflake.com/en/sql-reference/functions-window says which clauses a function takes.
const RANKING: ReadonlySet<string> = new Set([
  ...['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'ntile', 'lag', 'lead'],
])
const OF_ONE_ROW: ReadonlySet<string> = new Set(['first_value', 'last_value', 'nth_value'])
const OF_ALL_ROWS: ReadonlySet<string> = new Set([
  ...['any_value', 'approx_count_distinct', 'bool_and', 'bool_or', 'booland_agg', 'boolor_agg', 'hll', 'listagg'],
  ...['median', 'mode', 'percentile_cont', 'percentile_disc', 'string_agg'],
])

// The page of each says whether it takes DISTINCT.
const OF_EACH_ROW: ReadonlySet<string> = new Set([
  ...['bool_and', 'bool_or', 'booland_agg', 'boolor_agg', 'count_if', 'median', 'percentile_cont', 'percentile_disc'],
])

/**
 * What is wrong with the window of a function, or with its DISTINCT; `undefined` when nothing is.
 *
 * @see https://docs.snowflake.com/en/sql-reference/functions-window-syntax
 */
export function checkWindow(node: AggregateFunctionNode): UnsupportedWindow | undefined {
  const func = (canonicalFunction(node.func) ?? node.func).toLowerCase()
  const name = func.toUpperCase()
  const needsOrder = RANKING.has(func) || OF_ONE_ROW.has(func)
  if (node.distinct && OF_EACH_ROW.has(func))
    return {
      what: `${name} of DISTINCT values`,
      hint: 'Leave distinct() out, or group by the values in a query within this one.',
    }
  if (!node.over)
    return needsOrder ? { what: `${name} without OVER`, hint: 'Add .over((w) => w.orderBy(…)).' } : undefined
  const { over, frame } = takeFrame(node.over)
  const isOrdered = over.orderBy !== undefined
  if (needsOrder && !isOrdered)
    return {
      what: `${name} over a window without ORDER BY, whose result would be arbitrary`,
      hint: 'Order the window by what makes its rows different: .over((w) => w.partitionBy(…).orderBy(…)).',
    }
  if (RANKING.has(func) && frame !== undefined)
    return { what: `${name} over a window with a frame`, hint: 'Leave rowsBetween or rangeBetween out.' }
  if (OF_ALL_ROWS.has(func) && isOrdered)
    return {
      what: `${name} over a window with ORDER BY`,
      hint: 'Leave orderBy out of over(…): the function sees the whole partition. The order of a list is its own: listagg(…).withinGroupOrderBy(…).',
    }
  if (node.distinct && isOrdered)
    return {
      what: `${name} of DISTINCT values over a window with ORDER BY`,
      hint: 'Leave orderBy out of over(…), or mark the first row of each value with rowNumber() and sum the marks.',
    }
  return undefined
}
