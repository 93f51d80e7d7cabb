import { LF, trimmed } from './json-bytes.js'
import { type JsonRecord, type JsonSplitter, LONGEST_RECORD, TOO_LONG } from './json-splitter.js'

/** Splits a file with one value per line. Blank lines are skipped. */
export class JsonLines implements JsonSplitter {
  readonly #onRecord: (record: JsonRecord) => void
  #held: Buffer[] = []
  #length = 0
  #line = 1
  #isTooLong = false

  constructor(onRecord: (record: JsonRecord) => void) {
    this.#onRecord = onRecord
  }

  write(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      this.#endLine(chunk.subarray(start, end))
      start = end + 1
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start))
  }

  end(): void {
    this.#endLine(Buffer.alloc(0))
  }

  #hold(bytes: Buffer): void {
    this.#length += bytes.length
    if (this.#length > LONGEST_RECORD) {
      this.#isTooLong = true
      this.#held = []
    } else this.#held.push(Buffer.from(bytes))
  }

  #endLine(rest: Buffer): void {
    const bytes = trimmed(this.#held.length === 0 ? rest : Buffer.concat([...this.#held, rest]))
    if (this.#isTooLong || bytes.length > LONGEST_RECORD)
      this.#onRecord({ bytes, line: this.#line, unreadable: TOO_LONG })
    else if (bytes.length > 0) this.#onRecord({ bytes, line: this.#line })
    this.#held = []
    this.#length = 0
    this.#isTooLong = false
    this.#line++
  }
}
