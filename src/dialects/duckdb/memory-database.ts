import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Warehouse } from '../../core/ports/warehouse.js'
import { DuckDbDatabase } from './connect/duckdb-database.js'
import { openInstance } from './connect/open-instance.js'
import { quoteIdentifier } from './text/duckdb-identifier.js'
import { loadDuckDbModule } from './values/duckdb-module.js'
import { duckDbSqlDialect } from './warehouse/duckdb-sql-dialect.js'
import { DuckDbWarehouse } from './warehouse/duckdb-warehouse.js'

/** A database in memory that nothing else uses. It is gone when its warehouse is closed. */
export interface MemoryDatabase {
  readonly warehouse: Warehouse
  /** Its name in SQL. */
  readonly database: string
}

interface SharedInstance {
  readonly instance: DuckDBInstance
  readonly connection: DuckDBConnection
}

/** Opened once and kept: to open and close one takes longer than all statements of a unit test. */
let shared: Promise<SharedInstance> | undefined
let opened = 0

/**
 * Opens a new database in memory, within one instance for the whole process.
 *
 * @throws KerrosError `E_MISSING_DRIVER`, `E_PEER_VERSION`.
 */
export async function memoryDatabase(): Promise<MemoryDatabase> {
  shared ??= openShared()
  const { instance, connection } = await shared.catch((error: unknown) => {
    shared = undefined
    throw error
  })
  const database = `kerros_${++opened}`
  await connection.run(`attach ':memory:' as ${quoteIdentifier(database)}`)
  const sessions = new DuckDbDatabase({ instance }, { attached: database })
  return { warehouse: new AttachedWarehouse(sessions, database, connection), database }
}

class AttachedWarehouse extends DuckDbWarehouse {
  readonly #database: string
  readonly #connection: DuckDBConnection

  constructor(sessions: DuckDbDatabase, database: string, connection: DuckDBConnection) {
    super(sessions, duckDbSqlDialect(database), database)
    this.#database = database
    this.#connection = connection
  }

  override async close(): Promise<void> {
    await super.close()
    await this.#connection.run(`detach ${quoteIdentifier(this.#database)}`)
  }
}

async function openShared(): Promise<SharedInstance> {
  const api = await loadDuckDbModule()
  const instance = await openInstance({ settings: { threads: '1' } }, api)
  return { instance, connection: await instance.connect() }
}
