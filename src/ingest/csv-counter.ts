const LF = 10
const QUOTE = 34
const COMMA = 44

/** Words that can be counted before a lane of a byte could overflow. */
const BLOCK = 255

/**
 * Counts the line ends and separators of CSV outside of quotes, at about the speed of memory. A cheap second opinion on
 * how many rows a file has: when an engine counts otherwise, the file is looked at record by record.
 */
export class CsvCounter {
  #lines = 0
  #commas = 0
  #isQuoted = false
  #last = LF

  /** Takes the next bytes of the file; they must begin at a multiple of four in their buffer. */
  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#last = chunk[chunk.length - 1]!
    if (this.#isQuoted || chunk.includes(QUOTE)) return this.#addBytes(chunk, 0)
    const words = new Uint32Array(chunk.buffer, chunk.byteOffset, chunk.length >> 2)
    this.#lines += countByte(words, LF)
    this.#commas += countByte(words, COMMA)
    this.#addBytes(chunk, words.length * 4)
  }

  /** Whether or not the file has so many rows besides its header, each of so many fields, and no blank lines. */
  agrees(rows: number, fields: number): boolean {
    const records = this.#lines + (this.#last === LF ? 0 : 1)
    return !this.#isQuoted && records === rows + 1 && this.#commas === records * (fields - 1)
  }

  #addBytes(chunk: Uint8Array, from: number): void {
    let outside = this.#isQuoted ? 0 : 1
    let lines = 0
    let commas = 0
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i]!
      outside ^= Number(byte === QUOTE)
      lines += Number(byte === LF) & outside
      commas += Number(byte === COMMA) & outside
    }
    this.#lines += lines
    this.#commas += commas
    this.#isQuoted = outside === 0
  }
}

/** How often a byte stands in words, four bytes at a time: Hacker's Delight, 6–1. */
function countByte(words: Uint32Array, byte: number): number {
  const pattern = byte * 0x01010101
  let count = 0
  for (let start = 0; start < words.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, words.length)
    let lanes = 0
    for (let i = start; i < end; i++) {
      const x = words[i]! ^ pattern
      const nonZero = ((x & 0x7f7f7f7f) + 0x7f7f7f7f) | x | 0x7f7f7f7f
      lanes += (~nonZero >>> 7) & 0x01010101
    }
    count += (lanes & 0xff) + ((lanes >>> 8) & 0xff) + ((lanes >>> 16) & 0xff) + (lanes >>> 24)
  }
  return count
}
