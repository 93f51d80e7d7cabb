import { describe, expect, it } from 'vitest'
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
  it.each<[type: string, raw: string | null, expected: unknown]>([
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
    ['FIXED(38, 0)', '9007199254740993', 9007199254740993n],
    ['fixed', '9007199254740993', 9007199254740993n],
    ['fixed(15, 0)', '-7', -7],
    ['fixed(38, 1)', '123456789012345.0', 123456789012345],
    ['fixed(38, 1)', '1234567890123456.0', '1234567890123456.0'],
    ['fixed(38, 15)', '0.123456789012345', 0.123456789012345],
    ['fixed(38, 16)', '-0.1234567890123456', '-0.1234567890123456'],
    ['fixed(38, 17)', '-0.00123456789012345', -0.00123456789012345],
    ['fixed(38, 2)', '100.00', 100],
    ['fixed(38, 2)', '12345678901234567.50', '12345678901234567.50'],
    ['real', 'Infinity', Number.POSITIVE_INFINITY],
    ['real', '-INFINITY', Number.NEGATIVE_INFINITY],
    ['real', '-1e-7', -1e-7],
    ['boolean', 'TRUE', true],
    ['boolean', '10', false],
    ['boolean', '01', false],
    ['date', '-719528', '0000-01-01'],
    ['date', '-719529', '-0001-12-31'],
    ['date', '2932897', '10000-01-01'],
    ['time(1)', '22191.5', '06:09:51.5'],
    ['time(3)', '1.050', '00:00:01.05'],
    ['time(9)', '3661.000000100', '01:01:01.0000001'],
    ['timestamp_ntz(1)', '-0.5', new Date('1969-12-31T23:59:59.500Z')],
    ['timestamp_ntz(2)', '-1.95', new Date('1969-12-31T23:59:58.050Z')],
    ['timestamp_ntz(2)', '1.95', new Date('1970-01-01T00:00:01.950Z')],
    ['timestamp_ntz(3)', '-1.001', new Date('1969-12-31T23:59:58.999Z')],
    ['timestamp_ntz(3)', '0.001', new Date('1970-01-01T00:00:00.001Z')],
    ['timestamp_ntz(6)', '-1.000001', new Date('1969-12-31T23:59:58.999Z')],
    ['timestamp_ntz(0)', '-1', new Date('1969-12-31T23:59:59Z')],
    ['timestamp_tz(3)', '-1.500 0', new Date('1969-12-31T23:59:58.500Z')],
    ['TIMESTAMP_NTZ(0)', '1', new Date('1970-01-01T00:00:01Z')],
    ['variant', ' <a>1</a>', ' <a>1</a>'],
    ['variant', '[Infinity,-Infinity,NaN]', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]],
    ['object', '{"NaN":NaN,"undefined":undefined}', { NaN: Number.NaN, undefined: null }],
    ['object', '{"a":"x\\\\","b":NaN}', { a: 'x\\', b: Number.NaN }],
  ])('%s %s', (type, raw, expected) => {
    expect(decode(type, raw)).toEqual(expected)
  })

  it.each<[raw: string, expected: unknown]>([
    ['[]', []],
    ['[1,"b",null,1.5]', [1, 'b', null, 1.5]],
    ['[\n  9007199254740991,\n  9007199254740992\n]', [9007199254740991, 9007199254740992n]],
    ['[-9007199254740991,-9007199254740992]', [-9007199254740991, -9007199254740992n]],
    ['[1,12345678901234567890,2]', [1, 12345678901234567890n, 2]],
    ['[12345678901234567890,12345678901234567891]', [12345678901234567890n, 12345678901234567891n]],
    ['[123456789012345.5]', ['123456789012345.5']],
    ['[12345678901234.5,-1234567890123456.5]', [12345678901234.5, '-1234567890123456.5']],
    ['[0.123456789012345,0.1234567890123456]', [0.123456789012345, '0.1234567890123456']],
    ['[-0.00000000000000012345]', [-0.00000000000000012345]],
    ['[100000000000000.00,123456789012345.000]', [100000000000000, 123456789012345]],
    ['[1000000000000000.50]', ['1000000000000000.50']],
    [
      '[1.2345678901234567e+30,1.2345678901234567E-7]',
      [Number('1.2345678901234567e30'), Number('1.2345678901234567e-7')],
    ],
    ['[1.234567890123456789e+30]', [1.2345678901234568e30]],
    ['[12345678901234567890e2]', [Number('1234567890123456789000')]],
    ['["9007199254740993","a1 9007199254740993"]', ['9007199254740993', 'a1 9007199254740993']],
    ['["[{",9007199254740993,"}]"]', ['[{', 9007199254740993n, '}]']],
    ['["a\\"[",9007199254740993]', ['a"[', 9007199254740993n]],
    ['["\\\\",9007199254740993]', ['\\', 9007199254740993n]],
    ['[[1],9007199254740993]', [[1], 9007199254740993n]],
    ['[{"a":[1]},9007199254740993]', [{ a: [1] }, 9007199254740993n]],
    ['[[9007199254740993],{"a":9007199254740993}]', [[2 ** 53], { a: 2 ** 53 }]],
    ['[undefined,9007199254740993,NaN]', [null, 9007199254740993n, Number.NaN]],
    ['["exact:0","exact::0",9007199254740993]', ['exact:0', 'exact::0', 9007199254740993n]],
    ['["exact:0",["exact::7"],9007199254740993]', ['exact:0', ['exact::7'], 9007199254740993n]],
    ['["exactly",9007199254740993,"0"]', ['exactly', 9007199254740993n, '0']],
  ])('an ARRAY keeps the digits of its own numbers: %s', (raw, expected) => {
    expect(decode('array', raw)).toStrictEqual(expected)
  })

  it.each<[type: string, raw: string, expected: string]>([
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
    ['timestamp_tz(0)', '-1 1380', '1969-12-31T22:59:59-01:00'],
    ['timestamp_tz(1)', '-60.0 1441', '1970-01-01T00:00:00.0+00:01'],
    ['timestamp_tz(1)', '0.5 1440', '1970-01-01T00:00:00.5+00:00'],
    ['timestamp_tz(1)', '-60.5 1441', '1969-12-31T23:59:59.5+00:01'],
    ['timestamp_tz(2)', '-60.05 1441', '1969-12-31T23:59:59.95+00:01'],
    ['timestamp_tz(3)', '-60.001 1442', '1970-01-01T00:00:59.999+00:02'],
    ['timestamp_tz(3)', '1427782191.123 2280', '2015-03-31T20:09:51.123+14:00'],
    ['timestamp_tz(3)', '1427782191.123 755', '2015-03-30T18:44:51.123-11:25'],
    ['timestamp_ntz(2)', '-1.95', '1969-12-31T23:59:58.05'],
    ['timestamp_ntz(3)', '-1.000', '1969-12-31T23:59:59.000'],
    ['timestamp_ltz(0)', '1427782191', '2015-03-31T06:09:51Z'],
    ['date', '0', '1970-01-01'],
    ['time(3)', '1.500', '00:00:01.5'],
  ])('%s %s as text', (type, raw, expected) => {
    expect(decode(type, raw, { timestamps: 'text' })).toBe(expected)
  })

  it('decimals as text keep every digit, whole numbers stay numbers', () => {
    expect(decode('fixed(2, 1)', '3.0', { decimals: 'text' })).toBe('3.0')
    expect(decode('fixed(38, 2)', '0.50', { decimals: 'text' })).toBe('0.50')
    expect(decode('fixed(38, 0)', '7', { decimals: 'text' })).toBe(7)
    expect(decode('fixed(2, 1)', '3.0', { decimals: 'number' })).toBe(3)
  })

  it('the options leave each other alone, and no type without a choice changes', () => {
    expect(decode('timestamp_ntz(0)', '1', { decimals: 'text' })).toEqual(new Date(1000))
    expect(decode('fixed(2, 1)', '3.0', { timestamps: 'text' })).toBe(3)
    expect(decode('timestamp_ntz(0)', '1', { timestamps: 'date' })).toEqual(new Date(1000))
  })

  it('a column prints a day that it has had before', () => {
    const toDay = columnDecoder(column('date'))
    expect(['0', '1', '0', null, '1'].map((raw) => toDay(raw))).toEqual([
      ...['1970-01-01', '1970-01-02', '1970-01-01', null, '1970-01-02'],
    ])
  })

  it.each([
    ['variant', '{"a":(() => 1)()}'],
    ['variant', 'process.exit(1)'],
    ['variant', 'x<'],
    ['array', '[9007199254740993'],
    ['array', '[NaNs,9007199254740993]'],
    ['binary', '0'],
    ['binary', 'q0'],
    ['timestamp_tz(9)', '1.000000000'],
  ])('%s %s is refused, and not shown', (type, raw) => {
    expect(() => decode(type, raw)).toThrow(expect.objectContaining({ code: 'E_DATA_FORMAT' }))
    expect(() => decode(type, raw)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(raw) }))
  })
})

it('a driver that is built in another way is refused, before it loses digits', () => {
  expect(() => readRawText([column('fixed(38, 0)')])).toThrow(expect.objectContaining({ code: 'E_MISSING_DRIVER' }))
})

describe('nothing is lost', () => {
  const nanoseconds = fc.bigInt({ min: -62_135_596_800n * 10n ** 9n, max: 253_402_300_799n * 10n ** 9n })

  it('of a timestamp: the text gives every nanosecond, the date the millisecond that has begun', () => {
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

  it('of JSON, with any words and quotes in its strings', () => {
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

  it('of a number: all digits come back', () => {
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
