import { createLogUpdate } from 'log-update'
import textWidth from 'string-width'

/** Lines at the end of what a terminal shows, which are drawn again and again. */
export interface LiveLines {
  readonly draw: (lines: readonly string[]) => void
  /** Erases them, before something else is written. */
  readonly clear: () => void
}

/** Lines at the end of a terminal that are drawn again and again. */
export function liveLines(stream: NodeJS.WriteStream): LiveLines {
  // A process that is killed leaves a cursor behind only if it was never hidden.
  const live = createLogUpdate(stream, { showCursor: true })
  let drawnRows = 0
  const rowsOf = (line: string): number => Math.max(1, Math.ceil(textWidth(line) / (stream.columns || 80)))
  return {
    draw: (lines) => {
      const rows = lines.reduce((sum, line) => sum + rowsOf(line), 0)
      // log-update writes only what differs from the frame before, in its place: right only if the others stay in theirs.
      if (rows !== drawnRows) live.clear()
      drawnRows = rows
      live(lines.join('\n'))
    },
    clear: () => live.clear(),
  }
}
