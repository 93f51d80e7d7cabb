/** How many unchanged lines are shown around a change. */
const CONTEXT = 3

const NO_LINE_END = '\\ No newline at end of file'

/**
 * The difference of two versions of a file as `diff -u` and git write it. Both have the same number of lines, since names
 * have no line ends.
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const hunks = hunksOf(old, now)
  return [`--- a/${file}`, `+++ b/${file}`, ...hunks.flatMap((hunk) => hunkLines(hunk, old, now))].join('\n')
}

/** A range of lines, counted from 0, of both versions. */
interface Hunk {
  readonly from: number
  readonly to: number
}

function hunksOf(old: readonly string[], now: readonly string[]): readonly Hunk[] {
  const hunks: { from: number; to: number }[] = []
  for (const [i, line] of old.entries()) {
    if (line === now[i]) continue
    const last = hunks.at(-1)
    if (last && i - last.to <= 2 * CONTEXT) last.to = i + 1
    else hunks.push({ from: i, to: i + 1 })
  }
  return hunks
}

function hunkLines({ from, to }: Hunk, old: readonly string[], now: readonly string[]): readonly string[] {
  const [start, end] = [Math.max(0, from - CONTEXT), Math.min(linesIn(old), to + CONTEXT)]
  const lines: string[] = []
  const added: string[] = []
  for (let i = start; i < end; i++) {
    if (old[i] === now[i]) lines.push(...added.splice(0), ` ${old[i]}`)
    else {
      lines.push(`-${old[i]}`)
      added.push(`+${now[i]}`)
    }
  }
  // As git writes it: without this line, `git apply` refuses the diff.
  const isUnended = end === old.length
  if (isUnended) {
    const last = lines.at(-1)!
    if (last.startsWith(' ')) lines.push(NO_LINE_END)
    else {
      lines.push(NO_LINE_END)
      added.push(NO_LINE_END)
    }
  }
  const range = `${start + 1},${end - start}`
  return [`@@ -${range} +${range} @@`, ...lines, ...added]
}

/** The number of lines, without the empty one behind the last line end. */
function linesIn(lines: readonly string[]): number {
  return lines.at(-1) === '' ? lines.length - 1 : lines.length
}
