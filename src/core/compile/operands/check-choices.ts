import { FunctionNode, type OperationNode, ValueNode } from 'kysely'
import { describeSqlType, type SqlType, typeFamily } from '../../columns/sql-type.js'
import type { Diagnostic } from '../../errors/index.js'
import { canonicalFunction } from '../../functions/call/canonical-function.js'
import { choicesOf } from './choices-of.js'

type TypeOf = (node: OperationNode) => SqlType | undefined

/**
 * A value that is one of several of unlike types, as `coalesce(is_open, 0)`: engines convert them in ways of their own, and what
 * arrives would not be what is typed. Of raw SQL no type is known, and nothing refused.
 */
export function checkChoices(node: OperationNode, typeOf: TypeOf): readonly Diagnostic[] {
  const choices = choicesOf(node).flatMap((choice) => {
    const type = typeOf(choice)
    return type ? [{ choice, type }] : []
  })
  const isOfDays = choices.some(({ type }) => isDay(type))
  // Engines read text as a day next to one.
  const types = choices.filter(({ choice }) => !(isOfDays && isText(choice))).map(({ type }) => type)
  const [first] = types
  const other = types.find((type) => isUnlike(first!, type, node))
  if (!other) return []
  return [
    {
      code: 'E_TYPE_MISMATCH',
      message: `the values of ${nameOf(node)} are ${describeSqlType(first!)} and ${describeSqlType(other)}, which engines convert in different ways`,
      hint: 'Make them of one type: castTo(x, …) with the column that it is to be.',
    },
  ]
}

const isDay = ({ name }: SqlType): boolean => name === 'date' || name === 'timestamp'

const isText = (node: OperationNode): boolean => ValueNode.is(node) && typeof node.value === 'string'

/** `coalesce` has the type of its first value, which a timestamp behind a date would not be. */
function isUnlike(first: SqlType, other: SqlType, node: OperationNode): boolean {
  if (!isDay(first) || !isDay(other)) return typeFamily(first) !== typeFamily(other)
  return first.name === 'date' && other.name === 'timestamp' && nameOf(node) === 'coalesce'
}

/** As users write it. */
function nameOf(node: OperationNode): string {
  return FunctionNode.is(node) ? (canonicalFunction(node.func) ?? node.func) : 'case'
}
