import type { AbortableOperationOptions, CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { isKerrosError } from '../../core/errors/index.js'
import { withCallerFrames } from '../../core/errors/with-caller-frames.js'

/** What a connection needs of an engine's session. `O` says how rows are read. */
export interface KyselySession<O extends object> {
  /** Whether a transaction is open. */
  readonly inTransaction: boolean
  query<R>(
    sql: string,
    params: readonly unknown[],
    options: O,
  ): Promise<{ readonly rows: R[]; readonly rowsChanged: number | undefined }>
  stream<R>(
    sql: string,
    params: readonly unknown[],
    options: O & { readonly signal: AbortSignal | undefined; readonly chunkSize: number },
  ): AsyncIterableIterator<R[]>
  /** Stops what runs; its promise is rejected with `E_CANCELLED`. */
  interrupt(): void
}

/** A session, as Kysely's executors see it. */
export class SessionConnection<S extends KyselySession<O>, O extends object> implements DatabaseConnection {
  readonly session: S
  readonly #optionsOf: (query: CompiledQuery['query']) => O
  #isCancelled = false

  /** @param optionsOf How the rows of a query are read. */
  constructor(session: S, optionsOf: (query: CompiledQuery['query']) => O) {
    this.session = session
    this.#optionsOf = optionsOf
  }

  /**
   * Runs a query. An aborted signal does not stop it by itself: Kysely calls {@link cancelQuery} when its
   * `inflightQueryAbortStrategy` says so; else it runs on, to its end or that of the session.
   */
  async executeQuery<R>(
    { sql, parameters, query }: CompiledQuery,
    { signal }: AbortableOperationOptions = {},
  ): Promise<QueryResult<R>> {
    this.#isCancelled = false
    try {
      const { rows, rowsChanged } = await this.session.query<R>(sql, parameters, this.#optionsOf(query))
      return rowsChanged === undefined ? { rows } : { rows, numAffectedRows: BigInt(rowsChanged) }
    } catch (error) {
      // Kysely has answered its caller by now, and would print a later error as a failure in the background.
      if ((this.#isCancelled || signal?.aborted) && isCancellation(error)) return { rows: [] }
      throw withCallerFrames(error, new Error())
    }
  }

  /** Hands out the rows, `chunkSize` at a time, as the session gets them. An aborted signal stops the query. */
  async *streamQuery<R>(
    { sql, parameters, query }: CompiledQuery,
    chunkSize: number,
    { signal }: AbortableOperationOptions = {},
  ): AsyncIterableIterator<QueryResult<R>> {
    try {
      const options = { ...this.#optionsOf(query), signal, chunkSize }
      for await (const rows of this.session.stream<R>(sql, parameters, options)) yield { rows }
    } catch (error) {
      if (!(signal?.aborted && isCancellation(error))) throw withCallerFrames(error, new Error())
    }
  }

  /** Stops the query in the engine. */
  async cancelQuery(): Promise<void> {
    this.#isCancelled = true
    this.session.interrupt()
  }
}

function isCancellation(error: unknown): boolean {
  return isKerrosError(error) && error.code === 'E_CANCELLED'
}
