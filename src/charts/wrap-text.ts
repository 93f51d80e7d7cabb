import { textPixels } from './text-pixels.js'

const characters = new Intl.Segmenter()

/** Breaks a string into lines of at most `width` pixels, at spaces where there are some. Nothing is cut off. */
export function wrapText(text: string, size: number, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.trim().split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (textPixels(longer, size) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const parts = broken(word, size, width)
    lines.push(...parts.slice(0, -1))
    line = parts.at(-1)!
  }
  return [...lines, line]
}

/** A word that is wider than a line, as Chinese and Japanese sentences are, in parts. */
function broken(word: string, size: number, width: number): readonly string[] {
  const parts = ['']
  for (const { segment } of characters.segment(word)) {
    const last = parts.length - 1
    if (parts[last] !== '' && textPixels(parts[last] + segment, size) > width) parts.push(segment)
    else parts[last] += segment
  }
  return parts
}
