import { CompiledQuery, type DatabaseConnection, type Driver, type TransactionSettings } from 'kysely'
import { KerrosError } from '../../../core/errors/index.js'
import { checkDuplicateColumns, type DuplicateColumns } from '../../../core/relations/duplicate-columns.js'
import { SnowflakeDatabase } from '../connect/snowflake-database.js'
import { SnowflakeConnection } from './snowflake-connection.js'
import type { SnowflakeDialectConfig } from './snowflake-dialect-config.js'

/**
 * Kysely's driver for Snowflake: a connection is a session of the pool, from `acquire` to `release`. What begins and ends a
 * transaction goes through the connection, where Kysely logs it.
 */
export class SnowflakeDriver implements Driver {
  readonly #database: SnowflakeDatabase
  readonly #ownsDatabase: boolean
  readonly #identifiers: 'fold' | 'exact'
  readonly #duplicateColumns: DuplicateColumns

  /** @throws KerrosError `E_INVALID_OPTION` for options that do not exist or contradict each other. */
  constructor(config: SnowflakeDialectConfig) {
    const { pool, identifiers = 'fold', duplicateColumns = 'last', ...own } = config
    checkDuplicateColumns(duplicateColumns)
    const [settled] = Object.entries(own).find(([, value]) => value !== undefined) ?? []
    if (pool && settled)
      throw new KerrosError('E_INVALID_OPTION', `a Snowflake \`pool\` that is open takes no \`${settled}\``, {
        hint: 'Give either `pool` or the options of a login.',
      })
    this.#database = pool ?? new SnowflakeDatabase(own)
    this.#ownsDatabase = pool === undefined
    this.#identifiers = identifiers
    this.#duplicateColumns = duplicateColumns
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new SnowflakeConnection(await this.#database.connect(), this.#identifiers, this.#duplicateColumns)
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
    await connection.executeQuery(CompiledQuery.raw('begin transaction'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (sessionOf(connection).inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'))
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
