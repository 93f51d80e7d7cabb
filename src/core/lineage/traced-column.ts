import type { Reason } from './reasons.js'

/** A column of something that a query reads. */
export interface ReadColumn {
  readonly name: string
  /** The unique id of the node that it is a column of. */
  readonly input: string
}

/** A column that a select within a query makes. */
export interface MadeColumn {
  readonly name: string
  /** What it is made of, one step back; worked out when asked for. */
  readonly uses: () => Uses
}

/** A column at some place within a query. */
export type TracedColumn = ReadColumn | MadeColumn

/** How far a value is from the one that it is made of: passed on, computed, or computed from several rows. */
export type Level = 0 | 1 | 2

/** What an expression is made of, one step back. */
export interface Uses {
  /** Columns whose values it is made of. */
  readonly values: ReadonlyMap<TracedColumn, Level>
  /** Columns that decide which value it gets. */
  readonly conditions: readonly TracedCondition[]
  /** Rows that decide which value it gets: those of subqueries. */
  readonly rows: readonly RowsCondition[]
  /** Whether raw SQL is part of it that may name any column. */
  readonly isOpaque: boolean
}

/** A column that decides a value, or which rows there are, and why. */
export interface TracedCondition {
  readonly column: TracedColumn
  readonly why: Reason
}

/** Rows that decide the same, those of a subquery for instance, and why. */
export interface RowsCondition {
  readonly rows: TracedRows
  readonly why: Reason
}

/** What decides which rows a select has, one step back. */
export interface TracedRows {
  readonly conditions: readonly TracedCondition[]
  /** The rows of subqueries in its conditions. */
  readonly subqueries: readonly RowsCondition[]
  /** The rows of the selects that it reads from or is united with. */
  readonly within: readonly TracedRows[]
  /** Unique ids of the nodes whose rows it reads. */
  readonly inputs: readonly string[]
  readonly isOpaque: boolean
}

/** Whether a column is one of an input, and not of a select within the query. */
export function isInputColumn(column: TracedColumn): column is ReadColumn {
  return 'input' in column
}
