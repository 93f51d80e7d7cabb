import { type OperationNode, type RawNode, SelectQueryNode } from 'kysely'
import type { Diagnostic } from '../../errors/index.js'
import { expressionValues, outputColumns } from '../../infer/output-columns.js'
import type { Scope } from '../../infer/scope.js'
import { isLongDecimal } from './check-json.js'

/** How the SQL of the functions in `kysely/helpers` begins that make JSON of a query. */
const OF_QUERY: { readonly [beginning: string]: string | undefined } = {
  "(select coalesce(json_agg(agg), '[]') from ": 'jsonArrayFrom',
  '(select to_json(obj) from ': 'jsonObjectFrom',
  '(select coalesce(json_group_array(json_object(': 'jsonArrayFrom',
  '(select json_object(': 'jsonObjectFrom',
}

/** And those that make it of single values. */
const OF_VALUES: readonly string[] = ['json_build_object(', 'json_object(']

/** Decimals that `kysely/helpers` would make a number within JSON, which a reader rounds. */
export function checkJsonHelpers(
  { sqlFragments: [beginning = ''], parameters }: RawNode,
  scope: Scope | undefined,
): readonly Diagnostic[] {
  const ofQuery = OF_QUERY[beginning]
  if (ofQuery !== undefined)
    return parameters
      .filter((node) => SelectQueryNode.is(node))
      .flatMap((query) => outputColumns(query, scope) ?? [])
      .filter(({ values }) => isLongDecimal(values))
      .map(({ name }) => rounded(ofQuery, `"${name}"`))
  if (!OF_VALUES.includes(beginning)) return []
  return parameters
    .flatMap(valuesIn)
    .filter((value) => isLongDecimal(expressionValues(value, scope)))
    .map(() => rounded('jsonBuildObject', 'a decimal'))
}

/** The names and values that Kysely joins with commas. */
function valuesIn(node: OperationNode): readonly OperationNode[] {
  return node.kind === 'RawNode' ? (node as RawNode).parameters : []
}

function rounded(helper: string, what: string): Diagnostic {
  return {
    code: 'E_TYPE_MISMATCH',
    message: `${helper} would round ${what}, whose numbers have more digits than JSON's`,
    hint: 'Select it as a string: castTo(x, varchar()).',
  }
}
