import { CompiledQuery, type DatabaseConnection, type Driver, type TransactionSettings } from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'
import { checkDuplicateColumns, type DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { DuckDbDatabase } from '../connect/duckdb-database.js'
import { DuckDbConnection } from './duckdb-connection.js'
import type { DuckDbDialectConfig } from './duckdb-dialect-config.js'

/**
 * Kysely's driver for DuckDB. What begins and ends a transaction goes through the connection, where Kysely logs it. It keeps released sessions for the next query.
 */
export class DuckDbDriver implements Driver {
  readonly #database: DuckDbDatabase
  readonly #ownsDatabase: boolean
  readonly #duplicateColumns: DuplicateColumns
  readonly #connections = new Set<DuckDbConnection>()
  readonly #idle: DuckDbConnection[] = []

  constructor(config: DuckDbDialectConfig) {
    const { database, duplicateColumns = 'last', ...own } = config
    checkDuplicateColumns(duplicateColumns)
    this.#database = database ?? new DuckDbDatabase(own)
    this.#ownsDatabase = database === undefined
    this.#duplicateColumns = duplicateColumns
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const idle = this.#idle.pop()
    if (idle) return idle
    const connection = new DuckDbConnection(await this.#database.connect(), this.#duplicateColumns)
    this.#connections.add(connection)
    return connection
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    if (settings.isolationLevel === 'serializable')
      throw new KerrosError('E_UNSUPPORTED', 'DuckDB has no transactions of the isolation level "serializable"', {
        hint: 'Use "snapshot", which every transaction of DuckDB has.',
      })
    const begin = settings.accessMode === 'read only' ? 'begin transaction read only' : 'begin transaction'
    await connection.executeQuery(CompiledQuery.raw(begin))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // DuckDB may have ended it.
    if (sessionOf(connection).inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async savepoint(): Promise<void> {
    throw new KerrosError('E_UNSUPPORTED', 'DuckDB has no savepoints', {
      hint: 'Use one transaction for what belongs together, and another for the rest.',
    })
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    // A `begin` that was sent as text and never ended must not reach the next query.
    await sessionOf(connection).rollback()
    this.#idle.push(connection as DuckDbConnection)
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.#connections].map(({ session }) => session.close()))
    if (this.#ownsDatabase) await this.#database.close()
  }
}

function sessionOf(connection: DatabaseConnection): DuckDbConnection['session'] {
  return (connection as DuckDbConnection).session
}
