import type { FileWarning } from '../format/file-warning.js'
import type { RowCounter } from '../format/format-reader.js'
import { leftOut as leftOutWarning } from '../format/match-fields.js'
import { BACKSLASH, CLOSE_LIST, CLOSE_OBJECT, COLON, OPEN_LIST, OPEN_OBJECT, QUOTE } from './json-bytes.js'
import type { JsonRecord, JsonSplitter } from './json-splitter.js'
import { parseRecord } from './parse-record.js'

/** How many names that no column wants are remembered, and how many are reported. */
const MOST_NAMES = 10_000
const MOST_TOLD = 20

/**
 * Counts the objects of a JSON file and checks that each is strict JSON: engines accept more, each in its own way, such as
 * NaN, trailing commas or a name twice.
 */
export class JsonCounter implements RowCounter {
  readonly #splitter: JsonSplitter
  readonly #wanted: ReadonlyMap<string, string>
  readonly #known: Set<string>
  /** Names that first occur after the first rows, in order. */
  readonly #late: string[] = []
  #rows = 0
  #isDoubtful = false

  /**
   * @param names Names of the fields that columns want, as the first rows spell them.
   * @param leftOut Names of the first rows that no column wants.
   */
  constructor(
    split: (onRecord: (record: JsonRecord) => void) => JsonSplitter,
    names: readonly string[],
    leftOut: readonly string[] = [],
  ) {
    this.#splitter = split((record) => this.#count(record))
    this.#wanted = new Map(names.map((name) => [name.toLowerCase(), name]))
    this.#known = new Set([...names, ...leftOut])
  }

  add(chunk: Buffer): void {
    if (!this.#isDoubtful) this.#splitter.write(chunk)
  }

  agrees(rows: number): boolean {
    if (!this.#isDoubtful) this.#splitter.end()
    return !this.#isDoubtful && this.#rows === rows
  }

  /** Names of fields that no column wants and that the first rows do not have. */
  warnings(): readonly FileWarning[] {
    return leftOutWarning(this.#late.slice(0, MOST_TOLD))
  }

  #count(record: JsonRecord): void {
    this.#rows++
    const parsed = parseRecord(record)
    if ('unreadable' in parsed) {
      this.#isDoubtful = true
      return
    }
    const names = Object.keys(parsed.value)
    if (names.length !== namesIn(record.bytes) || names.some((name) => this.#isOtherCase(name))) this.#isDoubtful = true
  }

  /** Whether a field is a column's, but in another case of letters than in the first rows. */
  #isOtherCase(name: string): boolean {
    if (this.#known.has(name)) return false
    if (this.#wanted.has(name.toLowerCase())) return true
    if (this.#known.size < MOST_NAMES) {
      this.#known.add(name)
      this.#late.push(name)
    }
    return false
  }
}

/** How many fields an object has, counting repeated names each time. */
function namesIn(bytes: Buffer): number {
  let depth = 0
  let names = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === QUOTE) i = endOfText(bytes, i)
    else if (byte === COLON) names += depth === 1 ? 1 : 0
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--
  }
  return names
}

function endOfText(bytes: Buffer, start: number): number {
  for (let i = start + 1; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === BACKSLASH) i++
    else if (byte === QUOTE) return i
  }
  return bytes.length
}
