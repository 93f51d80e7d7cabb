import type { FileLoader } from '../../../core/ports/file-loader.js'
import type { Lease, LeaseHolder } from '../../../core/ports/lease.js'
import type { LiveSchema } from '../../../core/ports/live-schema.js'
import type {
  DescribeOptions,
  ExistingColumn,
  ExistingRelations,
  Relation,
  SchemaPlace,
} from '../../../core/ports/relation.js'
import type { SqlDialect } from '../../../core/ports/sql-dialect.js'
import type { TargetCheck, TargetNeeds } from '../../../core/ports/target-check.js'
import type { SessionUse, Warehouse, WarehouseSession } from '../../../core/ports/warehouse.js'
import { describeTable } from '../catalog/describe-table.js'
import { readSchema } from '../catalog/read-schema.js'
import type { RunShow } from '../catalog/show-pages.js'
import type { SnowflakeDatabase } from '../connect/snowflake-database.js'
import { diagnose } from '../debug/diagnose.js'
import { racedRelation, raceError } from '../errors/ddl-race.js'
import type { SnowflakeError } from '../errors/snowflake-errors.js'
import { leaseHolderBeside, takeLease } from '../lease/snowflake-lease.js'
import { SnowflakeFileLoader } from '../load/snowflake-file-loader.js'
import type { SnowflakeSession } from '../session/snowflake-session.js'
import { quoteIdentifier } from '../text/snowflake-identifier.js'
import { isSnowflakeTypeCompatible } from '../values/type-compatibility.js'
import { describeSchema } from './describe-schema.js'

/** A Snowflake account as a place where relations live. */
export class SnowflakeWarehouse implements Warehouse {
  readonly dialect: SqlDialect
  readonly isTypeCompatible = isSnowflakeTypeCompatible
  readonly loader: FileLoader
  readonly #database: SnowflakeDatabase
  readonly #place: { readonly database: string; readonly schema: string }

  /** @param place The schema of the project's relations. */
  constructor(
    database: SnowflakeDatabase,
    dialect: SqlDialect,
    place: { readonly database: string; readonly schema: string },
  ) {
    this.#database = database
    this.dialect = dialect
    this.#place = place
    this.loader = new SnowflakeFileLoader(this, place.database)
  }

  lease(holder: LeaseHolder): Promise<Lease> {
    return takeLease(this.#database, this.#place, holder)
  }

  async describe(schemas: readonly SchemaPlace[], options?: DescribeOptions): Promise<ExistingRelations> {
    return this.#database.withSession(async (session) => {
      const run: RunShow = async <Row>(sql: string) => (await session.query<Row>(sql)).rows
      const found: ExistingRelations[] = []
      for (const schema of schemas) found.push(await describeSchema(run, schema, options))
      return new Map(found.flatMap((relations) => [...relations]))
    })
  }

  async readSchema(schema: SchemaPlace): Promise<LiveSchema | undefined> {
    return this.#database.withSession((session) => readSchema(session, schema))
  }

  async diagnose(needs: TargetNeeds): Promise<readonly TargetCheck[]> {
    const wanted = await this.#database.about()
    return this.#database.withSession((session) => diagnose(session, { ...this.#place, wanted, needs }))
  }

  async withSession<T>(work: (session: WarehouseSession) => Promise<T>, use: SessionUse = {}): Promise<T> {
    return this.#database.withSession(async (session) => {
      const other = () => leaseHolderBeside(session, this.#place, use.tag?.['invocation'])
      const run = () => work(warehouseSession(session, use.tag && JSON.stringify(use.tag), other))
      return use.computeWarehouse === undefined ? run() : onWarehouse(session, use.computeWarehouse, run)
    })
  }

  async close(): Promise<void> {
    await this.#database.close()
  }
}

/** Runs `work` on another warehouse than the session's own. @see https://docs.snowflake.com/en/sql-reference/sql/use-warehouse */
async function onWarehouse<T>(session: SnowflakeSession, name: string, work: () => Promise<T>): Promise<T> {
  const { rows } = await session.query<{ own: string | null }>('select current_warehouse() as own')
  const own = rows[0]?.own
  await session.query(`use warehouse ${quoteIdentifier(name)}`)
  // Exactly as it is named: it may have been quoted when it was made.
  const goBack = async () => own && session.query(`use warehouse "${own.replaceAll('"', '""')}"`)
  let result: T
  try {
    result = await work()
  } catch (error) {
    // What went wrong first is what the user is to be told.
    await goBack().catch(() => {})
    throw error
  }
  await goBack()
  return result
}

/** @param other Says who builds besides. */
function warehouseSession(
  session: SnowflakeSession,
  queryTag: string | undefined,
  other: () => Promise<string | undefined>,
): WarehouseSession {
  return {
    execute: async (sql, options) => {
      try {
        return await session.query(sql, [], { ...options, queryTag })
      } catch (error) {
        const relation = racedRelation(error, sql)
        throw relation === undefined ? error : raceError(relation, error as SnowflakeError, await other())
      }
    },
    begin: () => session.begin(),
    commit: () => session.commit(),
    rollback: () => session.rollback(),
    columnsOf: (relation: Relation): Promise<readonly ExistingColumn[]> => describeTable(session, relation),
  }
}
