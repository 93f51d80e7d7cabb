import type { FileLoader } from '../../core/ports/file-loader.js'
import type { Lease, LeaseHolder } from '../../core/ports/lease.js'
import type { ExistingColumn, ExistingRelations, Relation } from '../../core/ports/relation.js'
import type { SqlDialect } from '../../core/ports/sql-dialect.js'
import type { Warehouse, WarehouseSession } from '../../core/ports/warehouse.js'
import { describeSchema } from './describe-schema.js'
import { describeTable } from './describe-table.js'
import type { SnowflakeDatabase } from './snowflake-database.js'
import { SnowflakeFileLoader } from './snowflake-file-loader.js'
import { takeLease } from './snowflake-lease.js'
import type { SnowflakeSession } from './snowflake-session.js'
import { snowflakeSql } from './snowflake-sql.js'
import { isSnowflakeTypeCompatible } from './type-compatibility.js'

/** A Snowflake account as a place where relations live. */
export class SnowflakeWarehouse implements Warehouse {
  readonly dialect: SqlDialect = snowflakeSql
  readonly isTypeCompatible = isSnowflakeTypeCompatible
  readonly loader: FileLoader
  readonly #database: SnowflakeDatabase
  readonly #place: { readonly database: string; readonly schema: string }

  /** @param place The schema of the project's relations. */
  constructor(database: SnowflakeDatabase, place: { readonly database: string; readonly schema: string }) {
    this.#database = database
    this.#place = place
    this.loader = new SnowflakeFileLoader(this, place.database)
  }

  lease(holder: LeaseHolder): Promise<Lease> {
    return takeLease(this.#database, this.#place, holder)
  }

  async describe(
    schemas: readonly { readonly database: string; readonly schema: string }[],
  ): Promise<ExistingRelations> {
    return this.#database.withSession(async (session) => {
      const found: ExistingRelations[] = []
      for (const schema of schemas) found.push(await describeSchema(session, schema))
      return new Map(found.flatMap((relations) => [...relations]))
    })
  }

  async withSession<T>(work: (session: WarehouseSession) => Promise<T>): Promise<T> {
    return this.#database.withSession((session) => work(warehouseSession(session)))
  }

  async close(): Promise<void> {
    await this.#database.close()
  }
}

function warehouseSession(session: SnowflakeSession): WarehouseSession {
  return {
    execute: (sql, options) => session.query(sql, [], options),
    begin: () => session.begin(),
    commit: () => session.commit(),
    rollback: () => session.rollback(),
    columnsOf: (relation: Relation): Promise<readonly ExistingColumn[]> => describeTable(session, relation),
  }
}
