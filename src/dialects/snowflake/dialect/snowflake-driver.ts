import type { DatabaseConnection, TransactionSettings } from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'
import { checkDuplicateColumns, type DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { SessionDriver } from '../../shared/session-driver.js'
import { SnowflakeDatabase } from '../connect/snowflake-database.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { SnowflakeConnection } from './snowflake-connection.js'
import type { SnowflakeDialectConfig } from './snowflake-dialect-config.js'

/** Kysely's driver for Snowflake: a connection is a session of the pool, from `acquire` to `release`. */
export class SnowflakeDriver extends SessionDriver<SnowflakeSession> {
  readonly #database: SnowflakeDatabase
  readonly #ownsDatabase: boolean
  readonly #identifiers: 'fold' | 'exact'
  readonly #duplicateColumns: DuplicateColumns

  /** @throws KerrosError `E_INVALID_OPTION` for options that do not exist or contradict each other. */
  constructor(config: SnowflakeDialectConfig) {
    super('Snowflake')
    const { pool, identifiers = 'fold', duplicateColumns = 'last', ...own } = config
    checkDuplicateColumns(duplicateColumns)
    const [settled] = Object.entries(own).find(([, value]) => value !== undefined) ?? []
    if (pool && settled)
      throw new KerrosError('E_INVALID_OPTION', `an open Snowflake \`pool\` cannot be combined with \`${settled}\``, {
        hint: 'Give either `pool` or the options of a login.',
      })
    this.#database = pool ?? new SnowflakeDatabase(own)
    this.#ownsDatabase = pool === undefined
    this.#identifiers = identifiers
    this.#duplicateColumns = duplicateColumns
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new SnowflakeConnection(await this.#database.connect(), this.#identifiers, this.#duplicateColumns)
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await this.sessionOf(connection).close()
  }

  async destroy(): Promise<void> {
    if (this.#ownsDatabase) await this.#database.close()
  }

  protected beginSql({ isolationLevel, accessMode }: TransactionSettings): string {
    if (isolationLevel !== undefined && isolationLevel !== 'read committed')
      throw new KerrosError('E_UNSUPPORTED', `Snowflake does not support the isolation level "${isolationLevel}"`, {
        hint: 'Use "read committed", which every transaction of Snowflake has.',
      })
    if (accessMode === 'read only')
      throw new KerrosError('E_UNSUPPORTED', 'Snowflake has no read-only transactions', {
        hint: 'Leave out the access mode, or use a role that may not write.',
      })
    return 'begin transaction'
  }
}
