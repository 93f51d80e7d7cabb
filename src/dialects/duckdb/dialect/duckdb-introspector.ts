import {
  type ColumnMetadata,
  type DatabaseIntrospector,
  type DatabaseMetadataOptions,
  type Kysely,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from 'kysely'
import { MIGRATION_TABLES } from '../../../core/peers/migration-tables.js'

interface ColumnRow {
  readonly schema_name: string
  readonly table_name: string
  readonly is_view: boolean
  readonly column_name: string
  readonly data_type: string
  readonly is_nullable: boolean
  readonly column_default: string | null
  readonly comment: string | null
}

/** Reads the schemas, tables, views and columns of the current database; attached databases are left out. */
export class DuckDbIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<any>

  constructor(db: Kysely<any>) {
    this.#db = db
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`
      select schema_name as name from duckdb_schemas() where database_name = current_database() order by all
    `.execute(this.#db)
    return rows
  }

  async getTables(options: DatabaseMetadataOptions = { withInternalKyselyTables: false }): Promise<TableMetadata[]> {
    const { rows } = await sql<ColumnRow>`
      select c.schema_name, c.table_name, v.view_oid is not null as is_view, c.column_name, c.data_type, c.is_nullable,
        c.column_default, c.comment
      from duckdb_columns() as c
      left join duckdb_views() as v on v.database_oid = c.database_oid and v.view_oid = c.table_oid
      where c.database_name = current_database() and not c.internal
      order by c.schema_name, c.table_name, c.column_index
    `.execute(this.#db)
    const tables = new Map<string, TableMetadata>()
    for (const row of rows) {
      if (!options.withInternalKyselyTables && MIGRATION_TABLES.has(row.table_name)) continue
      const key = JSON.stringify([row.schema_name, row.table_name])
      const table = tables.get(key) ?? toTable(row)
      table.columns.push(toColumn(row))
      tables.set(key, table)
    }
    return [...tables.values()]
  }
}

function toTable(row: ColumnRow): TableMetadata {
  return { name: row.table_name, schema: row.schema_name, isView: row.is_view, isForeign: false, columns: [] }
}

function toColumn(row: ColumnRow): ColumnMetadata {
  return {
    name: row.column_name,
    dataType: row.data_type,
    isNullable: row.is_nullable,
    hasDefaultValue: row.column_default !== null,
    isAutoIncrementing: row.column_default?.startsWith('nextval(') ?? false,
    ...(row.comment !== null && { comment: row.comment }),
  }
}
