import { describe, expect, it } from 'vitest'
import type { OutputColumn } from '../../src/core/infer/output-column.js'
import type { ComparedRow } from '../../src/core/result/unit-test-outcome.js'
import { formatRowDifference } from '../../src/testing/format-row-difference.js'
import { isSame, rowDifference } from '../../src/testing/row-difference.js'
import fc from '../seeded-fast-check.js'

const columns: readonly OutputColumn[] = [
  { name: 'id', type: { name: 'integer' } },
  { name: 'name', type: { name: 'varchar' } },
  { name: 'amount', type: { name: 'decimal', precision: 10, scale: 2 } },
]
const compare = (expected: readonly ComparedRow[], actual: readonly ComparedRow[], key: readonly string[] = []) =>
  rowDifference(expected, actual, { columns, key })

describe('rowDifference', () => {
  it.each<readonly [type: OutputColumn['type'], one: unknown, other: unknown, same: boolean]>([
    [{ name: 'decimal', precision: 20, scale: 2 }, '12.50', 12.5, true],
    [{ name: 'decimal', precision: 20, scale: 2 }, '12.50', '12.51', false],
    [{ name: 'bigint' }, 10n, '10', true],
    [{ name: 'integer' }, 0, -0, true],
    [{ name: 'double' }, 1e-7, '0.0000001', true],
    [{ name: 'varchar' }, '1', '1.0', false],
    [{ name: 'varchar' }, 'null', null, false],
    [{ name: 'varchar' }, '', null, false],
    [{ name: 'timestamp' }, new Date('2024-01-01'), '2024-01-01', true],
    [{ name: 'timestamp' }, new Date('2024-01-01T10:00:00Z'), '2024-01-01 10:00:00', true],
    [{ name: 'timestamp' }, new Date('2024-01-01T10:00:00Z'), '2024-01-01 10:00:01', false],
    [{ name: 'boolean' }, true, 'TRUE', true],
    [{ name: 'boolean' }, true, 'false', false],
    [{ name: 'json' }, { a: 1, b: [2] }, '{"b": [2], "a": 1}', true],
    [{ name: 'json' }, { a: 1 }, { a: 2 }, false],
    [{ name: 'json' }, [1, 2], [2, 1], false],
    [undefined, undefined, null, true],
  ])('compares values of a type, however they are written: %#', (type, one, other, same) => {
    const found = rowDifference([{ x: one }], [{ x: other }], { columns: [{ name: 'x', type }], key: [] })
    expect(isSame(found)).toBe(same)
  })

  it('is empty exactly when both have the same rows the same number of times, in any order', () => {
    const row = fc.record({ id: fc.integer({ min: 0, max: 2 }), name: fc.option(fc.constantFrom('a', 'b')) })
    const rows = fc.array(row, { maxLength: 5 })
    const counted = (some: readonly object[]) => some.map((each) => JSON.stringify(each)).sort()
    fc.assert(
      fc.property(rows, rows, fc.constantFrom<readonly string[]>([], ['id']), (expected, actual, key) => {
        const found = compare(expected, actual, key)
        const isEqual = JSON.stringify(counted(expected)) === JSON.stringify(counted(actual))
        expect(isSame(found)).toBe(isEqual)
        // Nothing is lost or counted twice.
        expect(found.same + found.different.length + found.missing.length).toBe(expected.length)
        expect(found.same + found.different.length + found.unexpected.length).toBe(actual.length)
      }),
    )
  })

  it('puts rows of one key next to each other, also if nothing else is alike; without a key those that are most alike', () => {
    const [ann, other] = [
      { id: 1, name: 'Ann', amount: 5 },
      { id: 1, name: 'Bo', amount: 6 },
    ]
    expect(compare([ann], [other], ['id']).different).toEqual([{ expected: ann, actual: other }])
    expect(compare([ann], [other])).toMatchObject({ different: [], missing: [ann], unexpected: [other] })
    const near = { id: 1, name: 'Ann', amount: 7 }
    expect(compare([ann], [other, near]).different).toEqual([{ expected: ann, actual: near }])
  })
})

describe('formatRowDifference', () => {
  it('shows what differs, what is missing and what is unexpected', () => {
    const found = compare(
      [
        { id: 1, name: 'Aino', amount: 12.5 },
        { id: 2, name: 'Bo', amount: 3 },
        { id: 4, name: 'a|b', amount: null },
      ],
      [
        { id: 1, name: 'Aino', amount: 13 },
        { id: 3, name: '', amount: 4 },
        { id: 4, name: 'a|b', amount: null },
      ],
    )
    expect(formatRowDifference(found, columns)).toBe(
      [
        '1 row differs (~ expected → found), 1 row is missing (-), 1 row is unexpected (+), 1 row is as expected',
        '  id | name | amount',
        '~ 1  | Aino | 12.5 → 13',
        '- 2  | Bo   | 3',
        '+ 3  | ""   | 4',
      ].join('\n'),
    )
  })

  it('cuts long values, and says how many rows it leaves out', () => {
    const many = Array.from({ length: 22 }, (_, id) => ({ id, name: 'x'.repeat(99), amount: null }))
    const lines = formatRowDifference(compare(many, []), columns).split('\n')
    expect(lines[0]).toBe('22 rows are missing (-)')
    expect(lines.at(-1)).toBe('… and 2 more')
    expect(lines[2]).toBe(`- 0  | ${'x'.repeat(39)}… | NULL`)
  })
})
