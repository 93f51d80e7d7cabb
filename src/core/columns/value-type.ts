import type { SqlType } from './sql-type.js'

/**
 * What the numbers of a column or an expression are in JavaScript, regardless of the type an engine computes them in: a
 * `number`, a `number` or beyond 2^53 a `bigint`, or decimal text; of a list, what its values are. docs/types.md has the rule.
 */
export type ValueType = NumberType | { readonly arrayOf: ValueType }

/** From the narrowest to the widest: an operation on several has the widest of theirs. */
const NUMBER_TYPES = ['number', 'number or bigint', 'decimal text'] as const

/** The {@link ValueType}s of one number. */
export type NumberType = (typeof NUMBER_TYPES)[number]

/** Precisions up to this one are exact in a JavaScript number. */
const EXACT_DIGITS = 15

/** The value type of a column; `undefined` when it is no number. */
export function valueTypeOf(type: SqlType): ValueType | undefined {
  switch (type.name) {
    case 'integer':
    case 'double':
      return 'number'
    case 'bigint':
      return 'number or bigint'
    case 'decimal': {
      const { as = type.precision <= EXACT_DIGITS ? 'number' : 'string' } = type
      return as === 'number' ? 'number' : 'decimal text'
    }
    case 'array':
      return arrayOf(valueTypeOf(type.element))
    default:
      return undefined
  }
}

/** The value type of a list of such values. */
export function arrayOf(element: ValueType | undefined): ValueType | undefined {
  return element && { arrayOf: element }
}

/** The value type of an operation on values of several types; those that are not known do not count. */
export function widest(types: readonly (ValueType | undefined)[]): ValueType | undefined {
  const known = types.filter((type) => type !== undefined)
  const lists = known.filter((type) => typeof type === 'object')
  if (lists.length > 0) return arrayOf(widest(lists.map((type) => type.arrayOf)))
  return NUMBER_TYPES.findLast((type) => known.includes(type))
}
