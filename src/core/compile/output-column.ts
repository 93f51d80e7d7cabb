import type { SqlType } from '../columns/index.js'

/** A column that a query returns. */
export interface OutputColumn {
  readonly name: string
  /** The type, as far as it follows from declared columns and canonical functions; `undefined` below raw SQL. */
  readonly type: SqlType | undefined
}
