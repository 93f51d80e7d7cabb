import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { SnowflakeInterruption } from '../errors/interruption.js'
import type { SnowflakeColumn, SnowflakeValueOptions } from '../values/snowflake-values.js'
import { type RawRow, readRows } from './read-rows.js'

import { createRowDecoder, type RowFieldNames } from './row-decoder.js'
import type { SnowflakeSdkStatement } from './sdk-connection.js'
import type { SnowflakeResult } from './snowflake-result.js'

/** How many rows are read at a time. */
export const BATCH = 1000

/** What a result is read with. */
export interface ResultReading {
  /** Whether the statement only reads. */
  readonly reads: boolean
  readonly values: SnowflakeValueOptions | undefined
  readonly names: RowFieldNames | undefined
  readonly duplicateColumns: DuplicateColumns | undefined
  readonly requestId: string
}

/**
 * Reads a result to its end.
 *
 * @throws KerrosError `E_DUPLICATE_COLUMN`, and as {@link readRows} does.
 */
export async function readResult(
  statement: SnowflakeSdkStatement,
  { reads, values, names, duplicateColumns, requestId }: ResultReading,
  interruption: SnowflakeInterruption,
): Promise<SnowflakeResult<Record<string, unknown>>> {
  const found = statement.getColumns() ?? []
  const decoder = createRowDecoder(found, values, names, duplicateColumns)
  const rows: Record<string, unknown>[] = []
  const report: RawRow[] = []
  // What has changed something has done so: its report is read to the end.
  const reading = reads ? interruption : new SnowflakeInterruption(undefined)
  for await (const batch of readRows(statement, BATCH, reading)) {
    if (!reads) report.push(...batch)
    for (const row of batch) rows.push(decoder.decode(row))
  }
  return {
    rows,
    columns: decoder.columns,
    rowsChanged: reads ? undefined : rowsWritten(found, report),
    queryId: statement.getQueryId(),
    requestId,
  }
}

/** The results of several statements as one: all reports, all rows counted, and the query id of the last. */
export function joinedResults<R>(results: readonly SnowflakeResult<R>[], requestId: string): SnowflakeResult<R> {
  return {
    ...results.at(-1)!,
    rows: results.flatMap(({ rows }) => rows),
    rowsChanged: results.reduce<number | undefined>(
      (sum, { rowsChanged }) => (sum === undefined || rowsChanged === undefined ? undefined : sum + rowsChanged),
      0,
    ),
    requestId,
  }
}

/** The columns of the report of INSERT, UPDATE, DELETE and MERGE, whose numbers add up. */
const WRITTEN = /^number of rows (?:inserted|updated|deleted)(?: into .*)?$/i

/** What else such a report holds. */
const ASIDE = /^number of multi-joined rows updated$/i

/**
 * How many rows a statement wrote, by the report that Snowflake gives as its result; `undefined` when the result is no
 * such report.
 */
function rowsWritten(columns: readonly SnowflakeColumn[], rows: readonly RawRow[]): number | undefined {
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
