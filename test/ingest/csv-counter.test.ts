import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvCounter } from '../../src/ingest/csv/csv-counter.js'

function counted(csv: string, chunk = 1 << 20, isWhole = [true, false]): CsvCounter {
  const counter = new CsvCounter(isWhole)
  const bytes = Buffer.from(csv)
  for (let from = 0; from < bytes.length; from += chunk) {
    counter.add(bytes.subarray(from, from + chunk))
  }
  return counter
}

test('agrees with the rows that there are, and with no other number', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('a', '\n', ',', '"', 'é') }), fc.boolean()), {
        maxLength: 2000,
      }),
      fc.boolean(),
      fc.integer({ min: 1, max: 50 }),
      (values, endsWithLine, chunk) => {
        const rows = values.map(([text, quoted]) =>
          quoted ? `1,"${text.replaceAll('"', '""')}"` : `1,${text.replaceAll(/[\n,"]/g, '')}`,
        )
        const counter = counted(['a,b', ...rows].join('\n') + (endsWithLine ? '\n' : ''), chunk)
        expect(counter.agrees(rows.length)).toBe(true)
        expect(counter.agrees(rows.length + 1)).toBe(false)
      },
    ),
    { numRuns: 50 },
  )
})

test('counts long runs without quotes', () => {
  const rows = 100_000
  expect(counted(`a,b\r\n${'12,3.5\r\n'.repeat(rows)}`).agrees(rows)).toBe(true)
})

test.each([
  ['a row with a field too many', 'a,b\n1,2,\n'],
  ['a row with a field too few', 'a,b\n1\n'],
  ['a quote that is not closed', 'a,b\n1,"2\n'],
  ['a blank line', 'a,b\n1,2\n\n'],
  ['CR alone', 'a,b\r1,2\r'],
])('does not agree on %s', (_, csv) => {
  expect(counted(csv).agrees(1)).toBe(false)
})

test('notices a point in a whole number, wherever it stands, and nowhere else', () => {
  const fields = fc.array(fc.constantFrom('1', '2.5', '"3.5"', '', '44444', '"x,\n.y"'), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(
      fc.array(fields, { minLength: 1, maxLength: 300 }),
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 1, max: 50 }),
      (rows, isWhole, chunk) => {
        const csv = `a.a,b,c\n${rows.map((row) => `${row.join(',')}\n`).join('')}`
        const isWrong = rows.some((row) => row.some((field, i) => isWhole[i] && field.includes('.')))
        expect(counted(csv, chunk, isWhole).agrees(rows.length)).toBe(!isWrong)
      },
    ),
  )
})

test('and far into a file without quotes', () => {
  const rows = 300_000
  const csv = (last: string): string => `a,b\n${'12,3.5\n'.repeat(rows)}${last}`
  expect(counted(csv('12,3.5\n')).agrees(rows + 1)).toBe(true)
  expect(counted(csv('1.2,35\n')).agrees(rows + 1)).toBe(false)
})
