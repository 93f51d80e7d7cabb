import type { RowCounter } from '../format/format-reader.js'
import { type CsvAutomaton, type CsvAutomatonInput, csvAutomaton, DEAD } from './csv-automaton.js'

const LF = 10
const CR = 13

/** From this number of bytes on, a chunk is read at four places in parallel. */
const LEAST_SPLIT = 4096

/**
 * Proves that a CSV file is so plain that no engine can misread it, and counts its rows: every row has all fields, and every
 * value has its column's plain form, so nothing can be rounded or cut. What it cannot prove is checked by the reader of
 * records.
 *
 * One look-up for each byte would wait for the one before. So a chunk is read from four line ends in parallel, as if each
 * were the end of a row; where it was not, that part is read again.
 */
export class CsvProof implements RowCounter {
  readonly #input: Omit<CsvAutomatonInput, 'isCrLf'>
  #automaton: CsvAutomaton | undefined
  #state = DEAD
  /** What came before the first line end. */
  #held: Buffer | undefined
  #rows = 0

  constructor(input: Omit<CsvAutomatonInput, 'isCrLf'>) {
    this.#input = input
  }

  /** Reads the next bytes of the file. */
  add(chunk: Buffer): void {
    if (chunk.length === 0) return
    if (!this.#automaton) return this.#begin(chunk)
    if (this.#state === DEAD) return
    if (chunk.length < LEAST_SPLIT) this.#read(chunk, 0, chunk.length)
    else this.#readSplit(this.#automaton, chunk)
  }

  /** Whether the file is proved, and has this number of rows without its header. */
  agrees(rows: number): boolean {
    const isRow = this.#automaton?.ends.get(this.#state)
    return isRow !== undefined && this.#rows + (isRow ? 1 : 0) === rows
  }

  /** The first line end decides which one all lines must have. It may be several chunks away. */
  #begin(next: Buffer): void {
    const chunk = this.#held ? Buffer.concat([this.#held, next]) : next
    const line = chunk.indexOf(LF)
    if (line < 0 && chunk.length < LEAST_SPLIT) {
      this.#held = Buffer.from(chunk)
      return
    }
    this.#held = undefined
    this.#automaton = csvAutomaton({ ...this.#input, isCrLf: line > 0 && chunk[line - 1] === CR })
    this.#state = this.#automaton.start
    // The header ends as a row does.
    this.#rows = this.#input.hasHeader ? -1 : 0
    const hasMark = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
    this.add(hasMark ? chunk.subarray(3) : chunk)
  }

  #read(chunk: Buffer, from: number, to: number): void {
    const { table, classOf, afterRow } = this.#automaton!
    let state = this.#state
    let rows = this.#rows
    for (let i = from; i < to; i++) {
      state = table[state + classOf[chunk[i]!]!]!
      if (state === afterRow) rows++
    }
    this.#state = state
    this.#rows = rows
  }

  #readSplit({ table, classOf, afterRow }: CsvAutomaton, chunk: Buffer): void {
    const quarter = chunk.length >> 2
    const after = (at: number): number => chunk.indexOf(LF, at) + 1
    const [a1, a2, a3] = [after(quarter), after(2 * quarter), after(3 * quarter)]
    // Rows are longer than a quarter of the chunk, or no row ends in it.
    if (a1 === 0 || a2 <= a1 || a3 <= a2) return this.#read(chunk, 0, chunk.length)
    const least = Math.min(a1, a2 - a1, a3 - a2, chunk.length - a3)
    let s0 = this.#state
    let s1 = afterRow
    let s2 = afterRow
    let s3 = afterRow
    let [n0, n1, n2, n3] = [0, 0, 0, 0]
    for (let i = 0; i < least; i++) {
      s0 = table[s0 + classOf[chunk[i]!]!]!
      s1 = table[s1 + classOf[chunk[a1 + i]!]!]!
      s2 = table[s2 + classOf[chunk[a2 + i]!]!]!
      s3 = table[s3 + classOf[chunk[a3 + i]!]!]!
      if (s0 === afterRow) n0++
      if (s1 === afterRow) n1++
      if (s2 === afterRow) n2++
      if (s3 === afterRow) n3++
    }
    const parts = [
      { from: 0, to: a1, state: s0, rows: n0 },
      { from: a1, to: a2, state: s1, rows: n1 },
      { from: a2, to: a3, state: s2, rows: n2 },
      { from: a3, to: chunk.length, state: s3, rows: n3 },
    ]
    for (const [k, { from, to, state, rows }] of parts.entries()) {
      if (k > 0 && this.#state !== afterRow) this.#read(chunk, from, to)
      else {
        this.#state = state
        this.#rows += rows
        this.#read(chunk, from + least, to)
      }
    }
  }
}
