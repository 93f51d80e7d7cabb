import type { LoadTable } from '../../core/ports/file-loader.js'
import type { Relation } from '../../core/ports/relation.js'
import type { Warehouse, WarehouseSession } from '../../core/ports/warehouse.js'
import { quoteIdentifier } from './snowflake-identifier.js'
import { settleSql } from './snowflake-ledger.js'
import { quoteRelation } from './quote-relation.js'

/** The table that is filled in place of a source table, until it takes its place. */
export function rebuiltRelation({ relation }: LoadTable, runId: string): Relation {
  return { ...relation, name: `${relation.name}__kerros_${runId}` }
}

/**
 * Makes the new tables, empty. Where the columns stay, all else that was said of the old table stays too: grants, comments,
 * clustering.
 */
export async function createRebuiltTables(
  session: WarehouseSession,
  tables: readonly LoadTable[],
  { dialect }: Warehouse,
  hasChanged: (table: LoadTable) => boolean,
  runId: string,
): Promise<void> {
  for (const table of tables) {
    const name = quoteRelation(rebuiltRelation(table, runId))
    const columns = Object.entries(table.columns).map(
      ([column, { type }]) => `${quoteIdentifier(column)} ${dialect.typeName(type)}`,
    )
    const isAlike = table.existing !== undefined && !hasChanged(table)
    const definition = isAlike ? ` like ${quoteRelation(table.relation)} copy grants` : ` (${columns.join(', ')})`
    await session.execute(`create table ${name}${definition}`)
  }
}

/** Takes away what was made for a load that has failed; a name that is left over does no harm. */
export async function dropRebuiltTables(
  session: WarehouseSession,
  tables: readonly LoadTable[],
  runId: string,
): Promise<void> {
  for (const table of tables)
    await session.execute(`drop table if exists ${quoteRelation(rebuiltRelation(table, runId))}`).catch(() => {})
}

/** Lets the new tables take their places, then says so in the ledger, then drops the old ones. */
export async function publishRebuiltTables(
  session: WarehouseSession,
  tables: readonly LoadTable[],
  ledger: string,
  runId: string,
): Promise<void> {
  for (const table of tables) {
    const name = quoteRelation(table.relation)
    const rebuilt = quoteRelation(rebuiltRelation(table, runId))
    await session.execute(
      table.existing ? `alter table ${name} swap with ${rebuilt}` : `alter table ${rebuilt} rename to ${name}`,
    )
  }
  await session.begin()
  try {
    for (const { name } of tables) for (const sql of settleSql(ledger, name)) await session.execute(sql)
    await session.commit()
  } catch (error) {
    await session.rollback()
    throw error
  }
  await dropRebuiltTables(session, tables, runId)
}
