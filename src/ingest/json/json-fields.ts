import { BACKSLASH, CLOSE_LIST, CLOSE_OBJECT, OPEN_LIST, OPEN_OBJECT, QUOTE } from './json-bytes.js'

/** A field of an object. */
export interface JsonField {
  readonly name: string
  readonly kind: 'text' | 'number' | 'boolean' | 'null' | 'nested'
  /** What a string means; for any other value, the same as `json`. */
  readonly text: string
  /** The value exactly as written. */
  readonly json: string
}

/**
 * The fields of an object in order, with all digits of numbers and with repeated names, which `JSON.parse` would lose.
 * Objects may have megabytes: too much for a regular expression's stack.
 *
 * @param json An object that `JSON.parse` accepts.
 */
export function jsonFields(json: string): readonly JsonField[] {
  const fields: JsonField[] = []
  // After the brace; then, after each field, after the comma or the closing brace.
  let at = skipped(json, skipped(json, 0) + 1)
  while (json.charCodeAt(at) === QUOTE) {
    const nameEnd = textEnd(json, at)
    const start = skipped(json, skipped(json, nameEnd) + 1)
    const end = valueEnd(json, start)
    fields.push({ name: JSON.parse(json.slice(at, nameEnd)) as string, ...field(json.slice(start, end)) })
    at = skipped(json, skipped(json, end) + 1)
  }
  return fields
}

function field(json: string): Omit<JsonField, 'name'> {
  const first = json.charCodeAt(0)
  if (first === QUOTE) return { kind: 'text', text: JSON.parse(json) as string, json }
  if (first === OPEN_OBJECT || first === OPEN_LIST) return { kind: 'nested', text: json, json }
  const kind = json === 'null' ? 'null' : json === 'true' || json === 'false' ? 'boolean' : 'number'
  return { kind, text: json, json }
}

/** The next position that is not a space. */
function skipped(json: string, from: number): number {
  let at = from
  while (isSpaceCode(json.charCodeAt(at))) at++
  return at
}

function isSpaceCode(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

/** The position after the string that begins with the quote at `start`. */
function textEnd(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  for (; end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0
    while (json.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++
    if (slashes % 2 === 0) return end + 1
  }
  return json.length
}

function valueEnd(json: string, start: number): number {
  let depth = 0
  let at = start
  do {
    const code = json.charCodeAt(at)
    if (code === QUOTE) at = textEnd(json, at)
    else {
      if (code === OPEN_OBJECT || code === OPEN_LIST) depth++
      else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--
      at++
      if (depth === 0 && code !== CLOSE_OBJECT && code !== CLOSE_LIST)
        while (at < json.length && !isEnd(json.charCodeAt(at))) at++
    }
  } while (depth > 0)
  return at
}

/** What ends a number or a word. */
function isEnd(code: number): boolean {
  return code === 44 || code === CLOSE_OBJECT || code === CLOSE_LIST || isSpaceCode(code)
}
