import type { AbortableOperationOptions, CompiledQuery, QueryResult } from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'
import type { DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { SessionConnection } from '../../shared/session-connection.js'
import type { RowFieldNames } from '../session/row-decoder.js'
import type { SnowflakeQueryOptions, SnowflakeSession } from '../session/snowflake-session.js'
import { firstWord, isDdl, isDml } from '../session/statement-kind.js'
import { outputNames } from '../text/output-names.js'

const AS_THEY_ARE: RowFieldNames = { get: (column) => column }

/** A session of Snowflake, as Kysely's executors see it. */
export class SnowflakeConnection extends SessionConnection<SnowflakeSession, SnowflakeQueryOptions> {
  /** @param identifiers How the dialect writes names, and so how rows name their fields. */
  constructor(session: SnowflakeSession, identifiers: 'fold' | 'exact', duplicateColumns: DuplicateColumns) {
    super(session, (query) => ({
      names: identifiers === 'exact' ? AS_THEY_ARE : outputNames(query),
      duplicateColumns,
    }))
  }

  override async executeQuery<R>(
    compiledQuery: CompiledQuery,
    options?: AbortableOperationOptions,
  ): Promise<QueryResult<R>> {
    this.#assertAllowed(compiledQuery)
    const result = await super.executeQuery<R>(compiledQuery, options)
    // The one row of such a statement is Snowflake's report of how many it changed, and no row of a table.
    return result.numAffectedRows !== undefined && isDml(compiledQuery.sql) ? { ...result, rows: [] } : result
  }

  override async *streamQuery<R>(
    compiledQuery: CompiledQuery,
    chunkSize: number,
    options?: AbortableOperationOptions,
  ): AsyncIterableIterator<QueryResult<R>> {
    this.#assertAllowed(compiledQuery)
    yield* super.streamQuery<R>(compiledQuery, chunkSize, options)
  }

  /**
   * Refuses a statement that would commit the open transaction without a word.
   *
   * @throws KerrosError `E_TRANSACTION`.
   * @see https://docs.snowflake.com/en/sql-reference/transactions#ddl
   */
  #assertAllowed({ sql }: CompiledQuery): void {
    if (!this.session.inTransaction || !isDdl(sql)) return
    throw new KerrosError(
      'E_TRANSACTION',
      `${firstWord(sql).toUpperCase()} cannot be in a transaction: Snowflake would commit what came before it`,
      { hint: 'Run it before the transaction or after it.' },
    )
  }
}
