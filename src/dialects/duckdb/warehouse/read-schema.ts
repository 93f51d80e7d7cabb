import type { LiveColumn, LiveName, LiveRelation, LiveSchema } from '../../../core/relations/live-schema.js'
import type { SchemaPlace } from '../../../core/relations/relation.js'
import { readComment } from '../../../core/relations/relation-mark.js'
import type { DuckDbSession } from '../session/duckdb-session.js'

interface ColumnRow {
  readonly table_name: string
  readonly is_view: boolean
  readonly table_comment: string | null
  readonly column_name: string
  readonly data_type: string
  readonly is_nullable: boolean
  readonly has_default: boolean
  readonly comment: string | null
}

const IN_SCHEMA = 'lower(database_name) = lower($1) and lower(schema_name) = lower($2)'

/**
 * The tables and views of a schema, with nullability and comments.
 *
 * @see https://duckdb.org/docs/stable/sql/meta/duckdb_table_functions
 */
export async function readSchema(
  session: DuckDbSession,
  { database, schema }: SchemaPlace,
): Promise<LiveSchema | undefined> {
  const binds = [database, schema]
  const schemas = await session.query<{ schema_name: string }>(
    `select schema_name from duckdb_schemas() where ${IN_SCHEMA}`,
    binds,
  )
  const [found] = schemas.rows
  if (!found) return undefined
  const { rows } = await session.query<ColumnRow>(COLUMNS, binds)
  const relations = new Map<string, LiveRelation & { columns: LiveColumn[] }>()
  for (const row of rows) {
    const relation = relations.get(row.table_name) ?? {
      ...named(row.table_name),
      type: row.is_view ? 'view' : 'table',
      comment: readComment(row.table_comment).text || undefined,
      columns: [],
    }
    relations.set(row.table_name, relation)
    const { data_type: type, is_nullable: isNullable, has_default: hasDefault, comment } = row
    relation.columns.push({ ...named(row.column_name), type, isNullable, hasDefault, comment: comment ?? undefined })
  }
  return { ...named(found.schema_name), relations: [...relations.values()] }
}

const COLUMNS = `select c.table_name, v.view_oid is not null as is_view, coalesce(v.comment, t.comment) as table_comment,
  c.column_name, c.data_type, c.is_nullable, c.column_default is not null as has_default, c.comment
from (select * from duckdb_columns() where ${IN_SCHEMA} and not internal) as c
left join duckdb_views() as v on v.view_oid = c.table_oid and v.database_name = c.database_name
left join duckdb_tables() as t on t.table_oid = c.table_oid and t.database_name = c.database_name
order by c.table_name, c.column_index`

/** Case makes no difference there, so every name is found as it is. */
function named(name: string): LiveName {
  return { name, exactName: name, needsExact: false }
}
