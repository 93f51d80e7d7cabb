import type { SqlType } from '../columns/index.js'
import type { ValueType } from '../columns/value-type.js'

/** A column that a query returns. */
export interface OutputColumn {
  readonly name: string
  /** The type, as far as it follows from declared columns and canonical functions; `undefined` below raw SQL. */
  readonly type: SqlType | undefined
  /** What its numbers are in JavaScript; `undefined` or left out for what is no number, and below raw SQL. */
  readonly values?: ValueType | undefined
  /** True when it follows that values can be NULL; otherwise nothing is known. */
  readonly isNullable?: boolean | undefined
  /** True when its type has NULL, as it has in TypeScript: conditions that leave NULLs out do not count. */
  readonly mayBeNull?: boolean | undefined
  /** True for a NULL that is written in the query: in a union it has the type of the column in its place. */
  readonly isNothing?: boolean
}
