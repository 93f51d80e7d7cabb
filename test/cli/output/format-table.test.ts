import { stripVTControlCharacters } from 'node:util'
import textWidth from 'string-width'
import { expect, it } from 'vitest'
import { formatTable } from '../../../src/cli/output/format-table.js'

const plain = (text: string): string[] => stripVTControlCharacters(text).split('\n')
const title = 'The Shawshank Redemption, and What Came After'

it('a table fills the terminal, and cells are cut only as far as they must', () => {
  const rows = [{ title, n: 1 }]
  expect(plain(formatTable(['title', 'n'], rows, 80))[3]).toBe(`│ ${title} │ 1 │`)
  const narrow = plain(formatTable(['title', 'n'], rows, 30))
  expect(narrow[3]).toBe('│ The Shawshank Redempt… │ 1 │')
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(30)
})

it('numbers are never cut', () => {
  const n = 123456789012345678901234567890n
  expect(plain(formatTable(['title', 'n'], [{ title, n }], 59))[3]).toBe(`│ The Shawshank Redempt… │ ${n} │`)
})

it('bytes are hexadecimal, as they are within lists', () => {
  const bytes = Uint8Array.of(170, 0)
  expect(plain(formatTable(['b', 'l'], [{ b: bytes, l: [bytes] }], 59))[3]).toBe('│ aa00 │ ["aa00"] │')
})

it('a terminal that says it has no columns counts as a wide one', () => {
  expect(plain(formatTable(['title', 'n'], [{ title, n: 1 }], 0))[3]).toBe(`│ ${title} │ 1 │`)
})

it('cells are cut by what a terminal draws: two columns for a wide character, and no character is cut in two', () => {
  const rows = [
    { title: '東京物語、および家族についての長い話', n: 1 },
    { title: '👩‍👩‍👧‍👦'.repeat(20), n: 2 },
  ]
  const lines = plain(formatTable(['title', 'n'], rows, 30))
  expect(lines[3]).toBe('│ 東京物語、および家族… │ 1 │')
  expect(lines.map((line) => textWidth(line))).toEqual(lines.map(() => textWidth(lines[0]!)))
  expect(textWidth(lines[0]!)).toBeLessThanOrEqual(30)
  expect(lines[4]).toMatch(/^│ (👩‍👩‍👧‍👦)+… +│ 2 │$/u)
})

it('columns that are too wide side by side are printed one below the other', () => {
  const row = { customer: 'Aino', valid_from: '2026-11-21 19:31:35.497', valid_to: null, revenue: 19.5, title }
  const text = formatTable(Object.keys(row), [row, row], 50, new Map([['revenue', 2]]))
  expect(plain(formatTable(Object.keys(row), [row, row]))[0]).toContain('┬')
  expect(plain(text).slice(0, 7)).toEqual([
    'row 1 of 2',
    'customer    Aino',
    'valid_from  2026-11-21 19:31:35.497',
    'valid_to    null',
    'revenue     19.50',
    'title       The Shawshank Redemption, and What Ca…',
    '',
  ])
})

it('what would break the line or colour the terminal is written out', () => {
  const [, , , line] = plain(formatTable(['t'], [{ t: 'a\nb\u001b]0;x\u0007\u009b1m' }], 80))
  expect(line).toBe('│ a\\nb\\u001b]0;x\\u0007\\u009b1m │')
})
