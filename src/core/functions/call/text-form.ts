import type { SqlType } from '../../columns/index.js'

/** Days from the year 1 to 9999, which both engines have. */
const DAY = '([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}'
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?'

/**
 * The regular expression of the strings that are valid for a type, the same on every engine: the engines' own casts accept
 * more, and not the same. `undefined` for types that have none.
 */
export function textForm({ name }: SqlType): string | undefined {
  switch (name) {
    case 'integer':
    case 'bigint':
      return '^ *[+-]?[0-9]{1,37}([.]0+)? *$'
    case 'decimal':
      return '^ *[+-]?([0-9]{1,38}([.][0-9]+)?|[.][0-9]+) *$'
    case 'double':
      return '^ *[+-]?([0-9]{1,300}([.][0-9]+)?|[.][0-9]+)([eE][+-]?[0-2]?[0-9]{1,2})? *$'
    case 'date':
      return `^${DAY}$`
    case 'timestamp':
      return `^${DAY}([T ]${TIME})?Z?$`
    default:
      return undefined
  }
}
