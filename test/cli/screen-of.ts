// biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what a terminal is made of
const PIECE = /\u001b\[([?\d;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]/gu

/** Draws what was written as a terminal of so many columns does: cursor moves, erasing, lines that wrap. */
export function screenOf(written: string, columns: number): string {
  const lines: string[][] = [[]]
  let [row, column] = [0, 0]
  for (const [piece, parameter = '', command] of written.matchAll(PIECE)) {
    while (lines.length <= row) lines.push([])
    const line = lines[row]!
    const count = Number(parameter || 1)
    if (piece === '\n') row++
    else if (piece === '\r') column = 0
    else if (command === 'A') row = Math.max(0, row - count)
    else if (command === 'B') row += count
    else if (command === 'G') column = count - 1
    else if (command === 'C') column += count
    else if (command === 'D') column = Math.max(0, column - count)
    else if (command === 'K') parameter === '2' || parameter === '1' ? line.splice(0) : line.splice(column)
    else if (command === 'J') {
      line.splice(column)
      lines.splice(row + 1)
    } else if (command === undefined) {
      if (column < columns) line[column++] = piece
      else {
        row++
        lines.splice(row, 1, [piece])
        column = 1
      }
    }
  }
  return Array.from(lines, (line) =>
    Array.from(line ?? [], (character) => character ?? ' ')
      .join('')
      .trimEnd(),
  ).join('\n')
}
