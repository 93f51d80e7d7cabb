import type { OperationNode } from 'kysely'
import type { Diagnostic } from '../../errors/index.js'
import { expressionType } from '../../infer/output-columns.js'
import type { Scope } from '../../infer/scope.js'
import { checkJson, JSON_FUNCTIONS } from './check-json.js'
import { checkNumbers, NUMBER_FUNCTIONS } from './check-numbers.js'
import { checkOrder, ORDERING_FUNCTIONS } from './check-order.js'
import { checkStrings, STRING_FUNCTIONS } from './check-strings.js'

/** The functions that have {@link checkArguments}, by their names in nodes. */
export const CHECKED_FUNCTIONS: readonly string[] = [
  ...STRING_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...ORDERING_FUNCTIONS,
  ...JSON_FUNCTIONS,
]

/** Arguments of types for which engines differ. */
export function checkArguments(
  func: string,
  args: readonly OperationNode[],
  scope: Scope | undefined,
): readonly Diagnostic[] {
  const typeOf = (node: OperationNode) => expressionType(node, scope)
  return [
    ...checkStrings(func, args, typeOf),
    ...checkNumbers(func, args, typeOf),
    ...checkOrder(func, args, typeOf),
    ...checkJson(func, args, scope),
  ]
}
