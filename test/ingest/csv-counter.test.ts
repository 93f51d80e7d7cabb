import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CsvCounter } from '../../src/ingest/csv-counter.js'

/** Chunks begin at a multiple of four, as those of a file do. */
function counted(csv: string, chunk = 1 << 20): CsvCounter {
  const counter = new CsvCounter()
  const bytes = Buffer.from(csv)
  for (let from = 0; from < bytes.length; from += chunk) {
    const part = Buffer.allocUnsafeSlow(Math.min(chunk, bytes.length - from))
    bytes.copy(part, 0, from)
    counter.add(part)
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
        const counter = counted(['a,b', ...rows].join('\n') + (endsWithLine ? '\n' : ''), chunk * 4)
        expect(counter.agrees(rows.length, 2)).toBe(true)
        expect(counter.agrees(rows.length + 1, 2)).toBe(false)
        expect(counter.agrees(rows.length, 3)).toBe(false)
      },
    ),
    { numRuns: 50 },
  )
})

test('counts long runs without quotes', () => {
  const rows = 100_000
  expect(counted(`a,b\r\n${'12,3.5\r\n'.repeat(rows)}`).agrees(rows, 2)).toBe(true)
})

test.each([
  ['a row with a field too many', 'a,b\n1,2,\n'],
  ['a row with a field too few', 'a,b\n1\n'],
  ['a quote that is not closed', 'a,b\n1,"2\n'],
  ['a blank line', 'a,b\n1,2\n\n'],
  ['CR alone', 'a,b\r1,2\r'],
])('does not agree on %s', (_, csv) => {
  expect(counted(csv).agrees(1, 2)).toBe(false)
})
