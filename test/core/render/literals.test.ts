import type { DuckDBConnection } from '@duckdb/node-api'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { isKerrosError } from '../../../src/core/errors/index.js'
import { text } from '../../../src/core/functions/index.js'
import { printLiteral } from '../../../src/core/render/literal.js'
import { duckDbLiterals } from '../../../src/dialects/duckdb/text/duckdb-literals.js'
import * as fc from '../../seeded-fast-check.js'
import { eb } from '../functions/fixture.js'
import { readSnowflakeText } from '../functions/read-snowflake-text.js'
import { duckDb, openDuckDb, snowflake, sqlOf } from '../functions/run-case.js'

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await openDuckDb()
})

async function backFromDuckDb(literal: string, around = '$'): Promise<unknown> {
  const result = await connection.runAndReadAll(`select ${around.replace('$', () => literal)} as "x"`)
  const rows = result.getRowsJS()
  expect(rows).toHaveLength(1)
  expect(rows[0]).toHaveLength(1)
  return rows[0]![0]
}

const NASTY = [
  "'",
  "''",
  '\\',
  "\\'",
  "'\\",
  '"',
  '\n',
  '\r\n',
  '\t',
  '--',
  '/*',
  '*/',
  ';',
  '$$',
  '\u2028',
  '😀',
  '{x}',
  '?',
  '$1',
  '%s',
  '\\u0027',
  '\\x27',
]
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...NASTY, 'a', ' '), { maxLength: 12 }).map((parts) => parts.join('')),
  )
  .filter((value) => !value.includes('\0'))

describe('text', () => {
  it('comes back from DuckDB', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (value) => {
        for (const x of [text(value), eb.val(value), sql<string>`${value}`])
          expect(await backFromDuckDb(sqlOf(duckDb(), x))).toBe(value)
      }),
      { numRuns: 400 },
    )
  })

  it('is one literal on Snowflake', async () => {
    await fc.assert(
      fc.property(anyText, (value) => {
        for (const x of [text(value), eb.val(value), sql<string>`${value}`]) {
          const literal = sqlOf(snowflake(), x)
          expect(readSnowflakeText(literal)).toEqual({ text: value, end: literal.length })
        }
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['a\0b', '\ud800', 'x\udc00y'])('%j has no literal', (value) => {
    for (const compiler of [duckDb(), snowflake()])
      expect(() => sqlOf(compiler, text(value))).toThrow(expect.objectContaining({ code: 'E_LITERAL' }))
  })
})

describe('numbers', () => {
  it('are the same double on DuckDB, and stay operands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
        const literal = sqlOf(duckDb(), eb.val(value))
        expect(sqlOf(snowflake(), eb.val(value))).toBe(literal)
        // SQL has no negative zero among its decimals.
        expect(await backFromDuckDb(literal, 'cast($ as double)')).toBe(value === 0 ? 0 : value)
        expect(await backFromDuckDb(literal, 'cast(0 -$ as double)')).toBe(value === 0 ? 0 : -value)
      }),
      {
        numRuns: 400,
        examples: [
          [0.1 + 0.2],
          [1 / 3],
          [0.9080296166935415],
          [-0.11400361344674015],
          [-0],
          [1e21],
          [54254119810262740000],
          [2 ** 64 + 2 ** 12],
          [-(2 ** 69)],
          [5e-324],
          [Number.MAX_VALUE],
          [123456789.123456],
        ],
      },
    )
  })

  it('whole numbers beyond the safe ones have all their digits, so that they find the same key', async () => {
    const whole = fc.double({ min: 2 ** 53, max: 1e21, maxExcluded: true, noNaN: true }).filter(Number.isInteger)
    await fc.assert(
      fc.asyncProperty(whole, async (value) => {
        expect(await backFromDuckDb(sqlOf(duckDb(), eb.val(value)), 'cast($ as hugeint)')).toBe(BigInt(value))
        expect(await backFromDuckDb(sqlOf(duckDb(), eb.val(-value)), 'cast($ as hugeint)')).toBe(-BigInt(value))
      }),
      { numRuns: 200, examples: [[2 ** 60]] },
    )
  })

  it.each<[value: number | bigint, literal: string]>([
    [0, '0'],
    [-0, '(0)'],
    [42, '42'],
    [-42, '(-42)'],
    [1.5, '1.5'],
    [-0.5, '(-0.5)'],
    [2 ** 60, '1152921504606846976'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
    [-1e21, '(-1e+21)'],
    [0.123456789012345, '0.123456789012345'],
    [1 / 3, '3.333333333333333e-1'],
    [12345678901234.5, '12345678901234.5'],
    [1234567890123456.5, '1.2345678901234565e+15'],
    [-0.00123456789012345, '(-0.00123456789012345)'],
    [5e-324, '5e-324'],
    [7n, '7'],
    [0n, '0'],
    [-7n, '(-7)'],
  ])('%s is %s', (value, literal) => {
    for (const compiler of [duckDb(), snowflake()]) expect(sqlOf(compiler, eb.val(value))).toBe(literal)
  })

  it('bigints come back from DuckDB', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }), async (value) => {
        const literal = sqlOf(duckDb(), eb.val(value))
        expect(sqlOf(snowflake(), eb.val(value))).toBe(literal)
        expect(await backFromDuckDb(literal, 'cast($ as hugeint)')).toBe(value)
        // Two minus signs would be a comment.
        expect(await backFromDuckDb(literal, 'cast(0 -$ as hugeint)')).toBe(-value)
      }),
      { numRuns: 200, examples: [[-1n]] },
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%s has no literal', (value) => {
    for (const compiler of [duckDb(), snowflake()])
      expect(() => sqlOf(compiler, eb.val(value))).toThrow(expect.objectContaining({ code: 'E_LITERAL' }))
  })
})

describe('other values', () => {
  it('dates come back from DuckDB', async () => {
    const dates = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    })
    await fc.assert(
      fc.asyncProperty(dates, async (value) => {
        const micros = await backFromDuckDb(sqlOf(duckDb(), eb.val(value)), 'epoch_us($)')
        expect(micros).toBe(BigInt(value.getTime()) * 1000n)
        const literal = sqlOf(snowflake(), eb.val(value))
        expect(literal).toBe(
          `to_timestamp_ntz('${value.toISOString().replace('T', ' ').replace('Z', '000')}', 'YYYY-MM-DD HH24:MI:SS.FF6')`,
        )
      }),
      { numRuns: 200 },
    )
  })

  it('bytes come back from DuckDB', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (value) => {
        const hex = Buffer.from(value).toString('hex')
        expect(await backFromDuckDb(sqlOf(duckDb(), eb.val(value)), 'lower(hex($))')).toBe(hex)
        expect(sqlOf(snowflake(), eb.val(value))).toBe(`to_binary('${hex}', 'HEX')`)
      }),
      { numRuns: 100 },
    )
  })

  it('NULL and truth values', () => {
    for (const compiler of [duckDb, snowflake])
      expect([null, true, false].map((value) => sqlOf(compiler(), eb.val(value)))).toEqual(['null', 'true', 'false'])
  })

  it.each([
    ['0000-01-01T00:00:00.000Z', '0000-01-01 00:00:00.000'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31 23:59:59.999'],
  ])('the first and the last date that has one: %s', (date, literal) => {
    expect(sqlOf(duckDb(), eb.val(new Date(date)))).toBe(`timestamp '${literal}'`)
    expect(sqlOf(snowflake(), eb.val(new Date(date)))).toContain(`'${literal}000'`)
  })

  it('a value that is not there is NULL', () => {
    expect(printLiteral(undefined, duckDbLiterals)).toBe('null')
  })

  it.each([new Date('-000001-12-31T23:59:59Z'), new Date('+010000-01-01T00:00:00Z'), () => 1, new Map()])(
    '%s has none',
    (value) => {
      expect(() => printLiteral(value, duckDbLiterals)).toThrow(expect.objectContaining({ code: 'E_LITERAL' }))
    },
  )

  it.each([new Date(Number.NaN), new Date('+012000-01-01T00:00:00Z'), { a: 1 }, [1], Symbol('x')])(
    '%s has no literal',
    (value) => {
      let thrown: unknown
      try {
        sqlOf(snowflake(), eb.val(value as never))
      } catch (error) {
        thrown = error
      }
      expect(isKerrosError(thrown) && thrown.code).toBe('E_LITERAL')
    },
  )
})
