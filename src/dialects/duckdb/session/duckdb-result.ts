import type { DuckDBMaterializedResult, DuckDBResult } from '@duckdb/node-api'
import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { cancelledError } from '../errors/duckdb-errors.js'
import type { DuckDbModule } from '../values/duckdb-module.js'
import { createRowDecoder, type DuckDbColumn } from '../values/duckdb-rows.js'
import type { DuckDbInterruption } from './interruption.js'

/** What a statement gave. */
export interface DuckDbResult<R> {
  /** The rows of a query or of a `returning` clause; empty for other statements. */
  readonly rows: R[]
  /** The columns of the rows, in order. */
  readonly columns: readonly DuckDbColumn[]
  /**
   * How many rows an insert, update, delete, merge, copy or `create table … as` wrote; `undefined` for other statements.
   */
  readonly rowsChanged: number | undefined
}

/** Reads a result to its end. */
export async function readResult<R>(
  result: DuckDBMaterializedResult,
  api: DuckDbModule,
  interruption: DuckDbInterruption,
  duplicateColumns?: DuplicateColumns,
): Promise<DuckDbResult<R>> {
  if (result.returnType === api.ResultReturnType.CHANGED_ROWS)
    return { rows: [], columns: [], rowsChanged: result.rowsChanged }
  if (result.returnType === api.ResultReturnType.NOTHING)
    return { rows: [], columns: [], rowsChanged: await readCount(result) }
  const rows: Record<string, unknown>[] = []
  const decoder = createRowDecoder(result, api, duplicateColumns)
  for await (const chunk of result) {
    if (interruption.fired) throw cancelledError()
    decoder.decode(chunk, rows)
  }
  return { rows: rows as R[], columns: decoder.columns, rowsChanged: isWrite(result, api) ? rows.length : undefined }
}

/** `create table … as` counts its rows in a result that DuckDB does not count as one. */
async function readCount(result: DuckDBMaterializedResult): Promise<number | undefined> {
  if (result.rowCount !== 1 || result.columnName(0) !== 'Count') return undefined
  const chunk = await result.fetchChunk()
  return Number(chunk?.getColumnVector(0).getItem(0))
}

/** Whether the statement wrote each of the rows that it returns. */
function isWrite(result: DuckDBResult, api: DuckDbModule): boolean {
  const { INSERT, UPDATE, DELETE, MERGE_INTO } = api.StatementType
  return ([INSERT, UPDATE, DELETE, MERGE_INTO] as number[]).includes(result.statementType)
}
