import Table from 'cli-table3'
import pc from 'picocolors'
import textWidth from 'string-width'
import { cellText } from './cell-text.js'
import { cutText } from './cut-text.js'
import { formatRecords } from './format-records.js'

/** How many characters a cell shows: at most, and at least before rows are written one below the other. */
const WIDEST = 60
const NARROWEST = 15

/** The maximal width of a table in a file, or on a terminal of unknown width. */
const USUAL_WIDTH = 200

/**
 * Rows as a table for a terminal: numbers to the right, NULL dimmed, long values cut. If even short cells do not fit on the
 * terminal's lines, each row is a list of its columns.
 *
 * @param width The terminal's width in columns; 0, as some terminals report, means unknown.
 * @param scales How many digits after the point the numbers of a column have, so that 4.50 is shown as such.
 */
export function formatTable(
  columns: readonly string[],
  rows: readonly { readonly [column: string]: unknown }[],
  width = 0,
  scales: ReadonlyMap<string, number> = new Map(),
): string {
  if (rows.length === 0) return 'no rows'
  const cells = rows.map((row) => columns.map((column) => cellText(row[column], scales.get(column))))
  const numeric = columns.map(
    (column) => scales.has(column) || rows.every((row) => row[column] === null || isNumber(row[column])),
  )
  const fitting = widestThatFits(columns, cells, numeric, width || USUAL_WIDTH)
  if (fitting === undefined && width > 0) return formatRecords(columns, cells, width)
  const widest = fitting ?? NARROWEST
  const table = new Table({
    head: columns.map((column) => pc.bold(column)),
    colAligns: numeric.map((is) => (is ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  })
  for (const row of cells)
    table.push(
      row.map((text, at) => (text === undefined ? pc.dim('null') : numeric[at] ? text : cutText(text, widest))),
    )
  return table.toString()
}

/** The maximal length of strings with which the table fits on its lines; `undefined` if too short. Names and numbers are not cut. */
function widestThatFits(
  columns: readonly string[],
  cells: readonly (readonly (string | undefined)[])[],
  numeric: readonly boolean[],
  width: number,
): number | undefined {
  const borders = 3 * columns.length + 1
  const longest = columns.map((_, at) => Math.max(...cells.map((row) => textWidth(row[at] ?? 'null'))))
  for (let widest = WIDEST; widest >= NARROWEST; widest--) {
    const inner = columns.map((column, at) =>
      Math.max(textWidth(column), numeric[at] ? (longest[at] ?? 0) : Math.min(longest[at] ?? 0, widest)),
    )
    if (borders + inner.reduce((a, b) => a + b, 0) <= width) return widest
  }
  return undefined
}

/** Whether a value is shown as a number. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint'
}
