import { randomUUID } from 'node:crypto'
import { KerrosError } from '../../../core/errors/index.js'
import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { StatementQueue } from '../../shared/statement-queue.js'
import { SnowflakeInterruption } from '../errors/interruption.js'
import { cancelledError, isSdkError, toStatementError } from '../errors/snowflake-errors.js'
import { toSnowflakeBinds, toSnowflakeBulkBinds } from '../values/snowflake-binds.js'
import type { SnowflakeValueOptions } from '../values/snowflake-values.js'
import { batchRequestId, bulkBatches } from './bulk-batches.js'
import { BATCH, joinedResults, readResult } from './read-result.js'
import { readRows } from './read-rows.js'
import { createRowDecoder, type RowFieldNames } from './row-decoder.js'
import { fetchResult, StatementFailure } from './run-statement.js'
import type { SnowflakeSdkStatement } from './sdk-connection.js'
import { sendStatement } from './send-statement.js'
import type { SnowflakeLink } from './snowflake-link.js'
import type { SnowflakeResult } from './snowflake-result.js'
import { isDdl, isRead, isUseWarehouse, transactionVerb } from './statement-kind.js'
import { type StatementBinds, statementRequest } from './statement-request.js'

/** How a statement is run. */
export interface SnowflakeQueryOptions {
  /** Cancels the statement in Snowflake; the promise is then rejected with `E_CANCELLED`. */
  readonly signal?: AbortSignal | undefined
  /** The statement's request id, a UUID. Sent again on the same session, it gives the first answer and runs nothing. */
  readonly requestId?: string | undefined
  /**
   * The statement's QUERY_TAG, at most 2,000 characters. A JSON object gets the request's id as its field `request`, by
   * which the statement is found if its answer is lost.
   */
  readonly queryTag?: string | undefined
  /** After how many seconds Snowflake cancels the statement. */
  readonly statementTimeout?: number | undefined
  /** The fields' names by the columns' names, as in `USERID` → `userId`. Others fold back: `MOVIE_ID` → `movie_id`. */
  readonly names?: RowFieldNames | undefined
  /** What becomes of columns of one name. Default is `error`. */
  readonly duplicateColumns?: DuplicateColumns | undefined
}

/** How rows are streamed. */
export interface SnowflakeStreamOptions extends SnowflakeQueryOptions {
  /** How many rows are handed out at a time. Default is 1,000. */
  readonly chunkSize?: number | undefined
}

/**
 * One session at Snowflake: a transaction and the parameters that belong to it. Statements of one session run one after
 * the other; for statements side by side there are several sessions.
 *
 * Made by {@link SnowflakeDatabase.connect}; {@link close} gives it back.
 */
export class SnowflakeSession {
  readonly #link: SnowflakeLink
  readonly #values: SnowflakeValueOptions | undefined
  readonly #onClose: (session: SnowflakeSession) => Promise<void>
  readonly #queue = new StatementQueue()
  readonly #running = new Set<SnowflakeInterruption>()
  #inTransaction = false
  #closed = false

  /** @internal */
  constructor(
    link: SnowflakeLink,
    values: SnowflakeValueOptions | undefined,
    onClose: (session: SnowflakeSession) => Promise<void>,
  ) {
    this.#link = link
    this.#values = values
    this.#onClose = onClose
  }

  /** Whether a transaction is open. */
  get inTransaction(): boolean {
    return this.#inTransaction
  }

  /**
   * Runs one statement and returns all its rows. It runs once, even if its answer gets lost; see docs/snowflake.md.
   *
   * @param params The values for `?`, one for each.
   * @throws KerrosError `E_QUERY`, `E_CANCELLED`, `E_NOT_PERMITTED`, `E_CONNECTION`, `E_DUPLICATE_COLUMN`, `E_LITERAL`, or
   *   `E_TRANSACTION` when the session has expired with its transaction.
   */
  async query<R = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
    options: SnowflakeQueryOptions = {},
  ): Promise<SnowflakeResult<R>> {
    return this.#run<R>(sql, toSnowflakeBinds(params), options)
  }

  /**
   * Runs an INSERT for many rows, up to 65,280 values in one statement. Of more rows it sends several statements, in the
   * transaction that is open or in one of their own: all rows are written, or none. The driver's way of sending more values
   * together is never used: it creates a temporary stage, which commits an open transaction. (A connection of the caller
   * does so from its own `arrayBindingThreshold` on.)
   *
   * ```ts
   * await session.insertRows('insert into movies values (?, ?)', [[1, 'Heat'], [2, 'Jumanji']])
   * ```
   *
   * @returns The result of the statement; of several their reports, all that they wrote, and the query id of the last.
   * @throws KerrosError as {@link query} does.
   */
  async insertRows(
    sql: string,
    rows: readonly (readonly unknown[])[],
    options: SnowflakeQueryOptions = {},
  ): Promise<SnowflakeResult<Record<string, unknown>>> {
    const batches = bulkBatches(toSnowflakeBulkBinds(rows))
    if (batches.length < 2) return this.#run(sql, batches[0] ?? [], options)
    const { requestId = randomUUID() } = options
    return this.#enqueue(sql, options.signal, (interruption) =>
      this.#atomically(sql, options, interruption, async () => {
        const results: SnowflakeResult<Record<string, unknown>>[] = []
        for (const [index, binds] of batches.entries()) {
          const own = { ...options, requestId: batchRequestId(requestId, index) }
          results.push(await this.#result(sql, binds, own, interruption))
        }
        return joinedResults(results, requestId)
      }),
    )
  }

  /** Runs `work` in the transaction that is open, or in one of its own. */
  async #atomically<T>(
    sql: string,
    { queryTag }: SnowflakeQueryOptions,
    interruption: SnowflakeInterruption,
    work: () => Promise<T>,
  ): Promise<T> {
    if (this.#inTransaction) return work()
    await this.#send('begin transaction', [], { queryTag }, interruption)
    try {
      const result = await work()
      if (interruption.fired) throw cancelledError({ sql })
      await this.#send('commit', [], { queryTag }, new SnowflakeInterruption(undefined))
      return result
    } catch (error) {
      await this.#end()
      throw error
    }
  }

  async #run<R>(sql: string, binds: StatementBinds, options: SnowflakeQueryOptions): Promise<SnowflakeResult<R>> {
    const { requestId = randomUUID() } = options
    const result = await this.#enqueue(sql, options.signal, (interruption) =>
      this.#result(sql, binds, { ...options, requestId }, interruption),
    )
    return result as SnowflakeResult<R>
  }

  async #result(
    sql: string,
    binds: StatementBinds,
    options: SnowflakeQueryOptions & { readonly requestId: string },
    interruption: SnowflakeInterruption,
  ): Promise<SnowflakeResult<Record<string, unknown>>> {
    const statement = await this.#send(sql, binds, options, interruption)
    const { names, duplicateColumns, requestId } = options
    const reading = { reads: isRead(sql), values: this.#values, names, duplicateColumns, requestId }
    return readResult(statement, reading, interruption)
  }

  /**
   * Sends a statement and does not wait for it; its result can be fetched for 24 hours, by any session of the same user. When
   * this process is gone, Snowflake ends it after five minutes, unless the pool has
   * `sessionParameters: { ABORT_DETACHED_QUERY: false }`.
   *
   * ```ts
   * const queryId = await session.submit('call nightly()')
   * const { rows } = await session.fetch(queryId)
   * ```
   *
   * @returns The query id, for {@link fetch}.
   * @throws KerrosError `E_TRANSACTION` in a transaction, whose end would not wait for it; else as {@link query} does.
   * @see https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-execute
   */
  async submit(
    sql: string,
    params: readonly unknown[] = [],
    options: Omit<SnowflakeQueryOptions, 'names' | 'duplicateColumns'> = {},
  ): Promise<string> {
    const { requestId = randomUUID(), queryTag, statementTimeout } = options
    const request = statementRequest(sql, toSnowflakeBinds(params), { requestId, queryTag, statementTimeout })
    return this.#enqueue(sql, options.signal, async (interruption) => {
      if (this.#inTransaction)
        throw new KerrosError('E_TRANSACTION', 'a statement that runs by itself cannot be in a transaction', {
          hint: 'Submit it before the transaction or after it, or run it with query(…).',
        })
      const detached = { ...request, options: { ...request.options, asyncExec: true } }
      return (await sendStatement(this.#link, detached, false, interruption)).getQueryId()
    })
  }

  /**
   * The result of a statement that was submitted, or of any other of the same user within 24 hours. Waits until it has ended.
   *
   * @throws KerrosError as {@link query} does; what the statement itself failed with.
   */
  async fetch<R = Record<string, unknown>>(
    queryId: string,
    { signal, names, duplicateColumns }: Pick<SnowflakeQueryOptions, 'signal' | 'names' | 'duplicateColumns'> = {},
  ): Promise<SnowflakeResult<R>> {
    const result = await this.#enqueue('', signal, async (interruption) => {
      try {
        const statement = await fetchResult(this.#link.connection, queryId, interruption)
        const reading = { reads: false, values: this.#values, names, duplicateColumns, requestId: '' }
        return await readResult(statement, reading, interruption)
      } catch (error) {
        throw error instanceof StatementFailure ? toStatementError(error.cause, { sql: '', queryId }) : error
      }
    })
    return result as SnowflakeResult<R>
  }

  /**
   * Runs a query and hands out its rows as they are downloaded; a reader that pauses pauses the download. Snowflake has
   * computed the result by then, so other statements of the session can run meanwhile.
   *
   * @throws KerrosError as `query` does, and `E_QUERY` at the end when not as many rows came as were announced.
   */
  async *stream<R = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
    options: SnowflakeStreamOptions = {},
  ): AsyncIterableIterator<R[]> {
    const { chunkSize = BATCH } = options
    const statement = await this.#enqueue(sql, options.signal, (watch) =>
      this.#send(sql, toSnowflakeBinds(params), options, watch),
    )
    const interruption = new SnowflakeInterruption(options.signal)
    this.#running.add(interruption)
    try {
      const decoder = createRowDecoder(
        statement.getColumns() ?? [],
        this.#values,
        options.names,
        options.duplicateColumns,
      )
      for await (const batch of readRows(statement, chunkSize, interruption)) yield batch.map(decoder.decode) as R[]
    } catch (error) {
      throw toStatementError(error, { sql, queryId: statement.getQueryId() })
    } finally {
      interruption.settle()
      this.#running.delete(interruption)
    }
  }

  /**
   * Ends the login with this session, since what was sent may have changed it for others. A connection of the caller stays.
   *
   * @internal
   */
  keepFromOthers(): void {
    if (this.#link.reconnect) this.#link.isBroken = true
  }

  /** Begins a transaction. Its isolation is `read committed`, the only one that Snowflake has. */
  async begin(): Promise<void> {
    await this.query('begin transaction')
  }

  /** Commits the transaction. */
  async commit(): Promise<void> {
    await this.query('commit')
  }

  /** Rolls the transaction back; does nothing when there is no transaction. */
  async rollback(): Promise<void> {
    if (this.#inTransaction) await this.query('rollback')
  }

  /** Cancels what runs on this session in Snowflake; its promise is rejected with `E_CANCELLED`. */
  interrupt(): void {
    for (const interruption of this.#running) interruption.fire()
  }

  /** Cancels what runs on this session, rolls back what is not committed, and gives the session back to its pool. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.interrupt()
    await this.#queue.settled()
    await this.#end()
    await this.#onClose(this)
  }

  async #end(): Promise<void> {
    if (!this.#inTransaction || this.#link.isBroken) return
    try {
      await this.#send('rollback', [], {}, new SnowflakeInterruption(undefined))
      this.#inTransaction = false
    } catch {
      // Snowflake rolls back when the session is logged out.
      this.#link.isBroken = true
    }
  }

  async #send(
    sql: string,
    binds: StatementBinds,
    { requestId = randomUUID(), queryTag, statementTimeout }: SnowflakeQueryOptions,
    interruption: SnowflakeInterruption,
  ): Promise<SnowflakeSdkStatement> {
    const verb = transactionVerb(sql)
    const request = statementRequest(sql, binds, { requestId, queryTag, statementTimeout })
    try {
      const statement = await sendStatement(this.#link, request, this.#inTransaction, interruption)
      if (isUseWarehouse(sql)) this.#link.useWarehouse = sql
      if (verb) this.#inTransaction = verb === 'begin'
      // It has committed what was open.
      else if (isDdl(sql)) this.#inTransaction = false
      return statement
    } catch (error) {
      if (this.#link.isBroken) this.#inTransaction = false
      throw error
    }
  }

  /** Runs `work` when what came before has ended, and turns what the driver throws into errors for the user. */
  #enqueue<T>(
    sql: string,
    signal: AbortSignal | undefined,
    work: (interruption: SnowflakeInterruption) => Promise<T>,
  ): Promise<T> {
    return this.#queue.run(async () => {
      if (this.#closed) throw new KerrosError('E_CONNECTION', 'the Snowflake session is closed')
      const interruption = new SnowflakeInterruption(signal)
      this.#running.add(interruption)
      try {
        if (this.#link.isBroken) await this.#reconnect(interruption)
        return await work(interruption)
      } catch (error) {
        throw isSdkError(error) ? toStatementError(error, { sql }) : error
      } finally {
        interruption.settle()
        this.#running.delete(interruption)
      }
    })
  }

  /** The last statement may still run on the session: the next one needs another. */
  async #reconnect(interruption: SnowflakeInterruption): Promise<void> {
    if (!this.#link.reconnect)
      throw new KerrosError(
        'E_CONNECTION',
        'the Snowflake connection is out of use since a statement on it had no answer',
        {
          hint: 'Connect again.',
        },
      )
    await this.#link.reconnect(interruption)
    this.#link.isBroken = false
    this.#inTransaction = false
  }
}
