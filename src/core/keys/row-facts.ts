import type { OutputColumn } from '../infer/output-column.js'

/**
 * What is known about rows from how they are computed, for any data. Everything here is certain: `false` means that it
 * does not follow, and not that it is wrong.
 */
export interface RowFacts {
  /** The columns with their types; `undefined` when raw SQL hides them. */
  readonly columns: readonly OutputColumn[] | undefined
  /** Whether no two rows have the same values in these columns, where NULL is the same as NULL. */
  isUnique(columns: ReadonlySet<string>): boolean
  /** Whether a column never is NULL. */
  isNeverNull(column: string): boolean
  /**
   * Columns of the same rows from which a column is computed so that it repeats exactly where they do, as a surrogate key
   * is; comparing them costs less. `undefined` when the column is not computed so.
   */
  partsOf(column: string): readonly string[] | undefined
}

/** The facts of the tables that a query may name, by name; a name is looked up when a query reads it. */
export type TableFacts = (name: string) => RowFacts

/** Rows of which nothing is known but their columns. */
export function noFacts(columns: readonly OutputColumn[] | undefined): RowFacts {
  return { columns, isUnique: () => false, isNeverNull: () => false, partsOf: () => undefined }
}
