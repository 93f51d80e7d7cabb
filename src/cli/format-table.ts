import Table from 'cli-table3'
import pc from 'picocolors'
import { toJson } from './to-json.js'

/** How much of a text a cell shows. */
const WIDEST = 60

/**
 * Rows as a table for a terminal: numbers to the right, NULL dimmed, long text cut.
 *
 * @param width The terminal's width in columns; only used to shorten wide cells.
 * @param scales How many digits behind the point the numbers of a column have: 4.50 is shown as the engine has it.
 */
export function formatTable(
  columns: readonly string[],
  rows: readonly { readonly [column: string]: unknown }[],
  width = 200,
  scales: ReadonlyMap<string, number> = new Map(),
): string {
  if (rows.length === 0) return 'no rows'
  const widest = Math.max(12, Math.min(WIDEST, Math.floor(width / Math.max(columns.length, 1)) + 12))
  const numeric = columns.map(
    (column) => scales.has(column) || rows.every((row) => row[column] === null || isNumber(row[column])),
  )
  const table = new Table({
    head: columns.map((column) => pc.bold(column)),
    colAligns: numeric.map((is) => (is ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  })
  for (const row of rows) table.push(columns.map((column) => cell(row[column], widest, scales.get(column))))
  return table.toString()
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint'
}

function cell(value: unknown, widest: number, scale?: number): string {
  if (value === null || value === undefined) return pc.dim('null')
  // A decimal that was decoded to a number has 15 digits at most, which this writes exactly.
  if (scale !== undefined && typeof value === 'number') return value.toFixed(scale)
  const text = value instanceof Date ? dateText(value) : typeof value === 'object' ? toJson(value) : String(value)
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text
}

/** `2009-12-14 02:52:24`, with a fraction only when there is one. */
function dateText(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$|Z$/, '')
}
