import type { RowCounter } from '../format/format-reader.js'
import { isStrictJson } from '../values/strict-json.js'
import { CsvScanner, type CsvSigns } from './csv-scanner.js'

interface DocumentSigns extends CsvSigns {
  readonly hasHeader: boolean
  readonly nullIf: readonly string[]
}

/** Checks that the fields of `json()` columns are strict JSON: engines also accept `NaN` and trailing commas. */
export class CsvDocuments implements RowCounter {
  readonly #proof: RowCounter
  readonly #scanner: CsvScanner
  #records = 0
  #isDoubtful = false

  /** @param proof What else is checked of the file. @param isDocument For each field, whether it is JSON. */
  constructor(proof: RowCounter, isDocument: readonly boolean[], signs: DocumentSigns) {
    this.#proof = proof
    this.#scanner = new CsvScanner(({ fields }) => {
      if (this.#records++ === 0 && signs.hasHeader) return
      this.#isDoubtful ||= fields.some(({ text, isQuoted }, i) => {
        if (!isDocument[i] || (!isQuoted && (text === '' || signs.nullIf.includes(text)))) return false
        return !isStrictJson(text)
      })
    }, signs)
  }

  add(chunk: Buffer): void {
    this.#proof.add(chunk)
    if (!this.#isDoubtful) this.#scanner.write(chunk)
  }

  agrees(rows: number): boolean {
    if (!this.#isDoubtful) this.#scanner.end()
    return this.#proof.agrees(rows) && !this.#isDoubtful
  }
}
