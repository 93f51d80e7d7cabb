/** What a byte means. The other bytes mean nothing here. */
const SEPARATOR = 1
const POINT = 2
const LINE_END = 3
const QUOTE = 4

const MEANING = new Uint8Array(256)
MEANING[','.charCodeAt(0)] = SEPARATOR
MEANING['.'.charCodeAt(0)] = POINT
MEANING['\n'.charCodeAt(0)] = LINE_END
MEANING['"'.charCodeAt(0)] = QUOTE

/**
 * Counts line ends and separators of CSV outside of quotes, and notices a point where a whole number belongs. A cheap
 * second opinion on what an engine has read: engines have been seen to lose rows without a word, and to round. When they
 * do not agree, the file is looked at record by record.
 */
export class CsvCounter {
  readonly #isWhole: readonly boolean[]
  #lines = 0
  #separators = 0
  #isQuoted = false
  #endsWithLine = true
  #hasPoint = false

  /** @param isWhole For each field of a row, whether or not it must be a whole number. */
  constructor(isWhole: readonly boolean[]) {
    this.#isWhole = isWhole
  }

  /** Takes the next bytes of the file. */
  add(chunk: Uint8Array): void {
    const isWhole = this.#isWhole
    const perLine = isWhole.length - 1
    // Local variables, in the order of frequency: this loop sees every byte.
    let lines = this.#lines
    let separators = this.#separators
    let isQuoted = this.#isQuoted
    let hasPoint = this.#hasPoint
    for (let i = 0; i < chunk.length; i++) {
      const meaning = MEANING[chunk[i]!]!
      if (meaning === 0) continue
      if (meaning === SEPARATOR) separators += isQuoted ? 0 : 1
      else if (meaning === LINE_END) lines += isQuoted ? 0 : 1
      else if (meaning === QUOTE) isQuoted = !isQuoted
      // Where every row has as many fields as the header, the counts so far tell which field this is.
      else hasPoint = hasPoint || (lines > 0 && isWhole[separators - lines * perLine] === true)
    }
    this.#lines = lines
    this.#separators = separators
    this.#isQuoted = isQuoted
    this.#hasPoint = hasPoint
    if (chunk.length > 0) this.#endsWithLine = MEANING[chunk[chunk.length - 1]!] === LINE_END
  }

  /** Whether or not so many rows besides the header are what one would expect of the file. */
  agrees(rows: number): boolean {
    const records = this.#lines + (this.#endsWithLine ? 0 : 1)
    const separators = records * (this.#isWhole.length - 1)
    return !this.#isQuoted && !this.#hasPoint && records === rows + 1 && this.#separators === separators
  }
}
