import type { DatabaseConnection, Driver, TransactionSettings } from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'
import { SnowflakeDatabase } from '../connect/snowflake-database.js'
import { SnowflakeConnection } from './snowflake-connection.js'
import type { SnowflakeDialectConfig } from './snowflake-dialect-config.js'

/** Kysely's driver for Snowflake: a connection is a session of the pool, from `acquire` to `release`. */
export class SnowflakeDriver implements Driver {
  readonly #database: SnowflakeDatabase
  readonly #ownsDatabase: boolean
  readonly #identifiers: 'fold' | 'exact'

  /** @throws KerrosError `E_INVALID_OPTION` for options that do not exist or contradict each other. */
  constructor(config: SnowflakeDialectConfig) {
    const { pool, identifiers = 'fold', ...own } = config
    const [settled] = Object.entries(own).find(([, value]) => value !== undefined) ?? []
    if (pool && settled)
      throw new KerrosError('E_INVALID_OPTION', `a Snowflake \`pool\` that is open takes no \`${settled}\``, {
        hint: 'Give either `pool` or the options of a login.',
      })
    this.#database = pool ?? new SnowflakeDatabase(own)
    this.#ownsDatabase = pool === undefined
    this.#identifiers = identifiers
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new SnowflakeConnection(await this.#database.connect(), this.#identifiers)
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const { isolationLevel, accessMode } = settings
    if (isolationLevel !== undefined && isolationLevel !== 'read committed')
      throw new KerrosError(
        'E_UNSUPPORTED',
        `Snowflake has no transactions of the isolation level "${isolationLevel}"`,
        {
          hint: 'Use "read committed", which every transaction of Snowflake has.',
        },
      )
    if (accessMode === 'read only')
      throw new KerrosError('E_UNSUPPORTED', 'Snowflake has no read-only transactions', {
        hint: 'Leave out the access mode, or use a role that may not write.',
      })
    await sessionOf(connection).begin()
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await sessionOf(connection).commit()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await sessionOf(connection).rollback()
  }

  async savepoint(): Promise<void> {
    throw new KerrosError('E_UNSUPPORTED', 'Snowflake has no savepoints', {
      hint: 'Use one transaction for what belongs together, and another for the rest.',
    })
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await sessionOf(connection).close()
  }

  async destroy(): Promise<void> {
    if (this.#ownsDatabase) await this.#database.close()
  }
}

function sessionOf(connection: DatabaseConnection): SnowflakeConnection['session'] {
  return (connection as SnowflakeConnection).session
}
