import type { OperationNode } from 'kysely'
import { describeSqlType, type SqlType } from '../../columns/sql-type.js'
import type { Diagnostic } from '../../errors/index.js'
import { type CanonicalFunction, canonicalName } from '../../functions/call/canonical-function.js'

/** Functions that read strings, by the number of arguments that are strings, from the first on. */
const TEXT_ARGUMENTS: { readonly [F in CanonicalFunction]?: number } = {
  concat: Number.POSITIVE_INFINITY,
  contains: 2,
  ends_with: 2,
  left: 1,
  length: 1,
  listagg: 1,
  lower: 1,
  lpad: 1,
  ltrim: 1,
  md5: 1,
  parse_json: 1,
  position: 2,
  regexp_group: 1,
  regexp_like: 1,
  regexp_replace: 1,
  replace: 3,
  right: 1,
  rtrim: 1,
  split: 1,
  split_part: 1,
  starts_with: 2,
  substring: 1,
  trim: 1,
  try_cast: 1,
  upper: 1,
}

const BY_NODE = new Map(
  Object.entries(TEXT_ARGUMENTS).map(([name, count]) => [
    canonicalName(name as CanonicalFunction),
    // As the helper is called.
    { name: name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), count: count! },
  ]),
)

/** The functions that have {@link checkStrings}, by their names in nodes. */
export const STRING_FUNCTIONS: readonly string[] = [...BY_NODE.keys()]

/**
 * Long decimals and dates in the place of a string. In TypeScript they are strings, and types cannot say that in SQL they
 * are not: `Expression<T extends string>` of a helper has to be accepted.
 */
export function checkStrings(
  func: string,
  args: readonly OperationNode[],
  typeOf: (node: OperationNode) => SqlType | undefined,
): readonly Diagnostic[] {
  const reads = BY_NODE.get(func)
  if (!reads) return []
  return args.slice(0, reads.count).flatMap((arg) => {
    const type = typeOf(arg)
    if (!type || type.name === 'varchar') return []
    return [
      {
        code: 'E_TYPE_MISMATCH' as const,
        message: `${reads.name} expects a string, and in SQL ${describeSqlType(type)} is not a string`,
        hint:
          type.name === 'date' || type.name === 'timestamp'
            ? 'Make a string of it: dateText(x) or castTo(x, varchar()).'
            : 'Make a string of it: castTo(x, varchar()).',
      },
    ]
  })
}
