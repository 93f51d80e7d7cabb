import type { OutputColumn } from '../core/infer/output-column.js'
import type { ComparedRow, RowDifference } from '../core/result/unit-test-outcome.js'
import { differsIn } from './row-difference.js'

/** How many rows of a difference are written. */
const MOST_ROWS = 20

/** How long a value may be. */
const WIDEST = 40

/**
 * A difference of rows for a person: what is missing (`-`), what is there and should not be (`+`), and rows of which some values
 * differ (`~`), each with the value that is expected and the one that was found.
 */
export function formatRowDifference(difference: RowDifference, columns: readonly OutputColumn[]): string {
  const { missing, unexpected, different, same } = difference
  const lines = [
    ...different.map((pair) => ['~', ...columns.map((column) => change(column, pair))]),
    ...missing.map((row) => ['-', ...columns.map((column) => cell(row[column.name]))]),
    ...unexpected.map((row) => ['+', ...columns.map((column) => cell(row[column.name]))]),
  ]
  const cells = [['', ...columns.map(({ name }) => name)], ...lines.slice(0, MOST_ROWS)]
  const widths = cells[0]!.map((_, at) => Math.max(1, ...cells.map((line) => line[at]!.length)))
  const table = cells.map(([sign, ...texts]) =>
    `${sign!.padEnd(1)} ${texts.map((text, at) => text.padEnd(widths[at + 1]!)).join(' | ')}`.trimEnd(),
  )
  const counts = [
    [different.length, 'differs', 'differ'],
    [missing.length, 'is missing (-)', 'are missing (-)'],
    [unexpected.length, 'is unexpected (+)', 'are unexpected (+)'],
    [same, 'is as expected', 'are as expected'],
  ] as const
  const summary = counts
    .filter(([count]) => count > 0)
    .map(([count, one, several]) => `${count} ${count === 1 ? `row ${one}` : `rows ${several}`}`)
    .join(', ')
  const more = lines.length - MOST_ROWS
  return [
    different.length > 0 ? summary.replace(/differs?\b/, (word) => `${word} (~ expected → found)`) : summary,
    ...table,
    ...(more > 0 ? [`… and ${more} more`] : []),
  ].join('\n')
}

function change(column: OutputColumn, { expected, actual }: RowDifference['different'][number]): string {
  const [was, is] = [cell(expected[column.name]), cell(actual[column.name])]
  return differsIn(column, expected, actual) ? `${was} → ${is === was ? `${is} (another type)` : is}` : is
}

/** A value on one line: strings as they are, quoted where they would read like something else. */
function cell(value: ComparedRow[string]): string {
  const text = plain(value)
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (value instanceof Date)
    return value
      .toISOString()
      .replace('T', ' ')
      .replace(/(\.000)?Z$/, '')
  if (typeof value === 'string') return /^$|^NULL$|^\s|\s$|[\n|→]/.test(value) ? JSON.stringify(value) : value
  if (typeof value === 'object')
    return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
  return String(value)
}
