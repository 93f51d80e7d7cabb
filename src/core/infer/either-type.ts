import { type OperationNode, ValueNode } from 'kysely'
import { describeSqlType, type SqlType, typeFamily } from '../columns/index.js'

/**
 * The type of a value that is one of several, as of CASE, COALESCE or a column of a union; `undefined` when it does not
 * follow. What only one of them is (a whole number, a date) is not believed of all.
 */
export function eitherType(types: readonly (SqlType | undefined)[]): SqlType | undefined {
  if (types.some((type) => type?.name === 'double')) return { name: 'double' }
  // Engines make timestamps of dates next to one.
  if (types.some((type) => type?.name === 'timestamp')) return { name: 'timestamp' }
  // A whole number next to decimals has their digits after the point.
  const decimal = types.find((type) => type?.name === 'decimal')
  return commonType(decimal ? types.map((type) => (isWhole(type) ? decimal : type)) : types)
}

/** The type of what is one of several; of `coalesce(day, '2026-01-01')` that of the day, which engines make of the text. */
export function typeOfOne(
  nodes: readonly OperationNode[],
  typeOf: (node: OperationNode) => SqlType | undefined,
): SqlType | undefined {
  const given = nodes.filter((node) => !(ValueNode.is(node) && node.value === null))
  const types = given.filter((node) => !(ValueNode.is(node) && typeof node.value === 'string')).map(typeOf)
  const isDay = types.some((type) => type?.name === 'date' || type?.name === 'timestamp')
  return eitherType(isDay ? types : given.map(typeOf))
}

/** Whether a type is one of whole numbers only. */
export const isWhole = (type: SqlType | undefined): boolean => type?.name === 'integer' || type?.name === 'bigint'

/** The type that values of several types have together; `undefined` when one is unknown or the engines choose it. */
export function commonType(types: readonly (SqlType | undefined)[]): SqlType | undefined {
  const [first, ...rest] = types
  if (!first || rest.includes(undefined)) return undefined
  return rest.reduce((left, right) => left && commonOfTwo(left, right!), first as SqlType | undefined)
}

function commonOfTwo(left: SqlType, right: SqlType): SqlType | undefined {
  if (describeSqlType(left) === describeSqlType(right)) return left
  if (typeFamily(left) !== 'number' || typeFamily(right) !== 'number') return undefined
  const names = [left.name, right.name]
  if (names.includes('double')) return { name: 'double' }
  return names.includes('decimal') ? undefined : { name: 'bigint' }
}
