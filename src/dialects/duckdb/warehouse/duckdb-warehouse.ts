import { KerrosError } from '../../../core/errors/kerros-error.js'
import type { FileLoader } from '../../../core/ports/file-loader.js'
import type { Lease, LeaseRequest } from '../../../core/ports/lease.js'
import type { SessionUse, StampedRelation, Warehouse, WarehouseSession } from '../../../core/ports/warehouse.js'
import type { LiveSchema } from '../../../core/relations/live-schema.js'
import type {
  DescribedSchemas,
  DescribeOptions,
  ExistingColumn,
  ExistingRelation,
  Relation,
  SchemaPlace,
} from '../../../core/relations/relation.js'
import { relationKey, schemaKey } from '../../../core/relations/relation.js'
import { readComment } from '../../../core/relations/relation-mark.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { DuckDbDatabase } from '../connect/duckdb-database.js'
import { DuckDbFileLoader } from '../load/duckdb-file-loader.js'
import type { DuckDbSession } from '../session/duckdb-session.js'
import { isDuckDbTypeCompatible } from '../values/type-compatibility.js'
import { readSchema } from './read-schema.js'
import { tableSizes } from './table-sizes.js'
import { tableStamps } from './table-stamps.js'

/** A DuckDB database as a place where relations live. */
export class DuckDbWarehouse implements Warehouse {
  readonly dialect: SqlDialect
  readonly loader: FileLoader
  readonly isTypeCompatible = isDuckDbTypeCompatible
  readonly #database: DuckDbDatabase
  readonly #catalog: string
  /** Unused sessions; a new one is opened when none is idle. */
  readonly #idle: DuckDbSession[] = []

  /** @param catalog The name of the database in SQL. */
  constructor(database: DuckDbDatabase, dialect: SqlDialect, catalog: string) {
    this.#database = database
    this.dialect = dialect
    this.#catalog = catalog
    this.loader = new DuckDbFileLoader(this, catalog)
  }

  /** The file as a whole: DuckDB's own lock is on it, too. */
  async lease({ holder, signal }: LeaseRequest): Promise<Lease> {
    if (signal?.aborted) throw new KerrosError('E_CANCELLED', 'stopped before the run had its lease')
    return this.#database.lease(holder)
  }

  async assertStored(): Promise<void> {
    await this.#database.assertInPlace()
  }

  async describe(schemas: readonly SchemaPlace[], { withSizes }: DescribeOptions = {}): Promise<DescribedSchemas> {
    const wanted = new Set(schemas.map(schemaKey))
    return this.#with(async (session) => {
      const { rows } = await session.query<ColumnRow>(COLUMNS)
      const found = new Map<string, ExistingRelation & { columns: ExistingColumn[] }>()
      const there = new Set<string>()
      for (const row of rows) {
        const place = { database: row.database_name, schema: row.schema_name }
        if (!wanted.has(schemaKey(place))) continue
        there.add(schemaKey(place))
        const key = relationKey({ ...place, name: row.table_name })
        const relation = found.get(key) ?? describedRelation(row)
        relation.columns.push({
          name: row.column_name,
          type: row.data_type,
          ...(row.comment && { comment: row.comment }),
        })
        found.set(key, relation)
      }
      if (!withSizes) return { relations: found, schemas: there }
      const sizes = await tableSizes(session, (table) => wanted.has(schemaKey(table)))
      const sized = [...found].map(([key, relation]) => [key, { ...relation, ...sizes.get(key) }] as const)
      return { relations: new Map(sized), schemas: there }
    })
  }

  async readSchema(schema: SchemaPlace): Promise<LiveSchema | undefined> {
    return this.#with((session) => readSchema(session, schema))
  }

  async stamps(relations: readonly StampedRelation[]): Promise<ReadonlyMap<string, string>> {
    return this.#with(async (session) => {
      const { epoch } = this.#database
      if (epoch === undefined) return new Map()
      return tableStamps(session, relations, { database: this.#catalog, epoch })
    })
  }

  loseTrack(): void {
    this.#database.loseEpoch()
  }

  async withSession<T>(work: (session: WarehouseSession) => Promise<T>, use: SessionUse = {}): Promise<T> {
    return this.#with((session) => work(warehouseSession(session)), use.isForThisOnly)
  }

  async close(): Promise<void> {
    await this.#database.close()
  }

  async #with<T>(work: (session: DuckDbSession) => Promise<T>, isForThisOnly = false): Promise<T> {
    const session = this.#idle.pop() ?? (await this.#database.connect())
    try {
      return await work(session)
    } finally {
      if (session.inTransaction) await session.rollback()
      if (isForThisOnly) await session.close()
      else this.#idle.push(session)
    }
  }
}

interface ColumnRow {
  readonly database_name: string
  readonly schema_name: string
  readonly table_name: string
  readonly column_name: string
  readonly data_type: string
  readonly is_view: boolean
  readonly comment: string | null
  readonly table_comment: string | null
}

function describedRelation(row: ColumnRow): ExistingRelation & { columns: ExistingColumn[] } {
  const { text, mark } = readComment(row.table_comment)
  return { type: row.is_view ? 'view' : 'table', columns: [], ...(text !== '' && { comment: text }), mark }
}

/** The columns of tables and views. A view over a dropped table keeps its columns. */
const COLUMNS = `select c.database_name, c.schema_name, c.table_name, c.column_name, c.data_type, c.comment,
  v.view_oid is not null as is_view, coalesce(v.comment, t.comment) as table_comment
from duckdb_columns() as c
left join duckdb_views() as v on v.view_oid = c.table_oid and v.database_name = c.database_name
left join duckdb_tables() as t on t.table_oid = c.table_oid and t.database_name = c.database_name
where not c.internal
order by c.database_name, c.schema_name, c.table_name, c.column_index`

function warehouseSession(session: DuckDbSession): WarehouseSession {
  return {
    execute: (sql, options) => session.query(sql, [], options),
    begin: () => session.begin(),
    commit: () => session.commit(),
    rollback: () => session.rollback(),
    columnsOf: (relation) => columnsOf(session, relation),
  }
}

async function columnsOf(session: DuckDbSession, relation: Relation): Promise<readonly ExistingColumn[]> {
  const { rows } = await session.query<{ column_name: string; data_type: string }>(
    `select column_name, data_type from duckdb_columns()
where lower(database_name) = lower($1) and lower(schema_name) = lower($2) and lower(table_name) = lower($3)
order by column_index`,
    [relation.database, relation.schema, relation.name],
  )
  return rows.map((row) => ({ name: row.column_name, type: row.data_type }))
}
