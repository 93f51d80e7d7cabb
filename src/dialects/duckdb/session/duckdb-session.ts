import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api'
import { KerrosError } from '../../../core/errors/index.js'
import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { StatementQueue } from '../../shared/statement-queue.js'
import { isAbortedTransaction, isNoTransaction, toQueryError } from '../errors/duckdb-errors.js'
import { toDuckDbBinds } from '../values/duckdb-binds.js'
import type { DuckDbModule } from '../values/duckdb-module.js'
import type { CommitGate } from './commit-gate.js'
import { type DuckDbResult, readResult } from './duckdb-result.js'
import { type DuckDbStream, openStream, type StreamSource } from './duckdb-stream.js'
import { type DuckDbInterruption, watchForInterrupts } from './interruption.js'
import { changesRows, type TransactionVerb, transactionVerb } from './statement-kind.js'

/** How a query is run. */
export interface DuckDbQueryOptions {
  /** Stops the query in DuckDB; the promise is then rejected with `E_CANCELLED`. */
  readonly signal?: AbortSignal | undefined
  /** What becomes of columns of one name. Default is `error`. */
  readonly duplicateColumns?: DuplicateColumns | undefined
}

/** How rows are streamed. */
export interface DuckDbStreamOptions extends DuckDbQueryOptions {
  /** How many rows are handed out at a time. Default is 2,048, the size of DuckDB's own chunks. */
  readonly chunkSize?: number | undefined
}

/**
 * One connection to a DuckDB database: a transaction and the settings that belong to it. Queries of one session run one
 * after the other; for queries side by side there are several sessions.
 *
 * Made by {@link DuckDbDatabase.connect}.
 */
export class DuckDbSession {
  readonly #connection: DuckDBConnection
  readonly #api: DuckDbModule
  readonly #gate: CommitGate
  readonly #onClose: (session: DuckDbSession) => void
  readonly #queue = new StatementQueue()
  #running: DuckDbInterruption | undefined
  #stream: DuckDbStream | undefined
  #inTransaction = false
  /** A statement has failed in the transaction, so DuckDB may have given it up. */
  #failedInTransaction = false
  #closed = false

  /** @internal */
  constructor(
    connection: DuckDBConnection,
    api: DuckDbModule,
    gate: CommitGate,
    onClose: (session: DuckDbSession) => void,
  ) {
    this.#connection = connection
    this.#api = api
    this.#gate = gate
    this.#onClose = onClose
  }

  /** Whether a transaction is open. */
  get inTransaction(): boolean {
    return this.#inTransaction
  }

  /**
   * Runs a statement and returns all its rows.
   *
   * `begin`, `commit` and `rollback` may be sent as statements too, but alone.
   *
   * @param params The values for `$1`, `$2`, …
   * @throws KerrosError `E_QUERY`, `E_CANCELLED`, `E_NOT_PERMITTED`, `E_DUPLICATE_COLUMN`, or `E_TRANSACTION` for a
   *   `commit` after a statement of the transaction has failed.
   */
  async query<R = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
    options: DuckDbQueryOptions = {},
  ): Promise<DuckDbResult<R>> {
    const verb = transactionVerb(sql)
    // What ends a transaction also ends a stream that its reader has left lying.
    if (verb) await this.#endStream()
    return this.#enqueue(options.signal, async (interruption) => {
      if (verb === 'commit') await this.#assertNotAborted()
      if (verb === 'rollback' && this.#inTransaction) {
        await this.#rollbackIfActive()
        return { rows: [], columns: [], rowsChanged: undefined }
      }
      try {
        const result = await this.#runThroughGate(verb, sql, params)
        if (verb) this.#inTransaction = verb === 'begin'
        return await readResult<R>(result, this.#api, interruption, options.duplicateColumns)
      } catch (error) {
        if (verb === 'commit') await this.#rollbackIfActive()
        throw error
      } finally {
        if (verb) this.#failedInTransaction = false
      }
    })
  }

  /**
   * Runs a query and hands out its rows as they are read. Outside of a transaction, DuckDB computes them as they are
   * asked for. In a transaction it computes the result first, so that other statements can run meanwhile.
   *
   * @throws KerrosError as `query` does; a query that fails half-way throws after the rows that came before.
   */
  async *stream<R = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
    options: DuckDbStreamOptions = {},
  ): AsyncIterableIterator<R[]> {
    const { signal, chunkSize = this.#api.DuckDBVector.standardSize(), duplicateColumns } = options
    const stream = await this.#enqueue(signal, async () => {
      const opened = await openStream(this.#streamSource(), sql, params)
      if (opened.isLive) this.#stream = opened
      return opened
    })
    try {
      yield* stream.read<R>(chunkSize, signal, duplicateColumns)
    } catch (error) {
      throw toQueryError(error)
    } finally {
      await stream.close()
      if (this.#stream === stream) this.#stream = undefined
    }
  }

  /** Begins a transaction. DuckDB gives each a snapshot of the whole database, tables and views included. */
  async begin(): Promise<void> {
    await this.query('begin transaction')
  }

  /** Commits the transaction. */
  async commit(): Promise<void> {
    await this.query('commit')
  }

  /** Rolls the transaction back; does nothing when DuckDB has ended it. */
  async rollback(): Promise<void> {
    if (this.#inTransaction) await this.query('rollback')
  }

  /** Stops what runs on this session; its promise is rejected with `E_CANCELLED`. */
  interrupt(): void {
    this.#running?.fire()
    this.#stream?.interrupt()
  }

  /** Stops what runs on this session, rolls back what is not committed, and gives the connection back. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.interrupt()
    await this.#queue.settled()
    await this.#endStream()
    this.#inTransaction = false
    this.#connection.disconnectSync()
    this.#onClose(this)
  }

  /** Runs `work` when what came before has ended, and turns what DuckDB throws into errors for the user. */
  #enqueue<T>(signal: AbortSignal | undefined, work: (interruption: DuckDbInterruption) => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      this.#assertFree()
      const interruption = watchForInterrupts(this.#connection, signal)
      this.#running = interruption
      try {
        return await work(interruption)
      } catch (error) {
        this.#failedInTransaction = this.#inTransaction
        throw toQueryError(error)
      } finally {
        interruption.settle()
        this.#running = undefined
      }
    })
  }

  async #runThroughGate(
    verb: TransactionVerb | undefined,
    sql: string,
    params: readonly unknown[],
  ): Promise<DuckDBMaterializedResult> {
    if (verb === 'commit') return this.#gate.runExclusive(() => this.#run(sql, params))
    const run = (): Promise<DuckDBMaterializedResult> => this.#gate.runShared(() => this.#run(sql, params))
    if (this.#inTransaction || !this.#gate.isShared || !changesRows(sql)) return run()
    // By itself the statement would be committed while others run.
    await this.#connection.run('begin transaction')
    try {
      const result = await run()
      await this.#gate.runExclusive(() => this.#connection.run('commit'))
      return result
    } catch (error) {
      await this.#rollbackIfActive()
      throw error
    }
  }

  async #run(sql: string, params: readonly unknown[]): Promise<DuckDBMaterializedResult> {
    if (params.length === 0) return this.#connection.run(sql)
    const { values, types } = toDuckDbBinds(params, this.#api)
    return this.#connection.run(sql, values, types)
  }

  #streamSource(): StreamSource {
    return { connection: this.#connection, api: this.#api, gate: this.#gate, inTransaction: this.#inTransaction }
  }

  /** DuckDB "commits" a transaction that it has given up without a word, and keeps nothing of it. */
  async #assertNotAborted(): Promise<void> {
    if (!this.#failedInTransaction) return
    try {
      await this.#connection.run('select 1')
    } catch (error) {
      if (!isAbortedTransaction(error)) throw error
      await this.#rollbackIfActive()
      throw new KerrosError('E_TRANSACTION', 'the transaction was rolled back, since a statement in it had failed', {
        hint: 'Let the error of that statement end the transaction, or run what may fail outside of it.',
        cause: error,
      })
    }
  }

  async #rollbackIfActive(): Promise<void> {
    try {
      await this.#connection.run('rollback')
    } catch (error) {
      if (!isNoTransaction(error)) throw error
    }
    this.#inTransaction = false
    this.#failedInTransaction = false
  }

  async #endStream(): Promise<void> {
    await this.#stream?.close()
    this.#stream = undefined
  }

  #assertFree(): void {
    if (this.#closed) throw new KerrosError('E_CONNECTION', 'the DuckDB session is closed')
    if (!this.#stream) return
    throw new KerrosError('E_UNSUPPORTED', 'this DuckDB session is streaming rows and cannot run another query', {
      hint: 'Read the stream to its end first, run the query on another session, or stream inside a transaction.',
    })
  }
}
