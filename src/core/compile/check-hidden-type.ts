import { CaseNode, FunctionNode, type OperationNode, ParensNode, ValueNode } from 'kysely'
import { describeSqlType, type SqlType } from '../columns/sql-type.js'
import type { Diagnostic } from '../errors/index.js'
import { canonicalName } from '../functions/call/canonical-function.js'

type TypeOf = (node: OperationNode) => SqlType | undefined

const IFF = canonicalName('iff')
const ONE_OF_ALL: ReadonlySet<string> = new Set(['coalesce', canonicalName('greatest'), canonicalName('least')])

/** Types whose conversions have rules of their own. Next to a timestamp or a double everything is one. */
const BY_RULE: ReadonlySet<string> = new Set(['varchar', 'date'])

/**
 * A conversion of what is one of several, of which raw SQL hides the type: `coalesce(day, raw)` may be a day or the engine's
 * own timestamp, and the rule of days would cut that.
 */
export function checkHiddenType(node: OperationNode, typeOf: TypeOf): readonly Diagnostic[] {
  if (typeOf(node)) return []
  const parts = partsOf(node)
  const known = parts.map(typeOf).find((type) => type && BY_RULE.has(type.name))
  if (!known || parts.every(typeOf)) return parts.flatMap((part) => checkHiddenType(part, typeOf))
  return [
    {
      code: 'E_TYPE_MISMATCH',
      message: `raw SQL next to ${describeSqlType(known)} hides of which type both are, and the conversion depends on it`,
      hint: 'Say what the raw SQL is: castTo(sql`…`, varchar()) with the type that it has.',
    },
  ]
}

/** The expressions of which the value is one. */
function partsOf(node: OperationNode): readonly OperationNode[] {
  if (ParensNode.is(node)) return partsOf(node.node)
  return choices(node).filter((part) => !(ValueNode.is(part) && part.value === null))
}

function choices(node: OperationNode): readonly OperationNode[] {
  if (CaseNode.is(node))
    return [...(node.when ?? []).map((when) => when.result), node.else].filter((result) => result !== undefined)
  if (!FunctionNode.is(node)) return []
  if (node.func === IFF) return node.arguments.slice(1)
  return ONE_OF_ALL.has(node.func) ? node.arguments : []
}
