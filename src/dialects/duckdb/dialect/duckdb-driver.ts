import type { DatabaseConnection, TransactionSettings } from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'
import { checkDuplicateColumns, type DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { SessionConnection } from '../../shared/session-connection.js'
import { SessionDriver } from '../../shared/session-driver.js'
import { DuckDbDatabase } from '../connect/duckdb-database.js'
import type { DuckDbSession } from '../session/duckdb-session.js'
import type { DuckDbDialectConfig } from './duckdb-dialect-config.js'

/** Kysely's driver for DuckDB. It keeps released connections, and their sessions, for the next query. */
export class DuckDbDriver extends SessionDriver<DuckDbSession> {
  readonly #database: DuckDbDatabase
  readonly #ownsDatabase: boolean
  readonly #duplicateColumns: DuplicateColumns
  readonly #sessions: DuckDbSession[] = []
  readonly #idle: DatabaseConnection[] = []

  constructor(config: DuckDbDialectConfig) {
    super('DuckDB')
    const { database, duplicateColumns = 'last', ...own } = config
    checkDuplicateColumns(duplicateColumns)
    this.#database = database ?? new DuckDbDatabase(own)
    this.#ownsDatabase = database === undefined
    this.#duplicateColumns = duplicateColumns
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const idle = this.#idle.pop()
    if (idle) return idle
    const session = await this.#database.connect()
    this.#sessions.push(session)
    return new SessionConnection(session, () => ({ duplicateColumns: this.#duplicateColumns }))
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    // A `begin` that was sent as text and never ended must not reach the next query.
    await this.sessionOf(connection).rollback()
    this.#idle.push(connection)
  }

  async destroy(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()))
    if (this.#ownsDatabase) await this.#database.close()
  }

  protected beginSql({ isolationLevel, accessMode }: TransactionSettings): string {
    if (isolationLevel === 'serializable')
      throw new KerrosError('E_UNSUPPORTED', 'DuckDB does not support the isolation level "serializable"', {
        hint: 'Use "snapshot", the isolation level of every transaction in DuckDB.',
      })
    return accessMode === 'read only' ? 'begin transaction read only' : 'begin transaction'
  }
}
