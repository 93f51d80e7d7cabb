import type { SqlType } from '../columns/index.js'

const WHOLE: ReadonlySet<string> = new Set([
  'count',
  'row_number',
  'rank',
  'dense_rank',
  'ntile',
  'approx_count_distinct',
])
const DOUBLE: ReadonlySet<string> = new Set(['cume_dist', 'percent_rank', 'stddev', 'stddev_pop', 'stddev_samp'])
const OF_ARGUMENT: ReadonlySet<string> = new Set([
  'min',
  'max',
  'any_value',
  'first_value',
  'last_value',
  'lag',
  'lead',
])

/**
 * The type of an engine's own aggregate or window function, by its name in lower case; `undefined` when it is not known
 * or engines differ, as for `sum`, `avg` and `variance` outside of the canonical functions.
 */
export function aggregateResultType(name: string, argument: SqlType | undefined): SqlType | undefined {
  if (WHOLE.has(name)) return { name: 'bigint' }
  if (DOUBLE.has(name)) return { name: 'double' }
  if (OF_ARGUMENT.has(name)) return argument
  return undefined
}
