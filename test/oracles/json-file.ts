import type { Random } from './random.js'
import type { OracleType } from './value-oracle.js'

/** A JSON file of objects with the number of each row and a field `v`, as docs/loading.md describes JSON. */
export interface WrittenJson {
  readonly content: string
  /** The line on which each object begins. */
  readonly lines: readonly number[]
}

/**
 * Writes texts in all ways that stand for them: strings, also escaped, and numbers and words without quotes where they are
 * such; documents of a `json()` column as they are.
 */
export function writeJson(
  type: OracleType,
  texts: readonly (string | null)[],
  { isList, random }: { readonly isList: boolean; readonly random: Random },
): WrittenJson {
  const lines: number[] = []
  let content = isList ? random.one(['[', '[\n', ' [ ']) : ''
  texts.forEach((text, i) => {
    if (!isList && random.isRare()) content += '\n'
    lines.push(1 + (content.match(/\n/g) ?? []).length)
    content += object(i, fieldOf(type, text, random), random)
    const isLast = i === texts.length - 1
    content += isList ? (isLast ? '' : random.one([',', ',\n', ' ,\n\n'])) : isLast && random.isRare() ? '' : '\n'
  })
  return { content: content + (isList ? random.one([']', '\n]\n']) : ''), lines }
}

function object(id: number, field: string | undefined, random: Random): string {
  const fields = [`"id":${random.one(['', ' '])}${id}`, ...(field === undefined ? [] : [`"v"${field}`])]
  const ordered = random.one([true, true, false]) ? fields : [...fields].reverse()
  return `{${random.one(['', ' '])}${ordered.join(random.one([',', ' , ']))}}`
}

function fieldOf(type: OracleType, text: string | null, random: Random): string | undefined {
  if (text === null) return random.one([undefined, ':null', ' : null'])
  const colon = random.one([':', ' : '])
  // A document's own line ends are blanks.
  if (type === 'json') return colon + text.replaceAll('\n', ' ')
  const isToken = /^(-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?|true|false)$/.test(text)
  if (isToken && random.one([true, true, false])) return colon + text
  return colon + (random.isRare() ? escaped(text) : JSON.stringify(text))
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, '0'))
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`
}
