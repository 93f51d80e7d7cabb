import type { RowsCondition, TracedCondition, TracedRows } from './traced-column.js'

/** Rows that are being put together. */
export class RowsDraft implements TracedRows {
  readonly conditions: TracedCondition[] = []
  readonly subqueries: RowsCondition[] = []
  readonly within: TracedRows[] = []
  readonly inputs: string[] = []
  isOpaque = false
}

/** Rows that are read when asked for: a recursive common table expression reads its own. */
export class DeferredRows implements TracedRows {
  readonly #read: () => TracedRows
  #rows: TracedRows | undefined

  constructor(read: () => TracedRows) {
    this.#read = read
  }

  read(): TracedRows {
    this.#rows ??= this.#read()
    return this.#rows
  }

  get conditions(): readonly TracedCondition[] {
    return this.read().conditions
  }

  get subqueries(): readonly RowsCondition[] {
    return this.read().subqueries
  }

  get within(): readonly TracedRows[] {
    return this.read().within
  }

  get inputs(): readonly string[] {
    return this.read().inputs
  }

  get isOpaque(): boolean {
    return this.read().isOpaque
  }
}
