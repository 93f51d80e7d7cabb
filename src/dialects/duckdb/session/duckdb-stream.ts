import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api'
import { KerrosError } from '../../../core/errors/index.js'
import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { cancelledError, isAbortedTransaction, isNoTransaction } from '../errors/duckdb-errors.js'
import { toDuckDbBinds } from '../values/duckdb-binds.js'
import type { DuckDbModule } from '../values/duckdb-module.js'
import { createRowDecoder } from '../values/duckdb-rows.js'
import type { CommitGate } from './commit-gate.js'
import { type DuckDbInterruption, watchForInterrupts } from './interruption.js'

/** What a stream reads from. */
export interface StreamSource {
  readonly connection: DuckDBConnection
  readonly api: DuckDbModule
  readonly gate: CommitGate
  /** Whether the session's user has a transaction open. */
  readonly inTransaction: boolean
}

/**
 * Starts a query whose rows are read bit by bit.
 *
 * The driver ends a stream that fails half-way as if it were complete, and so it does when another query begins on the
 * connection. Therefore a live stream runs in a transaction of its own, which shows afterwards whether it has failed;
 * and what cannot have one (because the user's is open, or because the statement writes) is computed before the first
 * row is handed out.
 */
export async function openStream(source: StreamSource, sql: string, params: readonly unknown[]): Promise<DuckDbStream> {
  const { connection, api, gate, inTransaction } = source
  const binds = params.length === 0 ? undefined : toDuckDbBinds(params, api)
  const statements = await connection.extractStatements(sql)
  if (inTransaction || statements.count !== 1)
    return new DuckDbStream(source, await gate.runShared(() => connection.run(sql, binds?.values, binds?.types)), false)
  const prepared = await statements.prepare(0)
  try {
    if (binds) prepared.bind(binds.values, binds.types)
    if (prepared.statementType !== api.StatementType.SELECT)
      return new DuckDbStream(source, await prepared.run(), false)
    await connection.run('begin transaction')
    try {
      return new DuckDbStream(source, await gate.runShared(() => prepared.stream()), true)
    } catch (error) {
      await connection.run('rollback')
      throw error
    }
  } finally {
    prepared.destroySync()
  }
}

/** The rows of one query, read once from first to last. */
export class DuckDbStream {
  /** Whether DuckDB is still computing the rows, so that its connection is in use. */
  readonly isLive: boolean
  readonly #source: StreamSource
  readonly #result: DuckDBResult
  #isEnded = false
  #isInterrupted = false
  #interruption: DuckDbInterruption | undefined
  #fetching: Promise<unknown> = Promise.resolve()

  constructor(source: StreamSource, result: DuckDBResult, isLive: boolean) {
    this.#source = source
    this.#result = result
    this.isLive = isLive
  }

  /** Hands out the rows, `chunkSize` at a time. */
  async *read<R>(
    chunkSize: number,
    signal: AbortSignal | undefined,
    duplicateColumns?: DuplicateColumns,
  ): AsyncIterableIterator<R[]> {
    const { api } = this.#source
    if (this.#result.returnType !== api.ResultReturnType.QUERY_RESULT) return
    const decoder = createRowDecoder(this.#result, api, duplicateColumns)
    let rows: Record<string, unknown>[] = []
    for (;;) {
      const chunk = await this.#fetch(signal)
      if (!chunk) break
      decoder.decode(chunk, rows)
      let start = 0
      for (; rows.length - start >= chunkSize; start += chunkSize) yield rows.slice(start, start + chunkSize) as R[]
      rows = rows.slice(start)
    }
    await this.#finish()
    if (rows.length > 0) yield rows as R[]
  }

  /** Stops the query; the reader gets `E_CANCELLED`. */
  interrupt(): void {
    this.#isInterrupted = true
    this.#interruption?.fire()
  }

  /** Ends the query wherever it is, so that its connection and the database's file are free. */
  async close(): Promise<void> {
    if (!this.isLive || this.#isEnded) return
    this.#isEnded = true
    const { connection } = this.#source
    this.#interruption?.fire()
    await this.#fetching
    // Only a fetch after an interrupt lets go of the connection; a stream that is dropped keeps the file locked.
    connection.interrupt()
    await this.#result.fetchChunk().catch(() => {})
    await rollback(connection)
  }

  /** The next rows; nothing at the end, and nothing after a failure either. */
  async #fetch(signal: AbortSignal | undefined): Promise<DuckDBDataChunk | undefined> {
    const interruption = watchForInterrupts(this.#source.connection, signal)
    this.#interruption = interruption
    try {
      if (this.#isInterrupted || this.#isEnded) throw cancelledError()
      const fetching = this.#source.gate.runShared(() => this.#result.fetchChunk())
      this.#fetching = fetching.catch(() => {})
      const chunk = await fetching
      if (interruption.fired || this.#isInterrupted) throw cancelledError()
      return chunk && chunk.rowCount > 0 ? chunk : undefined
    } finally {
      interruption.settle()
      this.#interruption = undefined
    }
  }

  /** All rows are read, or the query has failed; only the transaction knows which. */
  async #finish(): Promise<void> {
    if (!this.isLive || this.#isEnded) return
    this.#isEnded = true
    const { connection } = this.#source
    try {
      await connection.run('select 1')
      await connection.run('commit')
    } catch (error) {
      await rollback(connection)
      if (!isAbortedTransaction(error)) throw error
      throw new KerrosError('E_QUERY', 'the query failed while its rows were being read', {
        hint: 'DuckDB does not say why a stream failed. Run the query without streaming to see its message.',
        cause: error,
      })
    }
  }
}

async function rollback(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('rollback')
  } catch (error) {
    if (!isNoTransaction(error)) throw error
  }
}
