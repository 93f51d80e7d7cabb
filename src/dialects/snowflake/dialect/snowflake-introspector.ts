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
import { type FoundColumn, showColumns } from '../catalog/show-columns.js'
import { type RunShow, showPages } from '../catalog/show-pages.js'
import { foldBack } from '../text/fold-back.js'

/** A table or view, with the comment that Kysely's own description has no place for. */
export interface SnowflakeTableMetadata extends TableMetadata {
  readonly schema: string
  readonly comment?: string
}

interface ShownObject {
  readonly name: string
  readonly kind: string
  readonly comment: string | null
}

/**
 * Reads the schemas, tables, views and columns of the session's database with SHOW, which needs no warehouse. Schemas,
 * tables and views may be more than the 10,000 that SHOW returns at a time.
 *
 * Types have their lengths and digits, as in `VARCHAR(20)` and `NUMBER(10,2)`. Names are those that a query would use: with `identifiers: 'fold'` those in upper case come back in lower case.
 */
export class SnowflakeIntrospector implements DatabaseIntrospector {
  readonly #run: RunShow
  readonly #nameOf: (name: string) => string

  /** @param identifiers How the dialect writes names. Default: `fold`. */
  constructor(db: Kysely<any>, identifiers: 'fold' | 'exact' = 'fold') {
    this.#run = async <Row>(statement: string) => (await sql.raw<Row>(statement).execute(db)).rows
    this.#nameOf = identifiers === 'exact' ? (name) => name : foldBack
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const schemas = await this.#schemas(await this.#database())
    return schemas.map((name) => ({ name: this.#nameOf(name) }))
  }

  async getTables(
    options: DatabaseMetadataOptions = { withInternalKyselyTables: false },
  ): Promise<SnowflakeTableMetadata[]> {
    const database = await this.#database()
    const tables: SnowflakeTableMetadata[] = []
    for (const schema of await this.#schemas(database)) tables.push(...(await this.#tablesOf(database, schema)))
    return options.withInternalKyselyTables ? tables : tables.filter(({ name }) => !MIGRATION_TABLES.has(name))
  }

  async #database(): Promise<string | null> {
    const [row] = await this.#run<{ name: string | null }>('select current_database() as "name"')
    return row?.name ?? null
  }

  /** None without a database: SHOW would then speak of the whole account. */
  async #schemas(database: string | null): Promise<string[]> {
    if (database === null) return []
    const schemas = await showPages<{ name: string }>(this.#run, `show schemas in database ${quote(database)}`)
    return schemas.map(({ name }) => name).filter((name) => name.toUpperCase() !== 'INFORMATION_SCHEMA')
  }

  async #tablesOf(database: string | null, schema: string): Promise<SnowflakeTableMetadata[]> {
    const place = { database: database!, schema, sql: `${quote(database!)}.${quote(schema)}` }
    const objects = await showPages<ShownObject>(this.#run, `show objects in schema ${place.sql}`)
    if (objects.length === 0) return []
    const columns = new Map<string, ColumnMetadata[]>(objects.map(({ name }) => [name, []]))
    for (const column of await showColumns(this.#run, place)) columns.get(column.table)?.push(this.#column(column))
    return objects.map(({ name, kind, comment }) => ({
      name: this.#nameOf(name),
      schema: this.#nameOf(schema),
      isView: kind.toUpperCase().includes('VIEW'),
      isForeign: kind.toUpperCase().includes('EXTERNAL'),
      columns: columns.get(name)!,
      ...(comment && { comment }),
    }))
  }

  #column({ name, fullType, isNullable, isAutoIncrementing, hasDefault, comment }: FoundColumn): ColumnMetadata {
    return {
      name: this.#nameOf(name),
      dataType: fullType,
      isNullable,
      isAutoIncrementing,
      hasDefaultValue: hasDefault || isAutoIncrementing,
      ...(comment && { comment }),
    }
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
