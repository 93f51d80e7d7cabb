import { createHash } from 'node:crypto'
import type { StampedRelation } from '../../../core/ports/warehouse.js'
import { relationKey } from '../../../core/relations/relation.js'
import { groupBy } from '../../../util/group-by.js'
import { LEDGER, loadedFilesSql } from '../load/duckdb-ledger.js'
import type { DuckDbSession } from '../session/duckdb-session.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'

/**
 * Stamps of the tables among some relations, by {@link relationKey}: the epoch, and what the ledger has of the files that are
 * loaded into them. At most two queries for any number of relations.
 *
 * @param relations All of a project: loads of tables that it does not name change the stamps of all.
 * @param database The database that the epoch is of. Others could change unseen.
 */
export async function tableStamps(
  session: DuckDbSession,
  relations: readonly StampedRelation[],
  { database, epoch }: { readonly database: string; readonly epoch: string },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<TableRow>(TABLES, [database])
  const keyOf = (table: TableRow) => relationKey({ database, schema: table.schema_name, name: table.table_name })
  const tables = new Set(rows.map(keyOf))
  const views = new Set(rows.filter(({ is_view }) => is_view).map(keyOf))
  const found = relations.filter((relation) => {
    const key = relationKey(relation)
    return tables.has(key) && views.has(key) === (relation.isDefinition ?? false)
  })
  const hasLedger = tables.has(relationKey({ database, ...LEDGER }))
  const loads = hasLedger ? await loadDigests(session, database) : new Map<string, string>()
  const known = new Set(relations.map(({ loadedAs }) => loadedAs))
  // Another project may load any table of the file, under a name of its own.
  const others = [...loads].filter(([table]) => !known.has(table)).map(([, digest]) => digest)
  return new Map(
    found.map((relation) => {
      const load = relation.loadedAs === undefined ? undefined : loads.get(relation.loadedAs)
      return [relationKey(relation), [epoch, ...(load === undefined ? [] : [load]), ...others].join(' ')]
    }),
  )
}

/** A digest for each table of what its files were when they were loaded. */
async function loadDigests(session: DuckDbSession, database: string): Promise<ReadonlyMap<string, string>> {
  const ledger = [database, LEDGER.schema, LEDGER.name].map(quoteIdentifier).join('.')
  const { rows } = await session.query<FileRow>(loadedFilesSql(ledger))
  const digests = [...groupBy(rows, (row) => row.table_name)].map(([table, files]) => {
    const text = JSON.stringify(files.map((file) => [file.file_name, file.sha256, file.loaded_at, file.run_id]))
    return [table, createHash('sha256').update(text).digest('hex')] as const
  })
  return new Map(digests)
}

interface TableRow {
  readonly schema_name: string
  readonly table_name: string
  readonly is_view: boolean
}

interface FileRow {
  readonly table_name: string
  readonly file_name: string
  readonly sha256: string
  readonly loaded_at: string
  readonly run_id: string
}

const TABLES = `select schema_name, table_name, false as is_view from duckdb_tables()
where lower(database_name) = lower($1) and not internal and not temporary
union all select schema_name, view_name, true from duckdb_views()
where lower(database_name) = lower($1) and not internal and not temporary`
