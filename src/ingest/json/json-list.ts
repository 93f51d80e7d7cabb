import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  isSpace,
  LF,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  trimmed,
} from './json-bytes.js'
import { type JsonRecord, type JsonSplitter, LONGEST_RECORD, TOO_LONG } from './json-splitter.js'

type State = 'before' | 'within' | 'after' | 'failed'

/** Splits a file that is one list into the list's elements. */
export class JsonList implements JsonSplitter {
  readonly #onRecord: (record: JsonRecord) => void
  #state: State = 'before'
  #held: Buffer[] = []
  #length = 0
  #line = 1
  /** The line of the element's first byte other than a space; 0 before it. */
  #recordLine = 0
  #records = 0
  #depth = 0
  #isText = false
  #isEscaped = false

  constructor(onRecord: (record: JsonRecord) => void) {
    this.#onRecord = onRecord
  }

  write(chunk: Buffer): void {
    // Where the element begins, if that is in this chunk.
    let start = 0
    for (let i = 0; i < chunk.length && this.#state !== 'failed'; i++) {
      const byte = chunk[i]!
      if (byte === LF) this.#line++
      if (this.#state === 'within') {
        if (this.#isEnd(byte)) {
          this.#endElement(chunk.subarray(start, i), byte === CLOSE_LIST)
          start = i + 1
        }
      } else if (this.#state === 'before' && byte === OPEN_LIST) {
        this.#state = 'within'
        start = i + 1
      } else if (!isSpace(byte)) this.#fail(this.#state === 'before' ? 'it is not a list' : 'text follows the list')
    }
    if (this.#state === 'within' && start < chunk.length) this.#hold(chunk.subarray(start))
  }

  end(): void {
    if (this.#state === 'within') this.#fail('the list is not closed')
  }

  /** Whether a byte of the list ends an element. */
  #isEnd(byte: number): boolean {
    if (this.#isText) {
      if (this.#isEscaped) this.#isEscaped = false
      else if (byte === BACKSLASH) this.#isEscaped = true
      else if (byte === QUOTE) this.#isText = false
      return false
    }
    if (isSpace(byte)) return false
    if (this.#depth === 0 && (byte === COMMA || byte === CLOSE_LIST)) return true
    if (this.#recordLine === 0) this.#recordLine = this.#line
    if (byte === QUOTE) this.#isText = true
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#depth++
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.#depth--
    return false
  }

  #endElement(rest: Buffer, isLast: boolean): void {
    const bytes = trimmed(this.#held.length === 0 ? rest : Buffer.concat([...this.#held, rest]))
    this.#held = []
    this.#length = 0
    if (isLast) this.#state = 'after'
    if (bytes.length === 0) {
      if (!isLast || this.#records > 0) this.#fail('a comma without an object')
      return
    }
    if (bytes.length > LONGEST_RECORD) return this.#fail(TOO_LONG)
    this.#records++
    this.#onRecord({ bytes, line: this.#recordLine })
    this.#recordLine = 0
  }

  #hold(bytes: Buffer): void {
    this.#length += bytes.length
    if (this.#length > LONGEST_RECORD) this.#fail(TOO_LONG)
    else this.#held.push(Buffer.from(bytes))
  }

  /** What follows cannot be split any more. */
  #fail(unreadable: string): void {
    this.#state = 'failed'
    this.#held = []
    this.#onRecord({ bytes: Buffer.alloc(0), line: this.#recordLine || this.#line, unreadable })
  }
}
