import pc from 'picocolors'
import textWidth from 'string-width'
import { cutText } from './cut-text.js'

/**
 * Rows one below the other, each column on its own line: for tables with many columns on a narrow terminal.
 *
 * @param cells The strings of each row in the order of `columns`; undefined is NULL.
 * @param width The terminal's width in columns. Values are cut to it, but keep 20 characters.
 */
export function formatRecords(
  columns: readonly string[],
  cells: readonly (readonly (string | undefined)[])[],
  width: number,
): string {
  const names = Math.max(...columns.map(textWidth))
  const widest = Math.max(20, width - names - 2)
  const records = cells.map((row, at) => {
    const lines = columns.map((column, i) => {
      const text = row[i]
      const name = column + ' '.repeat(names - textWidth(column))
      return `${pc.bold(name)}  ${text === undefined ? pc.dim('null') : cutText(text, widest)}`
    })
    return [pc.dim(`row ${at + 1} of ${cells.length}`), ...lines].join('\n')
  })
  return records.join('\n\n')
}
