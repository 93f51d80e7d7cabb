import type { SnowflakeColumn } from '../values/snowflake-values.js'
import type { RawRow } from './read-rows.js'

/** The columns of the report of INSERT, UPDATE, DELETE and MERGE, whose numbers add up. */
const WRITTEN = /^number of rows (?:inserted|updated|deleted)(?: into .*)?$/i

/** What such a report holds beside them. */
const ASIDE = /^number of multi-joined rows updated$/i

/**
 * How many rows a statement wrote, by the report that Snowflake gives as its result; `undefined` when the result is no
 * such report.
 */
export function rowsWritten(columns: readonly SnowflakeColumn[], rows: readonly RawRow[]): number | undefined {
  const names = columns.map((column) => column.getName())
  if (rows.length === 1 && names.length > 0 && names.every((name) => WRITTEN.test(name) || ASIDE.test(name)))
    return sum(names, WRITTEN, rows)
  const isCopy = names.includes('file') && names.includes('rows_loaded')
  return isCopy ? sum(names, /^rows_loaded$/, rows) : undefined
}

function sum(names: readonly string[], counted: RegExp, rows: readonly RawRow[]): number {
  const indexes = names.flatMap((name, index) => (counted.test(name) ? [index] : []))
  return rows.reduce((total, row) => total + indexes.reduce((part, index) => part + Number(row[index] ?? 0), 0), 0)
}
