import type { LastAltered } from '../../../core/ports/warehouse.js'
import { type Relation, relationKey } from '../../../core/relations/relation.js'
import { alteredTables } from './altered-tables.js'
import type { RunShow } from './show-pages.js'

interface AlteredTable {
  readonly type: string
  readonly altered: Date
}

/**
 * When tables were last altered. DDL and maintenance by Snowflake count too, and so does DML that changed no row. DML counts for tables
 * only.
 *
 * @see https://docs.snowflake.com/en/sql-reference/info-schema/tables
 */
export async function lastAltered(
  run: RunShow,
  relations: readonly Relation[],
): Promise<ReadonlyMap<string, LastAltered>> {
  const found = await alteredTables<AlteredTable, Relation>(run, relations, {
    type: 'table_type',
    altered: 'last_altered',
  })
  return new Map(
    [...found].map(([relation, { type, altered }]) => [
      relationKey(relation),
      { at: altered, isOfRows: type === 'BASE TABLE' },
    ]),
  )
}
