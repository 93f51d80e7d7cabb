import { type OperationNode, ParensNode } from 'kysely'
import { describeSqlType, type SqlType } from '../../columns/sql-type.js'
import type { Diagnostic } from '../../errors/index.js'
import { choicesOf } from './choices-of.js'

type TypeOf = (node: OperationNode) => SqlType | undefined

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
  return ParensNode.is(node) ? partsOf(node.node) : choicesOf(node)
}
