import pc from 'picocolors'

/**
 * Rows one below the other, each column on its own line: what a table with many columns is on a narrow terminal.
 *
 * @param cells The texts of each row in the order of `columns`; undefined is NULL.
 * @param width The terminal's width in columns. Values are cut to it, but keep 20 characters.
 */
export function formatRecords(
  columns: readonly string[],
  cells: readonly (readonly (string | undefined)[])[],
  width: number,
): string {
  const names = Math.max(...columns.map((column) => column.length))
  const widest = Math.max(20, width - names - 2)
  const records = cells.map((row, at) => {
    const lines = columns.map((column, i) => {
      const text = row[i]
      const short = text !== undefined && text.length > widest ? `${text.slice(0, widest - 1)}…` : text
      return `${pc.bold(column.padEnd(names))}  ${short ?? pc.dim('null')}`
    })
    return [pc.dim(`row ${at + 1} of ${cells.length}`), ...lines].join('\n')
  })
  return records.join('\n\n')
}
