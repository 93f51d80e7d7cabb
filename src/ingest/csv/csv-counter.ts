import type { RowCounter } from '../file-reader.js'

const LF = 10
const QUOTE = 34
const COMMA = 44
const POINT = 46

/** A byte in each of the four lanes of a word. */
const LANES = 0x01010101
const LFS = LF * LANES
const COMMAS = COMMA * LANES
const POINTS = POINT * LANES

/**
 * Counts line ends and separators of CSV outside of quotes, and notices a point where a whole number belongs. A cheap
 * second opinion on what an engine has read: engines have been seen to lose rows without a word, and to round. When they
 * do not agree, the file is looked at record by record.
 */
export class CsvCounter implements RowCounter {
  readonly #isWhole: readonly boolean[]
  readonly #headers: number
  #lines = 0
  #commas = 0
  #isQuoted = false
  #last = LF
  #hasPoint = false

  /**
   * @param isWhole For each field of a row, whether or not it must be a whole number.
   * @param headers How many lines go before the rows.
   */
  constructor(isWhole: readonly boolean[], headers = 1) {
    this.#isWhole = isWhole
    this.#headers = headers
  }

  /** Takes the next bytes of the file. */
  add(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#last = chunk[chunk.length - 1]!
    if (this.#isQuoted || chunk.includes(QUOTE) || chunk.byteOffset % 4 !== 0) return this.#addBytes(chunk, 0)
    const words = new Int32Array(chunk.buffer, chunk.byteOffset, chunk.length >> 2)
    this.#addWords(words)
    this.#addBytes(chunk, words.length * 4)
  }

  /** Whether or not so many rows, the header left out, are what one would expect of the file. */
  agrees(rows: number): boolean {
    const records = this.#lines + (this.#last === LF ? 0 : 1)
    const separators = records * (this.#isWhole.length - 1)
    return !this.#isQuoted && !this.#hasPoint && records === rows + this.#headers && this.#commas === separators
  }

  #addBytes(chunk: Uint8Array, from: number): void {
    let lines = this.#lines
    let commas = this.#commas
    let outside = this.#isQuoted ? 0 : 1
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i]!
      // Digits and letters, which are most.
      if (byte > POINT) continue
      if (byte === QUOTE) outside ^= 1
      else if (byte === COMMA) commas += outside
      else if (byte === POINT) this.#notePoint(lines, commas)
      else if (byte === LF) lines += outside
    }
    this.#lines = lines
    this.#commas = commas
    this.#isQuoted = outside === 0
  }

  /** Four bytes at a time, where there are no quotes. Only words with a point in them are taken apart. */
  #addWords(words: Int32Array): void {
    let lines = this.#lines
    let commas = this.#commas
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!
      if (zeroBytes(word ^ POINTS) !== 0) this.#notePoints(word, lines, commas)
      // The product adds up the four lanes in the highest one.
      lines += Math.imul(zeroBytes(word ^ LFS), LANES) >>> 24
      commas += Math.imul(zeroBytes(word ^ COMMAS), LANES) >>> 24
    }
    this.#lines = lines
    this.#commas = commas
  }

  #notePoints(word: number, linesBefore: number, commasBefore: number): void {
    let lines = linesBefore
    let commas = commasBefore
    for (let shift = 0; shift < 32; shift += 8) {
      const byte = (word >>> shift) & 0xff
      if (byte === LF) lines++
      else if (byte === COMMA) commas++
      else if (byte === POINT) this.#notePoint(lines, commas)
    }
  }

  /** Where every row has as many fields as the header, the counts before a byte tell which field it is in. */
  #notePoint(lines: number, commas: number): void {
    const field = commas - lines * (this.#isWhole.length - 1)
    if (lines >= this.#headers && this.#isWhole[field] === true) this.#hasPoint = true
  }
}

/** A 1 in the lane of every byte that is zero: Hacker's Delight, 6-1. */
function zeroBytes(word: number): number {
  return (~(((word & 0x7f7f7f7f) + 0x7f7f7f7f) | word | 0x7f7f7f7f) >>> 7) & LANES
}
