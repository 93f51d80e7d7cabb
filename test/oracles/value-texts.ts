import fc from '../seeded-fast-check.js'
import type { OracleType } from './value-oracle.js'

const digits = (max: number) => fc.string({ unit: fc.constantFrom(...'00123456789'), maxLength: max })
const blank = fc.constantFrom('', '', '', '', ' ', '\t', '  ')
const odd = fc.constantFrom('', '', '', '', '', '', '_', '0x', 'd', 'f', '\u00a0', '٣', ',', '%', "'", '\n', '+')

/** Texts that are numbers, or nearly so. */
const number = fc
  .record({
    before: blank,
    sign: fc.constantFrom('', '', '', '+', '-', '--'),
    whole: fc.oneof(digits(3), digits(11), digits(45)),
    fraction: fc.oneof(
      fc.constant(''),
      fc.constant('.'),
      digits(3).map((text) => `.${text}`),
      digits(40).map((text) => `.${text}`),
      fc.constantFrom('.0', '.00', '.50', '.999999999999999999', '.5.5'),
    ),
    exponent: fc.oneof(
      { weight: 4, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.integer({ min: -12, max: 12 }).map((n) => `e${n}`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('E+2', 'e-1', 'e400', 'e-400', 'e', 'e1.5', 'e+', 'e00000000001', 'e99999999999'),
      },
    ),
    odd,
    after: blank,
  })
  .map((p) => p.before + p.sign + p.whole + p.fraction + p.exponent + p.odd + p.after)

const edges = fc.constantFrom(
  '2147483647',
  '2147483648',
  '-2147483648',
  '-2147483649',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '19.999999999999996',
  '3.555',
  '15e-1',
  '1.5e3',
  '.5',
  '5.',
  '.',
  '-',
  '+',
  '+ ',
  ' -\t',
  '.0',
  'e5',
  '1e400',
  '-0',
  '0.0',
  '1_000',
  '0x10',
  '1767225600000',
  '99999999999',
  '-99999999999',
  '100000000000',
  '99999999.99',
  '100000000',
  'NaN',
  'inf',
  '-Infinity',
  '+nan',
  'INF',
  'infinit',
  'null',
  'NULL',
  'epoch',
  'true',
  '1 000',
  '１２',
  '4.9406564584124654e-324',
  '1.7976931348623157e308',
  '1.7976931348623159e308',
  '0.1',
  '0.30000000000000004',
  '9007199254740993',
  '123456789012345678901234567890.0123456789',
  '9999999999999999999999999999.9999999999',
)

const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'))
const date = fc
  .tuple(
    fc
      .oneof(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 0, max: 9999 }))
      .map((n) => String(n).padStart(4, '0')),
    two(13),
    fc.oneof(two(28), two(32)),
    fc.constantFrom('-', '-', '-', '-', '-', '-', '/', ''),
  )
  .map(([year, month, day, sign]) => [year, month, day].join(sign))
const time = fc
  .tuple(
    two(24),
    two(60),
    fc.oneof(
      fc.constant(''),
      two(60).map((n) => `:${n}`),
    ),
  )
  .map(([hours, minutes, secs]) => `${hours}:${minutes}${secs}`)
const fraction = fc.oneof(
  fc.constant(''),
  fc.constant(''),
  digits(6).map((text) => `.${text}`),
  digits(9).map((text) => `.${text}`),
  fc.constant('.1234560'),
)
const zone = fc.oneof(
  fc.constant(''),
  fc.constant(''),
  fc.constant('Z'),
  fc
    .tuple(fc.constantFrom('+', '-'), two(15), fc.constantFrom('', ':', 'm'), two(60))
    .map(([sign, h, kind, m]) => (kind === '' ? `${sign}${h}` : `${sign}${h}${kind === ':' ? ':' : ''}${m}`)),
  fc.constantFrom(' UTC', ' +02:00', 'z', '+2', '[UTC]'),
)
const moment = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(date, fc.constantFrom('T', ' ', ' ', '  ', 't'), time, fraction, zone)
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.tuple(date, zone).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'infinity',
      'epoch',
      'now',
      '2015',
      '01/02/2024',
      '2024-1-5 00:00:00',
      ' 2024-01-05 00:00:00',
      '2024-01-05 00:00:00 ',
      '0001-01-01 00:00:00+14',
      '9999-12-31T23:59:59-01:00',
      '1969-12-31 23:59:59.999999',
    ),
  },
)

const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...'ab,"\n\r\t \\;|\'', 'é', '😀', '\u2028', '\ufeff', '\r\n', '""'),
    maxLength: 12,
  }),
  fc.string({ unit: 'binary', maxLength: 6 }).map((value) => value.replaceAll('\0', '')),
)

const json = fc.oneof(
  fc.json(),
  fc.json().map((value) => ` ${value}\n`),
  fc.json().map((value) => value.replace(/([}\]])$/, ',$1')),
  number,
  fc.constantFrom(
    '{"a":1,}',
    '[1,]',
    'NaN',
    '[Infinity]',
    '{"a":nan}',
    '{a:1}',
    "{'a':1}",
    '"\\ud800"',
    '"\\udc00"',
    '"\\ud83d\\ude00"',
    '"\\\\ud800"',
    '"nan,]"',
    '[1] //x',
    'undefined',
    '12345678901234567890.123456789',
    '"\\u0000"',
    '{"__proto__":1}',
    '"a\tb"',
    '1e400',
  ),
)

/** Texts for a column, of which some fit its type and some nearly do. */
export const VALUE_TEXTS: { readonly [T in OracleType]: fc.Arbitrary<string> } = {
  integer: fc.oneof(number, edges),
  bigint: fc.oneof(number, edges),
  'decimal(10,2)': fc.oneof(number, edges),
  'decimal(38,10)': fc.oneof(number, edges),
  double: fc.oneof(number, edges),
  boolean: fc.oneof(
    fc.mixedCase(fc.constantFrom('true', 't', 'yes', 'y', 'false', 'f', 'no', 'n', 'on', 'off', 'tru', 'null')),
    fc.constantFrom('1', '0', '2', '01', ' true', 'true ', '-1', 'ｔrue', '1.0'),
  ),
  varchar: text,
  date: fc.oneof(
    date,
    date,
    moment,
    fc.constantFrom(
      '0000-01-01',
      '2024-02-29',
      '2023-02-29',
      '1900-02-29',
      '2000-02-29',
      '9999-12-31',
      '0001-01-01',
      '10000-01-01',
      ' 2024-01-01',
    ),
  ),
  timestamp: moment,
  epoch: fc.oneof(number, edges, fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }).map(String)),
  json,
}
