import { describe, expect, it } from 'vitest'
import { toSnowflakeBinds, toSnowflakeBulkBinds } from '../../../../src/dialects/snowflake/values/snowflake-binds.js'

class Money {}

describe('what a value is sent as', () => {
  it.each<[value: unknown, bind: unknown]>([
    [null, null],
    [true, true],
    ['', ''],
    ["it's", "it's"],
    [7, 7],
    [-1.5, -1.5],
    [0, 0],
    [-7, -7],
    [5e-324, 5e-324],
    [-Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER],
    [-(2 ** 53), '-9007199254740992'],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [2 ** 53, '9007199254740992'],
    [1e21, '1e+21'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [-0, '-0'],
    [7n, 7],
    [9007199254740993n, '9007199254740993'],
    [9007199254740992n, '9007199254740992'],
    [-9007199254740991n, -9007199254740991],
    [-9007199254740992n, '-9007199254740992'],
    [10n ** 38n - 1n, '99999999999999999999999999999999999999'],
    [-(10n ** 38n) + 1n, '-99999999999999999999999999999999999999'],
    [new Date('2015-03-31T06:09:51.123Z'), '2015-03-31T06:09:51.123+00:00'],
    [new Date('0001-01-01T00:00:00Z'), '0001-01-01T00:00:00.000+00:00'],
    [new Date('0000-01-01T00:00:00Z'), '0000-01-01T00:00:00.000+00:00'],
    [new Date('9999-12-31T23:59:59.999Z'), '9999-12-31T23:59:59.999+00:00'],
    [Buffer.from([0, 255]), '00ff'],
    [new Uint8Array([1, 2, 3]).subarray(1), '0203'],
    [[], '[]'],
    [{}, '{}'],
    [[[], {}, ''], '[[],{},""]'],
    [[true, -1.5, 'it"s'], '[true,-1.5,"it\\"s"]'],
    [Object.assign(Object.create(null), { a: 1, b: null }), '{"a":1,"b":null}'],
    [[1, 'a', null, 9007199254740993n], '[1,"a",null,9007199254740993]'],
    [{ a: { b: [true] }, 'c"': new Date(0) }, '{"a":{"b":[true]},"c\\"":"1970-01-01T00:00:00.000Z"}'],
  ])('%s', (value, bind) => {
    expect(toSnowflakeBinds([value])).toEqual([bind])
  })

  it('a list in the first place is no list of rows', () => {
    expect(toSnowflakeBinds([[1, 2], 3])).toEqual(['[1,2]', 3])
  })

  it.each<[value: unknown, message: string]>([
    [undefined, 'undefined'],
    [() => 1, 'a function'],
    [Symbol('x'), 'a symbol'],
    [10n ** 38n, 'a bigint of more than 38 digits'],
    [-(10n ** 38n), 'a bigint of more than 38 digits'],
    [new Date(Number.NaN), 'an invalid Date'],
    [new Date('+012345-01-01T00:00:00Z'), 'a Date of the year 12345'],
    [new Date('-000001-12-31T23:59:59Z'), 'a Date of the year -1'],
    [new Date('+010000-01-01T00:00:00Z'), 'a Date of the year 10000'],
    ['\ud800x', 'a string with half a surrogate pair'],
    [{ a: ['x\udc00'] }, 'a string with half a surrogate pair within an object or array'],
    [new Money(), 'a Money'],
    [[new Money()], 'a Money'],
    [Object.create(Object.create(null)), 'a class instance'],
    [[() => 1], 'a function within an object or array'],
    [{ a: Number.POSITIVE_INFINITY }, 'Infinity within an object or array'],
    [new Map(), 'a Map'],
    [{ a: undefined }, 'undefined within an object or array'],
    [[Number.NaN], 'NaN within an object or array'],
    // biome-ignore lint/suspicious/noSparseArray: that is what is tested
    [[1, , 2], 'undefined within an object or array'],
    [[new Date(Number.NaN)], 'a Date that is invalid'],
  ])('%s is refused', (value, what) => {
    expect(() => toSnowflakeBinds([value])).toThrow(
      expect.objectContaining({ code: 'E_LITERAL', message: `Snowflake cannot take ${what} as a value` }),
    )
  })
})

describe('rows of a bulk insert', () => {
  it('keep their values where a column has one kind', () => {
    const rows = [
      [1, 'a', null],
      [null, 'b', 0.5],
    ]
    expect(toSnowflakeBulkBinds(rows)).toEqual(rows)
    expect(toSnowflakeBulkBinds([])).toEqual([])
  })
  it('become text where it has several, since the first row decides', () => {
    expect(toSnowflakeBulkBinds([[1], [1.5], [null], [2n ** 60n]])).toEqual([
      ['1'],
      ['1.5'],
      [null],
      ['1152921504606846976'],
    ])
  })
  it.each<[name: string, column: readonly unknown[], binds: readonly unknown[]]>([
    ['whole numbers and null', [1, null, -2], [1, null, -2]],
    ['null first', [null, 1.5], [null, 1.5]],
    ['nothing but null', [null, null], [null, null]],
    ['truth values', [true, false, null], [true, false, null]],
    ['truth values and text', [true, 'a', null], ['true', 'a', null]],
    ['truth values and numbers', [false, 1], ['false', '1']],
    ['fractions', [0.5, 1.5], [0.5, 1.5]],
    ['numbers and text', [1, 'a'], ['1', 'a']],
  ])('%s: a column is of one kind when the rows have one', (_, column, binds) => {
    expect(toSnowflakeBulkBinds(column.map((value) => [value, 'x']))).toEqual(binds.map((bind) => [bind, 'x']))
  })
  it.each([[[[1], [1, 2]]], [[[1, 2], [1]]], [[[1], [1], []]]])('have one length, and not %j', (rows) => {
    expect(() => toSnowflakeBulkBinds(rows)).toThrow(expect.objectContaining({ code: 'E_LITERAL' }))
  })
  it('without columns are left as they are', () => {
    expect(toSnowflakeBulkBinds([[], []])).toEqual([[], []])
  })
})
