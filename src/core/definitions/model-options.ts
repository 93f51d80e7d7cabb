import type { Column } from '../columns/index.js'
import type { ColumnTest } from './column-test.js'
import type { OptionNames } from './option-mistakes.js'

/** What can be said of one column of a model. */
export interface ColumnOptions<Value> {
  readonly description?: string
  readonly tests?: readonly ColumnTest<Value>[]
}

/** What every model can say of itself. Whatever names a column is typed by the query's row. */
export interface ModelOptions<Row> {
  readonly description?: string
  readonly tags?: readonly string[]
  /** Anything for readers and other tools; kerros passes it on. */
  readonly meta?: { readonly [key: string]: unknown }
  readonly columns?: { readonly [K in keyof Row]?: ColumnOptions<Row[K]> }
  /**
   * The row as an explicit interface: tsc compares it with the query column by column, the runtime compares it with the
   * built relation before anyone can read it. Required where raw SQL hides the query's columns.
   */
  readonly contract?: { readonly [K in keyof Row]: Column<Row[K]> }
}

/** The options of every model. */
export const MODEL_OPTIONS: OptionNames<ModelOptions<any>> = {
  description: true,
  tags: true,
  meta: true,
  columns: true,
  contract: true,
}
