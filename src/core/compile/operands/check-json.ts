import { type OperationNode, TableNode } from 'kysely'
import type { ValueType } from '../../columns/value-type.js'
import type { Diagnostic } from '../../errors/index.js'
import { expressionValues } from '../../infer/output-columns.js'
import { findAlias, type Scope } from '../../infer/scope.js'

/** What Kysely's `eb.fn.toJson` and `eb.fn.jsonAgg` call. */
export const JSON_FUNCTIONS: readonly string[] = ['to_json', 'json_agg']

/** Decimal text that would be a number within JSON, which a reader rounds. */
export function checkJson(
  func: string,
  args: readonly OperationNode[],
  scope: Scope | undefined,
): readonly Diagnostic[] {
  if (!JSON_FUNCTIONS.includes(func)) return []
  return args
    .flatMap((arg) => longDecimals(arg, scope))
    .map((what) => ({
      code: 'E_TYPE_MISMATCH',
      message: `${func === 'to_json' ? 'toJson' : 'jsonAgg'} would round ${what}, whose numbers have more digits than JSON's`,
      hint: 'Name the columns with objectConstruct({ … }), which writes such numbers as strings.',
    }))
}

function longDecimals(arg: OperationNode, scope: Scope | undefined): readonly string[] {
  if (!TableNode.is(arg)) return isLongDecimal(expressionValues(arg, scope)) ? ['a decimal'] : []
  const table = arg.table.identifier.name
  return (findAlias(scope, table)?.() ?? [])
    .filter(({ values }) => isLongDecimal(values))
    .map(({ name }) => `"${table}"."${name}"`)
}

/** Whether values of this type are decimals that JSON's numbers round. */
export function isLongDecimal(values: ValueType | undefined): boolean {
  return typeof values === 'object' ? isLongDecimal(values.arrayOf) : values === 'decimal text'
}
