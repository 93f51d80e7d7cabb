import type { Random } from './random.js'

/** A CSV file of a column `v`, with the number of each row, as docs/loading.md describes CSV. */
export interface WrittenCsv {
  readonly content: string
  /** The line on which the field `v` of each row begins. */
  readonly lines: readonly number[]
}

/**
 * Writes texts in all ways that stand for them.
 *
 * @param ends The line ends, one of which follows each row.
 */
export function writeCsv(texts: readonly (string | null)[], ends: readonly string[], random: Random): WrittenCsv {
  let content = random.one(['', '', '\uFEFF']) + random.one(['id,v', '"id","v"', ' id , v'])
  const end = (): string => random.one(ends)
  const places: number[] = []
  const add = (part: string): void => {
    content += part
  }
  add(end())
  texts.forEach((text, i) => {
    if (random.isRare()) add(end())
    add(`${random.one([`${i}`, `"${i}"`])},`)
    places.push(content.length)
    add(field(text, random))
    add(i === texts.length - 1 && random.isRare() ? '' : end())
  })
  // Counted in the end: a CR that one row ends with, and an LF that stands for a blank line, are one line end together.
  const lines = places.map((place) => 1 + (content.slice(0, place).match(/\r\n|\r|\n/g) ?? []).length)
  return { content, lines }
}

function field(text: string | null, random: Random): string {
  if (text === null) return ''
  const mustBeQuoted = text === '' || /[,\r\n]/.test(text) || /^[ ]*"/.test(text)
  if (!mustBeQuoted && random.one([true, true, false])) return text
  const quoted = `"${text.replaceAll('"', '""')}"`
  return random.isRare() ? random.one([` ${quoted}`, `${quoted} `]) : quoted
}
