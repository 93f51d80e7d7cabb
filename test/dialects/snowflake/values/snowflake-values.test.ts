import { describe, expect, test } from 'vitest'
import { readRawText } from '../../../../src/dialects/snowflake/values/read-raw-text.js'
import {
  columnDecoder,
  type SnowflakeColumn,
  type SnowflakeValueOptions,
} from '../../../../src/dialects/snowflake/values/snowflake-values.js'
import fc from '../../../seeded-fast-check.js'

/** A column of a type as in `fixed(38, 2)`. */
function column(type: string): SnowflakeColumn {
  const [, name = '', first, second] = /^(\w+)(?:\((\d+)(?:, (\d+))?\))?$/.exec(type) ?? []
  const scale = second ?? (name === 'fixed' ? undefined : first)
  return {
    getName: () => 'C',
    getType: () => name,
    getPrecision: () => (name === 'fixed' && first ? Number(first) : null),
    getScale: () => (scale ? Number(scale) : null),
    isNullable: () => true,
    getIndex: () => 0,
  }
}

function decode(type: string, raw: string | null, options?: SnowflakeValueOptions): unknown {
  return columnDecoder(column(type), options)(raw)
}

describe('what the text of the wire becomes', () => {
  test.each<[type: string, raw: string | null, expected: unknown]>([
    ['fixed(38, 0)', null, null],
    ['text', null, null],
    ['fixed(38, 0)', '0', 0],
    ['fixed(38, 0)', '9007199254740991', 9007199254740991],
    ['fixed(38, 0)', '9007199254740992', 9007199254740992n],
    ['fixed(38, 0)', '-9007199254740993', -9007199254740993n],
    ['fixed(38, 0)', '99999999999999999999999999999999999999', 99999999999999999999999999999999999999n],
    ['fixed(18, 0)', '42', 42],
    ['fixed(2, 1)', '3.5', 3.5],
    ['fixed(15, 2)', '-0.10', -0.1],
    ['fixed(15, 1)', '12345678901234.1', 12345678901234.1],
    ['fixed(16, 2)', '3.50', '3.50'],
    ['fixed(37, 2)', '-0.05', '-0.05'],
    ['fixed(38, 20)', '0.50000000000000000000', 0.5],
    ['fixed(38, 10)', '-123456789012.3450000000', -123456789012.345],
    ['fixed(38, 1)', '1234567890123456.5', '1234567890123456.5'],
    ['fixed(38, 2)', '1000000000000000000.00', '1000000000000000000.00'],
    ['fixed(38, 2)', '0.00', 0],
    ['fixed(38, 37)', '0.0000000000000000000000000000000000001', 1e-37],
    ['real', '1.5', 1.5],
    ['real', '1.7976931348623157e+308', Number.MAX_VALUE],
    ['real', 'NaN', Number.NaN],
    ['real', 'inf', Number.POSITIVE_INFINITY],
    ['real', '-inf', Number.NEGATIVE_INFINITY],
    ['decfloat', '1.23456789012345678901234567890123456789e+16384', '1.23456789012345678901234567890123456789e+16384'],
    ['boolean', '1', true],
    ['boolean', '0', false],
    ['boolean', 'true', true],
    ['boolean', 'FALSE', false],
    ['text', 'NULL', 'NULL'],
    ['text', '', ''],
    ['date', '0', '1970-01-01'],
    ['date', '16525', '2015-03-31'],
    ['date', '-1', '1969-12-31'],
    ['date', '-683333', '0099-02-05'],
    ['date', '2932896', '9999-12-31'],
    ['time(9)', '22191.500000000', '06:09:51.5'],
    ['time(0)', '0', '00:00:00'],
    ['time(9)', '86399.999999999', '23:59:59.999999999'],
    ['timestamp_ntz(9)', '1427782191.123456789', new Date('2015-03-31T06:09:51.123Z')],
    ['timestamp_ntz(3)', '1427782191.123', new Date('2015-03-31T06:09:51.123Z')],
    ['timestamp_ntz(1)', '1427782191.1', new Date('2015-03-31T06:09:51.100Z')],
    ['timestamp_ntz(0)', '1427782191', new Date('2015-03-31T06:09:51Z')],
    ['timestamp_ntz(9)', '-0.000000001', new Date('1969-12-31T23:59:59.999Z')],
    ['timestamp_ntz(9)', '-1.500000000', new Date('1969-12-31T23:59:58.500Z')],
    ['timestamp_ntz(9)', '-1.000000000', new Date('1969-12-31T23:59:59Z')],
    ['timestamp_ltz(9)', '1427782191.123456789', new Date('2015-03-31T06:09:51.123Z')],
    ['timestamp_tz(9)', '1427782191.123456789 1560', new Date('2015-03-31T06:09:51.123Z')],
    ['binary', '00FF', new Uint8Array([0, 255])],
    ['binary', '', new Uint8Array()],
    ['variant', '{"a":[1,null,"x"]}', { a: [1, null, 'x'] }],
    ['variant', 'null', null],
    ['variant', '"text"', 'text'],
    ['array', '[1,undefined,2]', [1, null, 2]],
    [
      'object',
      '{"a":NaN,"b":-Infinity,"c":"NaN, undefined \\" Infinity"}',
      { a: Number.NaN, b: Number.NEGATIVE_INFINITY, c: 'NaN, undefined " Infinity' },
    ],
    ['variant', 'undefined', null],
    ['object', '{"a":NaN,"b":"number:NaN","c":"number::NaN"}', { a: Number.NaN, b: 'number:NaN', c: 'number::NaN' }],
    ['variant', '<a>1</a>', '<a>1</a>'],
    ['map', '{"a":1}', { a: 1 }],
    ['vector', '[1.5,-2]', [1.5, -2]],
    ['geography', 'POINT(1 2)', 'POINT(1 2)'],
    ['uuid', '6f9619ff-8b86-d011-b42d-00c04fc964ff', '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
  ])('%s %s', (type, raw, expected) => {
    expect(decode(type, raw)).toEqual(expected)
  })

  test.each<[type: string, raw: string, expected: string]>([
    ['timestamp_ntz(9)', '1427782191.123456789', '2015-03-31T06:09:51.123456789'],
    ['timestamp_ntz(3)', '1427782191.100', '2015-03-31T06:09:51.100'],
    ['timestamp_ntz(0)', '1427782191', '2015-03-31T06:09:51'],
    ['timestamp_ntz(9)', '-0.000000001', '1969-12-31T23:59:59.999999999'],
    ['timestamp_ltz(9)', '1427782191.000000001', '2015-03-31T06:09:51.000000001Z'],
    ['timestamp_tz(9)', '1427782191.123456789 1560', '2015-03-31T08:09:51.123456789+02:00'],
    ['timestamp_tz(9)', '1427782191.123456789 1230', '2015-03-31T02:39:51.123456789-03:30'],
    ['timestamp_tz(9)', '1427782191.123456789 1440', '2015-03-31T06:09:51.123456789+00:00'],
    ['timestamp_tz(9)', '-0.500000000 1380', '1969-12-31T22:59:59.500000000-01:00'],
    ['timestamp_tz(9)', '-0.500000000 1441', '1970-01-01T00:00:59.500000000+00:01'],
    ['timestamp_tz(0)', '0 1441', '1970-01-01T00:01:00+00:01'],
  ])('%s %s as text', (type, raw, expected) => {
    expect(decode(type, raw, { timestamps: 'text' })).toBe(expected)
  })

  test('decimals as text keep every digit, whole numbers stay numbers', () => {
    expect(decode('fixed(2, 1)', '3.0', { decimals: 'text' })).toBe('3.0')
    expect(decode('fixed(38, 2)', '0.50', { decimals: 'text' })).toBe('0.50')
    expect(decode('fixed(38, 0)', '7', { decimals: 'text' })).toBe(7)
  })

  test.each([
    ['variant', '{"a":(() => 1)()}'],
    ['variant', 'process.exit(1)'],
    ['binary', '0'],
    ['binary', 'q0'],
    ['timestamp_tz(9)', '1.000000000'],
  ])('%s %s is refused, and not shown', (type, raw) => {
    expect(() => decode(type, raw)).toThrow(expect.objectContaining({ code: 'E_DATA_FORMAT' }))
    expect(() => decode(type, raw)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(raw) }))
  })
})

test('a driver that is built in another way is refused, before it loses digits', () => {
  expect(() => readRawText([column('fixed(38, 0)')])).toThrow(expect.objectContaining({ code: 'E_MISSING_DRIVER' }))
})

describe('nothing is lost', () => {
  const nanoseconds = fc.bigInt({ min: -62_135_596_800n * 10n ** 9n, max: 253_402_300_799n * 10n ** 9n })

  test('of a timestamp: the text gives every nanosecond, the date the millisecond that has begun', () => {
    fc.assert(
      fc.property(nanoseconds, (moment) => {
        const digits = String(moment < 0n ? -moment : moment).padStart(10, '0')
        const raw = `${moment < 0n ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`
        const text = decode('timestamp_ntz(9)', raw, { timestamps: 'text' }) as string
        const second = BigInt(Date.parse(`${text.slice(0, 19)}Z`)) * 1_000_000n
        expect(second + BigInt(text.slice(20))).toBe(moment)
        const date = decode('timestamp_ntz(9)', raw) as Date
        const rest = ((moment % 1_000_000n) + 1_000_000n) % 1_000_000n
        expect(BigInt(date.getTime())).toBe((moment - rest) / 1_000_000n)
      }),
    )
  })

  test('of JSON, whatever words and quotes its texts hold', () => {
    const text = fc.stringMatching(/^(?:undefined|NaN|-?Infinity|number:+|["\\\\,:{}[\]]| )*$/)
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie('value')),
        fc.dictionary(text, tie('value')),
      ),
    }))
    fc.assert(
      fc.property(value, (value) => {
        const json = JSON.stringify(value)
        expect(decode('variant', json)).toEqual(JSON.parse(json))
        // One array further in, because the ARRAY's own numbers keep all their digits.
        expect(decode('array', `[undefined,[${json}],NaN]`)).toEqual([null, [JSON.parse(json)], Number.NaN])
      }),
    )
  })

  test('of a number: all digits come back', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
        fc.integer({ min: 1, max: 37 }),
        fc.integer({ min: 1, max: 38 }),
        (all, scale, length) => {
          const value = BigInt(
            String(all)
              .slice(0, length + (all < 0n ? 1 : 0))
              .replace(/^-?$/, '0'),
          )
          const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
          const raw = `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
          const decoded = decode(`fixed(38, ${scale})`, raw)
          expect(decode('fixed(38, 0)', String(value))?.toString()).toBe(String(value))
          if (typeof decoded === 'string') expect(decoded).toBe(raw)
          else expect(scaled(decoded as number, scale)).toBe(value)
        },
      ),
    )
  })
})

/** The digits of a double as JavaScript prints them, as a whole number of the last decimal place. */
function scaled(number: number, scale: number): bigint {
  const [mantissa = '', exponent = '0'] = String(number).split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const shift = scale + Number(exponent) - fraction.length
  return shift >= 0 ? BigInt(whole + fraction) * 10n ** BigInt(shift) : BigInt(whole + fraction) / 10n ** BigInt(-shift)
}
