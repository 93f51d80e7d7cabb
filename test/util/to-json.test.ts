import { expect, it } from 'vitest'
import { toJson } from '../../src/util/to-json.js'

it.each<readonly [what: string, value: unknown, json: string]>([
  ['numbers that JSON does not have', [Number.NaN, -Infinity, Infinity, null], '["NaN","-Infinity","Infinity",null]'],
  ['a bigint', { n: 9007199254740993n }, '{"n":"9007199254740993"}'],
  ['bytes', { b: [Uint8Array.of(170, 0)] }, '{"b":["aa00"]}'],
  ['a buffer', { b: Buffer.from([170, 0]) }, '{"b":"aa00"}'],
  ['bytes alone', Buffer.from([1]), '"01"'],
  ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
])('%s has its own form in JSON', (_, value, json) => {
  expect(toJson(value)).toBe(json)
})
