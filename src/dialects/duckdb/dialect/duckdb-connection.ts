import type { AbortableOperationOptions, CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { isKerrosError } from '../../../core/errors/index.js'
import { withCallerFrames } from '../../../core/errors/with-caller-frames.js'
import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import type { DuckDbSession } from '../session/duckdb-session.js'

/** A session, as Kysely's executors see it. */
export class DuckDbConnection implements DatabaseConnection {
  readonly session: DuckDbSession
  readonly #duplicateColumns: DuplicateColumns
  #isCancelled = false

  constructor(session: DuckDbSession, duplicateColumns: DuplicateColumns) {
    this.session = session
    this.#duplicateColumns = duplicateColumns
  }

  /**
   * Runs a query. An aborted signal does not stop it by itself: Kysely calls {@link cancelQuery} when its
   * `inflightQueryAbortStrategy` says so; else it runs on, to its end or that of the session.
   */
  async executeQuery<R>(
    compiledQuery: CompiledQuery,
    { signal }: AbortableOperationOptions = {},
  ): Promise<QueryResult<R>> {
    this.#isCancelled = false
    try {
      const { rows, rowsChanged } = await this.session.query<R>(compiledQuery.sql, compiledQuery.parameters, {
        duplicateColumns: this.#duplicateColumns,
      })
      return rowsChanged === undefined ? { rows } : { rows, numAffectedRows: BigInt(rowsChanged) }
    } catch (error) {
      // Kysely has told its caller by now, and would print what else comes as a failure in the background.
      const isTold = this.#isCancelled || signal?.aborted
      if (isTold && isKerrosError(error) && error.code === 'E_CANCELLED') return { rows: [] }
      throw withCallerFrames(error, new Error())
    }
  }

  /** Hands out the rows, `chunkSize` at a time, as DuckDB computes them. An aborted signal stops the query. */
  async *streamQuery<R>(
    compiledQuery: CompiledQuery,
    chunkSize: number,
    { signal }: AbortableOperationOptions = {},
  ): AsyncIterableIterator<QueryResult<R>> {
    try {
      const duplicateColumns = this.#duplicateColumns
      const options = { signal, chunkSize, duplicateColumns }
      const stream = this.session.stream<R>(compiledQuery.sql, compiledQuery.parameters, options)
      for await (const rows of stream) yield { rows }
    } catch (error) {
      if (!(signal?.aborted && isKerrosError(error) && error.code === 'E_CANCELLED'))
        throw withCallerFrames(error, new Error())
    }
  }

  /** Stops the query in DuckDB. */
  async cancelQuery(): Promise<void> {
    this.#isCancelled = true
    this.session.interrupt()
  }
}
