import { describe, expect, it } from 'vitest'
import { JsonCounter } from '../../../src/ingest/json/json-counter.js'
import { jsonFields } from '../../../src/ingest/json/json-fields.js'
import { JsonLines } from '../../../src/ingest/json/json-lines.js'
import { JsonList } from '../../../src/ingest/json/json-list.js'
import type { JsonRecord, JsonSplitter } from '../../../src/ingest/json/json-splitter.js'
import { plainDecimal } from '../../../src/ingest/values/plain-number.js'
import fc from '../../seeded-fast-check.js'

type Splitter = new (onRecord: (record: JsonRecord) => void) => JsonSplitter

/** The records of a text that comes in pieces, as `line: text`. The pieces' buffer is filled anew each time. */
function records(splitter: Splitter, text: string, size: number): readonly string[] {
  const found: string[] = []
  const split = new splitter(({ bytes, line, unreadable }) => found.push(`${line}: ${unreadable ?? bytes.toString()}`))
  const bytes = Buffer.from(text)
  const piece = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) split.write(piece.subarray(0, bytes.copy(piece, 0, at)))
  split.end()
  return found
}

function counted(text: string, names: readonly string[], rows: number): boolean {
  const counter = new JsonCounter((onRecord) => new JsonLines(onRecord), names)
  counter.add(Buffer.from(text))
  return counter.agrees(rows)
}

const object = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })

describe('records', () => {
  it('are the same however the bytes come', () => {
    fc.assert(
      fc.property(fc.array(object), fc.integer({ min: 1, max: 20 }), (objects, size) => {
        const texts = objects.map((one) => JSON.stringify(one))
        expect(records(JsonLines, texts.join('\n'), size)).toEqual(texts.map((text, i) => `${i + 1}: ${text}`))
        expect(records(JsonList, ` [${texts.join(' ,\n')}]\n`, size)).toEqual(
          texts.map((text, i) => `${i + 1}: ${text}`),
        )
      }),
    )
  })

  it.each([
    ['', []],
    ['[]', []],
    ['[ 1 , [2, {}], "],["]', ['1: 1', '1: [2, {}]', '1: "],["']],
    ['[1', ['1: the list is not closed']],
    ['[1,\n,2]', ['1: 1', '2: a comma without an object']],
    ['[1]]', ['1: 1', '1: text follows the list']],
    ['{}', ['1: it is not a list']],
  ])('are found in the list %j', (text, expected) => {
    for (const size of [1, 2, 100]) expect(records(JsonList, text, size)).toEqual(expected)
  })
})

describe('the longest record', () => {
  const said = (found: readonly string[]) => found.map((one) => (one.length > 100 ? one.length - '1: '.length : one))

  // As chunks come from files, and as one: what is left for the end of a record counts, too.
  it.each([2 ** 20, 2 ** 20 - 1, 2 ** 25])('has 2 ** 24 bytes, in pieces of %i', (size) => {
    const longest = `"${'x'.repeat(2 ** 24 - 2)}"`
    expect(said(records(JsonLines, `${longest}\n1`, size))).toEqual([2 ** 24, '2: 1'])
    expect(said(records(JsonList, `[${longest},\n1]`, size))).toEqual([2 ** 24, '2: 1'])
    const tooLong = `"x${longest.slice(1)}`
    expect(said(records(JsonLines, `${tooLong}\n1`, size))).toEqual(['1: an object is longer than 16 MB', '2: 1'])
    expect(said(records(JsonList, `[${tooLong},\n1]`, size))).toEqual(['1: an object is longer than 16 MB'])
  })
})

describe('fields', () => {
  it('are those that JSON.parse finds', () => {
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 2), (one, indent) => {
        const fields = jsonFields(JSON.stringify(one, undefined, indent))
        expect(fields.map(({ name }) => name)).toEqual(Object.keys(one))
        for (const { name, kind, text } of fields) {
          const value = JSON.parse(JSON.stringify(one))[name]
          expect(kind === 'text' ? text : JSON.parse(text)).toEqual(value)
        }
      }),
    )
  })

  it('keep every digit, and a name twice', () => {
    const text = '{ "a" : 12345678901234567890.12345678901234567890 , "a":1e400,"b":{"c":[1,{}]} }'
    expect(jsonFields(text)).toEqual([
      { name: 'a', kind: 'number', text: '12345678901234567890.12345678901234567890', json: expect.anything() },
      { name: 'a', kind: 'number', text: '1e400', json: '1e400' },
      { name: 'b', kind: 'nested', text: '{"c":[1,{}]}', json: '{"c":[1,{}]}' },
    ])
    expect(jsonFields('{"a":"\\\\","b\\"":"x\\\\\\"}"}')).toEqual([
      { name: 'a', kind: 'text', text: '\\', json: '"\\\\"' },
      { name: 'b"', kind: 'text', text: 'x\\"}', json: '"x\\\\\\"}"' },
    ])
    expect(jsonFields('{}')).toEqual([])
  })
})

it.each([
  ['1', '1'],
  ['-1.50', '-1.5'],
  ['1e3', '1000'],
  ['-1.5e+3', '-1500'],
  ['1.25E1', '12.5'],
  ['12.5e-3', '0.0125'],
])('%s without an exponent is %s', (text, plain) => {
  expect(plainDecimal(text, 38, 10)).toBe(plain)
  expect(Number(plain)).toBe(Number(text))
})

describe('the counter', () => {
  it.each<[string, boolean]>([
    ['{"id":1,"x":{"id":2,"id":3}}\n{"x":":","id":2}\n', true],
    ['{"id":1}\n{"id":2}\n{"id":3}', false],
    ['{"id":1}\n', false],
    ['{"id":1}\n{"id":2,"ID":2}\n', false],
    ['{"id":1}\n{"Id":2}\n', false],
    ['{"id":1}\n{"x":1,"x":2}\n', false],
    ['{"id":1}\n{"id":2,}\n', false],
    ['{"id":1}\n[]\n', false],
    ['{"id":1}\n{"id":\n', false],
  ])('finds that %j has two rows: %s', (text, agrees) => {
    expect(counted(text, ['id'], 2)).toBe(agrees)
  })
})
