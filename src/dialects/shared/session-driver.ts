import { CompiledQuery, type DatabaseConnection, type Driver, type TransactionSettings } from 'kysely'
import { KerrosError } from '../../core/errors/index.js'
import type { KyselySession, SessionConnection } from './session-connection.js'

/**
 * Kysely's driver over an engine's sessions. What begins and ends a transaction goes through the connection, where Kysely
 * logs it.
 */
export abstract class SessionDriver<S extends KyselySession<any>> implements Driver {
  readonly #engine: string

  /** @param engine Its name in messages. */
  constructor(engine: string) {
    this.#engine = engine
  }

  async init(): Promise<void> {}

  abstract acquireConnection(): Promise<DatabaseConnection>

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.beginSql(settings)))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // The engine may have ended it.
    if (this.sessionOf(connection).inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async savepoint(): Promise<void> {
    throw new KerrosError('E_UNSUPPORTED', `${this.#engine} has no savepoints`, {
      hint: 'Use one transaction for what belongs together, and another for the rest.',
    })
  }

  abstract releaseConnection(connection: DatabaseConnection): Promise<void>

  abstract destroy(): Promise<void>

  /** @throws KerrosError `E_UNSUPPORTED` for settings that the engine's transactions do not have. */
  protected abstract beginSql(settings: TransactionSettings): string

  protected sessionOf(connection: DatabaseConnection): S {
    return (connection as SessionConnection<S, object>).session
  }
}
