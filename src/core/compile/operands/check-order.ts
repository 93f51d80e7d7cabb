import type { OperationNode } from 'kysely'
import type { SqlType } from '../../columns/sql-type.js'
import type { Diagnostic } from '../../errors/index.js'
import { canonicalFunction, canonicalName } from '../../functions/call/canonical-function.js'

/** Functions that order what they are given. */
export const ORDERING_FUNCTIONS: readonly string[] = ['min', 'max', canonicalName('greatest'), canonicalName('least')]

/** The least and greatest of what engines do not order alike. */
export function checkOrder(
  func: string,
  args: readonly OperationNode[],
  typeOf: (node: OperationNode) => SqlType | undefined,
): readonly Diagnostic[] {
  if (!ORDERING_FUNCTIONS.includes(func)) return []
  const name = canonicalFunction(func) ?? func
  const types = args.map((arg) => typeOf(arg)?.name)
  // "Function MAX does not support ARRAY argument type", says Snowflake; DuckDB compares the elements.
  if (types.includes('array'))
    return [
      {
        code: 'E_TYPE_MISMATCH',
        message: `${name} takes no array, because not every engine orders arrays`,
        hint: `Compare a value that says which one is meant: ${name}(arraySize(x)).`,
      },
    ]
  // DuckDB compares the text, Snowflake the values.
  if (!types.includes('json')) return []
  return [
    {
      code: 'E_TYPE_MISMATCH',
      message: `${name} takes no JSON, because engines order it differently`,
      hint: `Compare a value in it: ${name}(jsonPath(x, path, varchar())).`,
    },
  ]
}
