import type { SqlType } from '../columns/index.js'

/** A column with the time of a row. */
export interface EventTime {
  readonly column: string
  /** `undefined` below raw SQL: then it counts as a timestamp. */
  readonly type: SqlType | undefined
}
