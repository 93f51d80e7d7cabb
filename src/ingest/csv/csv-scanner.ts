import { isUtf8 } from 'node:buffer'

/** A field of a record, and whether it was quoted: an unquoted empty field is NULL, a quoted one the empty string. */
export interface ScannedField {
  readonly text: string
  readonly isQuoted: boolean
  readonly isUtf8: boolean
  /** The line on which it begins, from 1. */
  readonly line: number
}

/** A row of a CSV file, or what is wrong with it. */
export interface ScannedRecord {
  /** The line on which it begins, from 1. */
  readonly line: number
  readonly fields: readonly ScannedField[]
  /** Why it is not a row of CSV. */
  readonly unreadable: string | undefined
}

/** The signs of a CSV file, each one ASCII character. */
export interface CsvSigns {
  /** The character between fields. Default: `,`. */
  readonly delimiter?: string
  /** The character that may enclose a field; `undefined` if fields are never quoted. */
  readonly quote: string | undefined
}

/** More than engines accept for one row; nearly always a quote that is never closed. */
const LONGEST_ROW = 2 * 1024 * 1024

const LF = 10
const CR = 13
const SPACE = 32

type State = 'start' | 'plain' | 'quoted' | 'closed'

/**
 * Splits CSV into records, byte by byte, and knows the line of each: LF, CRLF and CR end a line, also mixed. A quote
 * inside an unquoted field is text; after a closing quote, only spaces are allowed. Blank lines are skipped if rows have
 * more than one field.
 */
export class CsvScanner {
  readonly #onRecord: (record: ScannedRecord) => void
  readonly #delimiter: number
  /** A byte that never occurs, if there are no quotes. */
  readonly #quote: number
  #field = Buffer.allocUnsafe(1024)
  #length = 0
  /** Bytes of all fields of the row so far. */
  #rowLength = 0
  #hasHigh = false
  #fields: ScannedField[] = []
  #state: State = 'start'
  #unreadable: string | undefined
  #line = 1
  #recordLine = 1
  #fieldLine = 1
  #afterCr = false
  #width: number | undefined
  #isFirst = true

  constructor(onRecord: (record: ScannedRecord) => void, { delimiter = ',', quote }: CsvSigns = { quote: '"' }) {
    this.#onRecord = onRecord
    this.#delimiter = delimiter.charCodeAt(0)
    this.#quote = quote === undefined ? -1 : quote.charCodeAt(0)
  }

  /** Reads the next bytes of the file. */
  write(chunk: Uint8Array): void {
    const start = this.#isFirst && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0
    this.#isFirst = false
    for (let i = start; i < chunk.length; i++) this.#take(chunk[i]!)
  }

  /** To be called after the last bytes. */
  end(): void {
    if (this.#state === 'quoted') this.#unreadable ??= 'a quoted field is not closed'
    if (this.#state !== 'start' || this.#fields.length > 0) this.#endRecord()
  }

  #take(byte: number): void {
    const follows = this.#afterCr
    this.#afterCr = false
    if (byte === LF && follows) return this.#state === 'quoted' ? this.#append(byte) : undefined
    if (this.#state === 'quoted') return this.#takeQuoted(byte)
    if (byte === this.#delimiter) return this.#endField()
    if (byte === this.#quote) return this.#takeQuote()
    switch (byte) {
      case CR:
        this.#afterCr = true
        return this.#endLine()
      case LF:
        return this.#endLine()
      default:
        if (this.#state === 'closed') {
          if (byte !== SPACE) this.#unreadable ??= 'text follows a closing quote'
          return
        }
        if (this.#state === 'start' && byte !== SPACE) this.#state = 'plain'
        this.#append(byte)
    }
  }

  #takeQuoted(byte: number): void {
    if (byte === this.#quote) {
      this.#state = 'closed'
      return
    }
    if (byte === LF || byte === CR) this.#line++
    this.#afterCr = byte === CR
    this.#append(byte)
  }

  #takeQuote(): void {
    if (this.#state === 'closed') {
      // The quote before was the first half of an escaped one.
      this.#state = 'quoted'
      this.#append(this.#quote)
    } else if (this.#state === 'start') {
      this.#state = 'quoted'
      this.#length = 0
    } else this.#append(this.#quote)
  }

  #append(byte: number): void {
    if (++this.#rowLength > LONGEST_ROW) {
      this.#unreadable ??= 'the row is longer than 2 MB: is a quote not closed?'
      return
    }
    if (this.#length === this.#field.length) this.#grow()
    if (byte > 127) this.#hasHigh = true
    this.#field[this.#length++] = byte
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(this.#field.length * 2)
    this.#field.copy(larger)
    this.#field = larger
  }

  #endField(): void {
    const bytes = this.#field.subarray(0, this.#length)
    this.#fields.push({
      text: this.#hasHigh ? bytes.toString('utf8') : bytes.toString('latin1'),
      isQuoted: this.#state === 'closed' || this.#state === 'quoted',
      isUtf8: !this.#hasHigh || isUtf8(bytes),
      line: this.#fieldLine,
    })
    this.#length = 0
    this.#hasHigh = false
    this.#state = 'start'
    this.#fieldLine = this.#line
  }

  #endLine(): void {
    this.#endRecord()
    this.#line++
    this.#recordLine = this.#line
    this.#fieldLine = this.#line
  }

  #endRecord(): void {
    this.#endField()
    const fields = this.#fields
    this.#fields = []
    const unreadable = this.#unreadable
    this.#unreadable = undefined
    this.#rowLength = 0
    const isBlank = fields.length === 1 && fields[0]!.text === '' && !fields[0]!.isQuoted
    if (isBlank && this.#width !== 1) return
    this.#width ??= fields.length
    this.#onRecord({ line: this.#recordLine, fields, unreadable })
  }
}
