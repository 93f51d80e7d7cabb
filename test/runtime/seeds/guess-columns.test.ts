import { describe, expect, it } from 'vitest'
import { describeSqlType } from '../../../src/core/columns/index.js'
import { parseSeed } from '../../../src/runtime/plan/seeds/parse-seed.js'
import { columnsOfTypes } from '../../../src/runtime/seeds/columns-of-types.js'
import { guessColumns, guessDelimiter } from '../../../src/runtime/seeds/guess-columns.js'
import fc from '../../seeded-fast-check.js'

const guess = (...values: readonly string[]): string => {
  const [column] = guessColumns(Buffer.from(`id,v\n${values.map((value) => `1,${value}`).join('\n')}\n`), ',').slice(1)
  return `${describeSqlType(column!.type)}${column!.isNullable ? ' or NULL' : ''}`
}

describe('the type of a column', () => {
  it.each<[string, readonly string[]]>([
    ['boolean', ['true', 'FALSE']],
    ['integer', ['0', '-7', '2147483647']],
    ['bigint', ['2147483648', '1']],
    ['bigint', ['9223372036854775807']],
    ['decimal(38, 0)', ['9223372036854775808']],
    ['decimal(15, 2)', ['1.5', '-20.25', '3']],
    ['decimal(38, 3)', ['1234567890123.125']],
    ['varchar', ['1'.repeat(39)]],
    ['double', ['1e3', '2.5']],
    ['date', ['2024-02-29', '1999-12-31']],
    ['varchar', ['2023-02-29']],
    ['timestamp', ['2024-02-29 10:00', '2024-02-29T10:00:00.5Z']],
    ['varchar', ['2024-02-29', '2024-02-29 10:00']],
    ['varchar', ['007']],
    ['varchar', ['+49301234']],
    ['varchar', ['1', 'x']],
    ['varchar', ['"1"', 'x']],
    ['integer', ['"1"', '2']],
    ['integer or NULL', ['1', '']],
    ['varchar', ['""']],
    ['varchar or NULL', ['']],
  ])('is %s for %j', (type, values) => {
    expect(guess(...values)).toBe(type)
  })

  it('is varchar without rows', () => {
    expect(guessColumns(Buffer.from('id,v\n'), ',').map(({ type }) => type.name)).toEqual(['varchar', 'varchar'])
  })

  it('is one that all values have: the file is a valid seed of these columns', () => {
    // A number beyond the range of doubles is one that only reading finds: seedTypes makes its column a string.
    const value = fc.oneof(
      fc.integer().map(String),
      fc.bigInt().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.constantFrom(
        '',
        'true',
        '2024-02-29',
        '2024-02-30',
        '2024-01-01 10:00:00',
        '007',
        '-0',
        '1.50',
        '0.1e-5',
        'x',
      ),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 4 }), (rows) => {
        const content = Buffer.from(`a,b\n${rows.map((row) => row.join(',')).join('\n')}\n`)
        const columns = guessColumns(content, ',')
        const { diagnostics } = parseSeed(content, columnsOfTypes(columns), { file: 'x.csv' })
        expect(diagnostics).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})

describe('the separator', () => {
  it.each([
    [',', 'a,b;c\n'],
    [';', 'a;b;c\n1,5;2;3\n'],
    ['\t', 'a\tb\n'],
    ['|', 'a|b\n'],
    [',', '"a;b;c",d\n'],
    [',', 'a\n'],
  ])('is %j in %j', (delimiter, text) => {
    expect(guessDelimiter(Buffer.from(text))).toBe(delimiter)
  })
})
