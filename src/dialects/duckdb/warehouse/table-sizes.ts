import { relationKey, type SchemaPlace } from '../../../core/relations/relation.js'
import type { DuckDbSession } from '../session/duckdb-session.js'
import { quoteIdentifier } from '../text/duckdb-identifier.js'

/** How much a table holds. */
export interface TableSize {
  readonly rowCount: number
  /** The blocks of the file that hold its rows; `undefined` of tables in memory. */
  readonly bytes: number | undefined
}

interface TableRow {
  readonly database_name: string
  readonly schema_name: string
  readonly table_name: string
  readonly block_size: bigint | number | null
}

/**
 * The rows and the size of the tables of some schemas, by {@link relationKey}. DuckDB counts the rows of a table without reading them; its
 * size is that of the blocks which its columns are in.
 *
 * @see https://duckdb.org/docs/stable/configuration/pragmas.html#storage-information
 */
export async function tableSizes(
  session: DuckDbSession,
  isWanted: (place: SchemaPlace) => boolean,
): Promise<ReadonlyMap<string, TableSize>> {
  const { rows } = await session.query<TableRow>(TABLES)
  const sizes = new Map<string, TableSize>()
  for (const { database_name, schema_name, table_name, block_size } of rows) {
    const place = { database: database_name, schema: schema_name }
    if (!isWanted(place)) continue
    const name = [database_name, schema_name, table_name].map(quoteIdentifier).join('.')
    const [counted] = (await session.query<{ rows: bigint | number }>(`select count(*) as rows from ${name}`)).rows
    const [stored] = (
      await session.query<{ blocks: bigint | number }>(
        'select count(distinct block_id) as blocks from pragma_storage_info($1) where block_id >= 0',
        [name],
      )
    ).rows
    const blocks = Number(stored!.blocks)
    sizes.set(relationKey({ ...place, name: table_name }), {
      rowCount: Number(counted!.rows),
      bytes: blocks === 0 || block_size === null ? undefined : blocks * Number(block_size),
    })
  }
  return sizes
}

const TABLES = `select t.database_name, t.schema_name, t.table_name, s.block_size
from duckdb_tables() as t
left join pragma_database_size() as s on s.database_name = t.database_name
where not t.internal and not t.temporary`
