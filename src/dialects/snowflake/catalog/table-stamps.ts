import { isKerrosError } from '../../../core/errors/index.js'
import type { StampedRelation } from '../../../core/ports/warehouse.js'
import { type Relation, relationKey } from '../../../core/relations/relation.js'
import { groupBy } from '../../../util/group-by.js'
import { foldIdentifier } from '../text/snowflake-identifier.js'
import { alteredTables } from './altered-tables.js'
import type { RunShow } from './show-pages.js'

/** A table, or a view of which only the definition counts. */
type AskedRelation = Relation & Pick<StampedRelation, 'isDefinition'>

interface StampedTable {
  readonly type: string
  readonly is_dynamic: string | null
  readonly is_iceberg: string | null
  readonly is_hybrid: string | null
  readonly created: string
  readonly altered: string
}

/**
 * Stamps of tables, by {@link relationKey}: when they were created and altered last. Other programs change the rows of a view unseen, and
 * of an external, Iceberg or hybrid table; a dynamic table is refreshed by Snowflake. A database that the role cannot use has no
 * stamps.
 *
 * @see https://docs.snowflake.com/en/sql-reference/info-schema/tables
 */
export async function tableStamps(
  run: RunShow,
  relations: readonly AskedRelation[],
): Promise<ReadonlyMap<string, string>> {
  const stamps = new Map<string, string>()
  for (const group of groupBy(relations, ({ database }) => foldIdentifier(database)).values())
    for (const [relation, table] of await stampedTables(run, group))
      if (relation.isDefinition ? table.type === 'VIEW' : isPlain(table))
        stamps.set(relationKey(relation), `${table.created} ${table.altered}`)
  return stamps
}

async function stampedTables(
  run: RunShow,
  relations: readonly AskedRelation[],
): Promise<ReadonlyMap<AskedRelation, StampedTable>> {
  try {
    return await alteredTables<StampedTable, AskedRelation>(run, relations, {
      type: 'table_type',
      is_dynamic: 'is_dynamic',
      is_iceberg: 'is_iceberg',
      is_hybrid: 'is_hybrid',
      created: epoch('created'),
      altered: epoch('last_altered'),
    })
  } catch (error) {
    if (isKerrosError(error) && ['E_QUERY', 'E_NOT_PERMITTED'].includes(error.code)) return new Map()
    throw error
  }
}

/** As text: as a time, it would depend on the session and be cut to milliseconds. */
function epoch(column: string): string {
  return `cast(date_part(epoch_nanosecond, ${column}) as varchar)`
}

function isPlain({ type, is_dynamic, is_iceberg, is_hybrid }: StampedTable): boolean {
  return type === 'BASE TABLE' && [is_dynamic, is_iceberg, is_hybrid].every((is) => is === 'NO')
}
