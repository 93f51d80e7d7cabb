import { toJson } from '../../util/to-json.js'

/** Characters that would move the cursor, break a line or change the terminal's colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g

/** A value of a row for a terminal, on one line; `undefined` for NULL. */
export function cellText(value: unknown, scale?: number): string | undefined {
  if (value === null || value === undefined) return undefined
  // A decimal that was decoded to a number has 15 digits at most, which this writes exactly.
  if (scale !== undefined && typeof value === 'number') return value.toFixed(scale)
  return textOf(value).replace(CONTROL, escaped)
}

function textOf(value: unknown): string {
  if (value instanceof Date) return dateText(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return typeof value === 'object' ? toJson(value) : String(value)
}

/** `2009-12-14 02:52:24`, with a fraction only if there is one. */
function dateText(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$|Z$/, '')
}

function escaped(character: string): string {
  const short = JSON.stringify(character).slice(1, -1)
  return short === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : short
}
