import type { LastAltered } from '../../../core/ports/warehouse.js'
import { type Relation, relationKey } from '../../../core/relations/relation.js'
import { groupBy } from '../../../util/group-by.js'
import { foldIdentifier, quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText } from '../text/snowflake-literals.js'
import type { RunShow } from './show-pages.js'

interface AlteredTable {
  readonly table: string
  readonly type: string
  readonly altered: Date
}

/**
 * When tables were last altered: one statement for each schema. DDL and maintenance by Snowflake count too, and so does DML
 * that changed no row. DML counts for tables only.
 *
 * @see https://docs.snowflake.com/en/sql-reference/info-schema/tables
 */
export async function lastAltered(
  run: RunShow,
  relations: readonly Relation[],
): Promise<ReadonlyMap<string, LastAltered>> {
  const found = new Map<string, LastAltered>()
  for (const group of groupBy(relations, placeOf).values()) {
    const [{ database }] = group as readonly [Relation, ...Relation[]]
    const rows = await run<AlteredTable>(`select table_name as "table", table_type as "type", last_altered as "altered"
from ${quoteIdentifier(database)}.information_schema.tables
where table_schema = ${quoteText(schemaOf(group[0]!))} and table_name in (${group.map((one) => quoteText(nameOf(one))).join(', ')})`)
    for (const { table, type, altered } of rows) {
      const relation = group.find((one) => nameOf(one) === table)
      if (relation) found.set(relationKey(relation), { at: altered, isOfRows: type === 'BASE TABLE' })
    }
  }
  return found
}

function placeOf(relation: Relation): string {
  return JSON.stringify([foldIdentifier(relation.database), schemaOf(relation)])
}

function schemaOf({ schema, isExact }: Relation): string {
  return isExact ? schema : foldIdentifier(schema)
}

function nameOf({ name, isExact }: Relation): string {
  return isExact ? name : foldIdentifier(name)
}
