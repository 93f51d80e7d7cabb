import type { OperationNode } from 'kysely'
import { describeSqlType, type SqlType, typeFamily } from '../../columns/sql-type.js'
import type { Diagnostic } from '../../errors/index.js'
import { type CanonicalFunction, canonicalFunction, canonicalName } from '../../functions/call/canonical-function.js'

/** Functions that compute with numbers, by the number of arguments that are numbers, from the first on. */
const NUMBER_ARGUMENTS: { readonly [F in CanonicalFunction]?: number } = {
  abs: 1,
  avg: 1,
  ceil: 1,
  date_from_parts: 3,
  divide: 2,
  exp: 1,
  floor: 1,
  haversine: 4,
  ln: 1,
  median: 1,
  mod: 2,
  percentile_cont: 1,
  power: 2,
  round: 1,
  sqrt: 1,
  stddev: 1,
  stddev_pop: 1,
  sum: 1,
  variance: 1,
  variance_pop: 1,
}

const BY_NODE = new Map<string, number>([
  ...Object.entries(NUMBER_ARGUMENTS).map(
    ([name, count]) => [canonicalName(name as CanonicalFunction), count] as const,
  ),
  // Kysely's own, `eb.fn.sum` and `eb.fn.avg`.
  ['sum', 1],
  ['avg', 1],
])

/** The functions that have {@link checkNumbers}, by their names in nodes. */
export const NUMBER_FUNCTIONS: readonly string[] = [...BY_NODE.keys()]

/**
 * Strings and dates in the place of a number. Types cannot refuse a string that consists of digits, such as the type `'12'` of a
 * literal, since long decimals are such strings in TypeScript. Snowflake would read a number from it, DuckDB refuse it.
 */
export function checkNumbers(
  func: string,
  args: readonly OperationNode[],
  typeOf: (node: OperationNode) => SqlType | undefined,
): readonly Diagnostic[] {
  const count = BY_NODE.get(func)
  if (count === undefined) return []
  return args.slice(0, count).flatMap((arg) => {
    const type = typeOf(arg)
    if (!type || typeFamily(type) === 'number') return []
    return [
      {
        code: 'E_TYPE_MISMATCH' as const,
        message: `${canonicalFunction(func) ?? func} expects a number, and in SQL ${describeSqlType(type)} is not a number`,
        hint:
          type.name === 'varchar'
            ? 'Make a number of it: castTo(x, integer()), or tryCast(x, integer()) if some are not numbers.'
            : 'Use it with numbers; castTo(x, integer()) makes one of a value.',
      },
    ]
  })
}
