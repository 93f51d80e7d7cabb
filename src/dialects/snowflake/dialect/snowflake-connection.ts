import type { AbortableOperationOptions, CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { isKerrosError, KerrosError } from '../../../core/errors/index.js'
import { withCallerFrames } from '../../../core/errors/with-caller-frames.js'
import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import type { RowFieldNames } from '../session/row-decoder.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { firstWord, isDdl, isDml } from '../session/statement-kind.js'
import { outputNames } from '../text/output-names.js'

const AS_THEY_ARE: RowFieldNames = { get: (column) => column }

/** A session, as Kysely's executors see it. */
export class SnowflakeConnection implements DatabaseConnection {
  readonly session: SnowflakeSession
  readonly #identifiers: 'fold' | 'exact'
  readonly #duplicateColumns: DuplicateColumns
  #isCancelled = false

  /** @param identifiers How the dialect writes names, and so how rows name their fields. */
  constructor(session: SnowflakeSession, identifiers: 'fold' | 'exact', duplicateColumns: DuplicateColumns) {
    this.session = session
    this.#identifiers = identifiers
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
    const { sql, parameters, query } = compiledQuery
    if (this.session.inTransaction) assertAllowedInTransaction(sql)
    try {
      const { rows, rowsChanged } = await this.session.query<R>(sql, parameters, {
        names: this.#namesOf(query),
        duplicateColumns: this.#duplicateColumns,
      })
      if (rowsChanged === undefined) return { rows }
      // The one row of such a statement is Snowflake's report of how many it changed, and no row of a table.
      return { rows: isDml(sql) ? [] : rows, numAffectedRows: BigInt(rowsChanged) }
    } catch (error) {
      // Kysely has told its caller by now, and would print what else comes as a failure in the background.
      const isTold = this.#isCancelled || signal?.aborted
      if (isTold && isKerrosError(error) && error.code === 'E_CANCELLED') return { rows: [] }
      throw withCallerFrames(error, new Error())
    }
  }

  /** Hands out the rows, `chunkSize` at a time, as they are downloaded. An aborted signal cancels the query. */
  async *streamQuery<R>(
    compiledQuery: CompiledQuery,
    chunkSize: number,
    { signal }: AbortableOperationOptions = {},
  ): AsyncIterableIterator<QueryResult<R>> {
    const { sql, parameters, query } = compiledQuery
    if (this.session.inTransaction) assertAllowedInTransaction(sql)
    try {
      const stream = this.session.stream<R>(sql, parameters, {
        signal,
        chunkSize,
        names: this.#namesOf(query),
        duplicateColumns: this.#duplicateColumns,
      })
      for await (const rows of stream) yield { rows }
    } catch (error) {
      if (!(signal?.aborted && isKerrosError(error) && error.code === 'E_CANCELLED'))
        throw withCallerFrames(error, new Error())
    }
  }

  #namesOf(query: CompiledQuery['query']): RowFieldNames {
    return this.#identifiers === 'exact' ? AS_THEY_ARE : outputNames(query)
  }

  /** Cancels the query in Snowflake. */
  async cancelQuery(): Promise<void> {
    this.#isCancelled = true
    this.session.interrupt()
  }
}

/**
 * Refuses a statement that would commit the open transaction without a word.
 *
 * @throws KerrosError `E_TRANSACTION`.
 * @see https://docs.snowflake.com/en/sql-reference/transactions#ddl
 */
function assertAllowedInTransaction(sql: string): void {
  if (!isDdl(sql)) return
  throw new KerrosError(
    'E_TRANSACTION',
    `${firstWord(sql).toUpperCase()} cannot be in a transaction: Snowflake would commit what came before it`,
    { hint: 'Run it before the transaction or after it.' },
  )
}
