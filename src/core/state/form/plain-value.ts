import { isNode } from '../../nodes/is-node.js'
import type { Part } from './algebra.js'
import { tree } from './algebra.js'
import { NotCanonical } from './not-canonical.js'

/** A value of a query, of which no two different ones are the same. */
export function plainValue(value: unknown): Part {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : tree('number', { value: Object.is(value, -0) ? '-0' : String(value) })
    case 'bigint':
      return tree('bigint', { value: String(value) })
    case 'undefined':
      return tree('undefined', {})
    case 'object':
      return value === null ? null : plainObject(value)
    default:
      throw new NotCanonical(`a value of type ${typeof value}`)
  }
}

function plainObject(value: object): Part {
  if (value instanceof Date) return tree('date', { value: String(value.getTime()) })
  if (ArrayBuffer.isView(value))
    return tree('bytes', { value: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') })
  if (Array.isArray(value)) return value.map(plainValue)
  if (isNode(value)) throw new NotCanonical('a node as a value')
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new NotCanonical('a value of a class')
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return tree('object', Object.fromEntries(entries.sort(byName).map(([name, each]) => [name, plainValue(each)])))
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}
