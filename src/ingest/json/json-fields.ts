/** A field of an object. */
export interface JsonField {
  readonly name: string
  readonly kind: 'text' | 'number' | 'boolean' | 'null' | 'nested'
  /** The text of a text, letter by letter as it stands there for everything else. */
  readonly text: string
}

const SPACE = /[ \t\r\n]*/y
const TEXT = /"(?:[^"\\]|\\.)*"/sy
const PLAIN = /[^,}\] \t\r\n]+/y
const WITHIN = /[^"[\]{}]*/y

/**
 * The fields of an object in order, numbers with every digit, a name also twice: what `JSON.parse` would lose.
 *
 * @param json An object that `JSON.parse` takes.
 */
export function jsonFields(json: string): readonly JsonField[] {
  const fields: JsonField[] = []
  let at = 0
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(json)?.[0] ?? ''
    at += found.length
    return found
  }
  const skip = (): void => {
    take(SPACE)
    at++
    take(SPACE)
  }
  // The brace; then, after each field, the comma or the other brace.
  skip()
  while (json[at] === '"') {
    const name = JSON.parse(take(TEXT)) as string
    skip()
    fields.push({ name, ...value(json[at]!, take) })
    skip()
  }
  return fields
}

function value(first: string, take: (pattern: RegExp) => string): Pick<JsonField, 'kind' | 'text'> {
  if (first === '"') return { kind: 'text', text: JSON.parse(take(TEXT)) as string }
  if (first === '{' || first === '[') return { kind: 'nested', text: nested(take) }
  const text = take(PLAIN)
  if (text === 'null') return { kind: 'null', text }
  return { kind: text === 'true' || text === 'false' ? 'boolean' : 'number', text }
}

const BRACKET = /[[\]{}]/y

function nested(take: (pattern: RegExp) => string): string {
  let depth = 0
  let text = ''
  do {
    const bracket = take(BRACKET)
    if (bracket === '{' || bracket === '[') depth++
    else if (bracket !== '') depth--
    text += bracket
    if (depth > 0) text += take(WITHIN) + take(TEXT)
  } while (depth > 0)
  return text
}
