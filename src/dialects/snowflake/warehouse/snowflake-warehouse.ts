import type { FileLoader } from '../../../core/ports/file-loader.js'
import type { Lease, LeaseRequest } from '../../../core/ports/lease.js'
import type { TargetCheck, TargetNeeds } from '../../../core/ports/target-check.js'
import type {
  LastAltered,
  SessionUse,
  StampedRelation,
  Warehouse,
  WarehouseSession,
} from '../../../core/ports/warehouse.js'
import type { LiveSchema } from '../../../core/relations/live-schema.js'
import type {
  DescribedSchemas,
  DescribeOptions,
  ExistingColumn,
  ExistingRelations,
  Relation,
  SchemaPlace,
} from '../../../core/relations/relation.js'
import { schemaKey } from '../../../core/relations/relation.js'
import type { Grants } from '../../../core/relations/relation-settings.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import { describeTable } from '../catalog/describe-table.js'
import { lastAltered } from '../catalog/last-altered.js'
import { readSchema } from '../catalog/read-schema.js'
import type { RunShow } from '../catalog/show-pages.js'
import { tableStamps } from '../catalog/table-stamps.js'
import type { SnowflakeDatabase } from '../connect/snowflake-database.js'
import { diagnose } from '../debug/diagnose.js'
import { racedRelation, raceError } from '../errors/ddl-race.js'
import type { SnowflakeError } from '../errors/snowflake-errors.js'
import { runTag } from '../lease/run-tag.js'
import type { SnowflakeLease } from '../lease/snowflake-lease.js'
import { leaseHolderBeside, takeSnowflakeLease } from '../lease/take-lease.js'
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
  readonly #grants: Grants | undefined
  /** Of the run that uses this connection. */
  #runId: string | undefined
  #lease: SnowflakeLease | undefined

  /**
   * @param place The schema of the project's relations.
   * @param grants Who gets which privilege on relations that say nothing of it.
   */
  constructor(
    database: SnowflakeDatabase,
    dialect: SqlDialect,
    place: { readonly database: string; readonly schema: string },
    grants?: Grants,
  ) {
    this.#database = database
    this.dialect = dialect
    this.#place = place
    this.#grants = grants
    this.loader = new SnowflakeFileLoader(this, place.database)
  }

  async lease(request: LeaseRequest): Promise<Lease> {
    const lease = await takeSnowflakeLease(this.#database, request)
    this.#runId = request.holder.runId
    this.#lease = lease
    return lease
  }

  async describe(schemas: readonly SchemaPlace[], options?: DescribeOptions): Promise<DescribedSchemas> {
    return this.#database.withSession(async (session) => {
      const run = showIn(session)
      const found = new Map<string, ExistingRelations>()
      // Relations come as places, too, of which many are one schema.
      const places = new Map(schemas.map((schema) => [`${schemaKey(schema)} ${schema.isExact ?? false}`, schema]))
      for (const schema of places.values()) {
        const relations = await describeSchema(run, schema, options)
        if (relations) found.set(schemaKey(schema), relations)
      }
      return { relations: new Map([...found.values()].flatMap((each) => [...each])), schemas: new Set(found.keys()) }
    })
  }

  async readSchema(schema: SchemaPlace): Promise<LiveSchema | undefined> {
    return this.#database.withSession((session) => readSchema(session, schema))
  }

  async lastAltered(relations: readonly Relation[]): Promise<ReadonlyMap<string, LastAltered>> {
    return this.#database.withSession((session) => lastAltered(showIn(session), relations))
  }

  async stamps(relations: readonly StampedRelation[]): Promise<ReadonlyMap<string, string>> {
    return this.#database.withSession((session) => tableStamps(showIn(session), relations))
  }

  async diagnose(needs: TargetNeeds): Promise<readonly TargetCheck[]> {
    const wanted = await this.#database.about()
    const run: RunShow = <Row>(sql: string) =>
      this.#database.withSession(async (session) => (await session.query<Row>(sql)).rows)
    return diagnose(run, { ...this.#place, wanted, needs, grants: this.#grants })
  }

  async withSession<T>(work: (session: WarehouseSession) => Promise<T>, use: SessionUse = {}): Promise<T> {
    return this.#database.withSession(async (session) => {
      const runId = use.tag?.['invocation'] ?? this.#runId
      const run = () =>
        work(
          warehouseSession(session, {
            // Everything that a run sends can be found and ended should it be gone.
            queryTag: use.tag ? JSON.stringify(use.tag) : this.#runId && runTag(this.#runId),
            ensure: () => this.#lease?.ensureIn(session),
            other: () => leaseHolderBeside(session, this.#place, runId),
          }),
        )
      try {
        return await (use.computeWarehouse === undefined ? run() : onWarehouse(session, use.computeWarehouse, run))
      } finally {
        if (use.isForThisOnly) session.keepFromOthers()
      }
    })
  }

  async close(): Promise<void> {
    await this.#database.close()
  }
}

function showIn(session: SnowflakeSession): RunShow {
  return async <Row>(sql: string) => (await session.query<Row>(sql)).rows
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
    // The first error is the one to report.
    await goBack().catch(() => {})
    throw error
  }
  await goBack()
  return result
}

interface SessionSurroundings {
  readonly queryTag: string | undefined
  /** To be asked before a statement is sent: rejected when the run has lost its lease. */
  readonly ensure: () => Promise<void> | undefined
  /** Says who builds besides. */
  readonly other: () => Promise<string | undefined>
}

function warehouseSession(
  session: SnowflakeSession,
  { queryTag, ensure, other }: SessionSurroundings,
): WarehouseSession {
  const send: WarehouseSession['execute'] = async (sql, options) => {
    await ensure()
    return session.query(sql, [], { ...options, queryTag })
  }
  return {
    execute: async (sql, options) => {
      try {
        return await send(sql, options)
      } catch (error) {
        const relation = racedRelation(error, sql)
        throw relation === undefined ? error : raceError(relation, error as SnowflakeError, await other())
      }
    },
    begin: async () => void (await send('begin transaction')),
    commit: async () => void (await send('commit')),
    rollback: () => session.rollback(),
    columnsOf: (relation: Relation): Promise<readonly ExistingColumn[]> => describeTable(session, relation),
  }
}
