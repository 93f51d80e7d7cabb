import { expect, it } from 'vitest'
import { CsvScanner, type ScannedRecord } from '../../../src/ingest/csv/csv-scanner.js'
import fc from '../../seeded-fast-check.js'

function scan(bytes: Uint8Array, cuts: readonly number[] = []): ScannedRecord[] {
  const records: ScannedRecord[] = []
  const scanner = new CsvScanner((record) => records.push(record))
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    scanner.write(bytes.subarray(from, cut))
    from = Math.max(from, cut)
  }
  scanner.end()
  return records
}

function texts(csv: string): (string | null)[][] {
  return scan(Buffer.from(csv)).map(({ fields }) =>
    fields.map(({ text, isQuoted }) => (text === '' && !isQuoted ? null : text)),
  )
}

it.each([
  [
    'plain',
    'a,b\n1,x\n',
    [
      ['a', 'b'],
      ['1', 'x'],
    ],
  ],
  [
    'no end of line at the end',
    'a,b\n1,x',
    [
      ['a', 'b'],
      ['1', 'x'],
    ],
  ],
  [
    'CRLF',
    'a,b\r\n1,x\r\n',
    [
      ['a', 'b'],
      ['1', 'x'],
    ],
  ],
  [
    'CR',
    'a,b\r1,x\r',
    [
      ['a', 'b'],
      ['1', 'x'],
    ],
  ],
  [
    'mixed',
    'a,b\r\n1,x\n2,y\r3,z',
    [
      ['a', 'b'],
      ['1', 'x'],
      ['2', 'y'],
      ['3', 'z'],
    ],
  ],
  ['a byte order mark', '\uFEFFa,b\n', [['a', 'b']]],
  [
    'quoted commas, quotes and line ends',
    'a,b\n"1,2","x\r\ny ""z"""\n',
    [
      ['a', 'b'],
      ['1,2', 'x\r\ny "z"'],
    ],
  ],
  [
    'NULL and the empty text',
    'a,b\n,""\n',
    [
      ['a', 'b'],
      [null, ''],
    ],
  ],
  [
    'a quote inside of an unquoted field',
    'a,b\n1,5" disc\n',
    [
      ['a', 'b'],
      ['1', '5" disc'],
    ],
  ],
  [
    'spaces around quotes',
    'a,b\n 1, "x" \n',
    [
      ['a', 'b'],
      [' 1', 'x'],
    ],
  ],
  [
    'blank lines are no rows',
    'a,b\n\n1,x\n\r\n\n',
    [
      ['a', 'b'],
      ['1', 'x'],
    ],
  ],
  ['but NULL in a file of one column', 'a\n\n1\n', [['a'], [null], ['1']]],
  ['ragged rows are told as they are', 'a,b\n1\n1,2,3\n', [['a', 'b'], ['1'], ['1', '2', '3']]],
])('%s', (_, csv, expected) => {
  expect(texts(csv)).toEqual(expected)
})

it('every record and field knows its line', () => {
  const records = scan(Buffer.from('a,b\r\n"1\r\n\r\n2",x\n\n"q\nr","s\nt"\n5,y'))
  expect(records.map(({ line, fields }) => [line, fields.map((field) => field.line)])).toEqual([
    [1, [1, 1]],
    [2, [2, 4]],
    [6, [6, 7]],
    [9, [9, 9]],
  ])
})

it.each([
  ['a,b\n1,"x', 'a quoted field is not closed'],
  ['a,b\n1,"x"y\n', 'text follows a closing quote'],
])('%j is invalid', (csv, unreadable) => {
  expect(scan(Buffer.from(csv))[1]).toMatchObject({ line: 2, unreadable })
})

it('a quote that is never closed does not eat the memory', () => {
  const bytes = Buffer.concat([Buffer.from('a,b\n1,"'), Buffer.alloc(8 * 1024 * 1024, 'x')])
  expect(scan(bytes)[1]?.unreadable).toBe('the row is longer than 2 MB: is a quote not closed?')
})

it('bytes that are not UTF-8 are noticed', () => {
  const [, row] = scan(Buffer.from([97, 44, 98, 10, 0xc3, 0xa9, 44, 0xff, 10]))
  expect(row?.fields.map((field) => field.isUtf8)).toEqual([true, false])
  expect(row?.fields[0]?.text).toBe('é')
})

it('what is written is read again, in any cut of the bytes', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', ' ', 'é', '𝕏'), maxLength: 6 })
  const rows = fc
    .integer({ min: 2, max: 4 })
    .chain((width) =>
      fc.array(fc.array(fc.option(field), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
    )
  const end = fc.constantFrom('\n', '\r\n', '\r')
  fc.assert(
    fc.property(rows, fc.array(end, { minLength: 5, maxLength: 5 }), fc.array(fc.nat(60)), (table, ends, cuts) => {
      const csv = table
        .map(
          (row, i) => row.map((text) => (text === null ? '' : `"${text.replaceAll('"', '""')}"`)).join(',') + ends[i],
        )
        .join('')
      const sorted = cuts.sort((a, b) => a - b).filter((cut) => cut <= Buffer.byteLength(csv))
      const found = scan(Buffer.from(csv), sorted).map(({ fields }) =>
        fields.map(({ text, isQuoted }) => (text === '' && !isQuoted ? null : text)),
      )
      expect(found).toEqual(table)
    }),
  )
})
