import type { Relation } from '../../../core/relations/relation.js'
import { groupBy } from '../../../util/group-by.js'
import { foldIdentifier, quoteIdentifier } from '../text/snowflake-identifier.js'
import { quoteText } from '../text/snowflake-literals.js'
import type { RunShow } from './show-pages.js'

/** A column that is asked for, by the name that it has in the answer. */
type AskedColumns<Row> = { readonly [Name in keyof Row]: string }

/** More names than Snowflake takes in one list of all its versions are asked for in several statements. */
const MOST_NAMES = 10_000

/**
 * What INFORMATION_SCHEMA.TABLES says of relations: one statement for each database. Left out is what does not exist, and what the role
 * may not see.
 *
 * @see https://docs.snowflake.com/en/sql-reference/info-schema/tables
 */
export async function alteredTables<Row extends object, R extends Relation>(
  run: RunShow,
  relations: readonly R[],
  columns: AskedColumns<Row>,
): Promise<ReadonlyMap<R, Row>> {
  const found = new Map<R, Row>()
  for (const [database, group] of groupBy(relations, (relation) => foldIdentifier(relation.database))) {
    for (let from = 0; from < group.length; from += MOST_NAMES) {
      const part = group.slice(from, from + MOST_NAMES)
      const byName = groupBy(part, (relation) => JSON.stringify([schemaOf(relation), nameOf(relation)]))
      const rows = await run<Row & { readonly schema: string; readonly table: string }>(
        tablesSql(database, part, { schema: 'table_schema', table: 'table_name', ...columns }),
      )
      for (const row of rows) {
        for (const relation of byName.get(JSON.stringify([row.schema, row.table])) ?? []) found.set(relation, row)
      }
    }
  }
  return found
}

/** Two schemas may have tables of one name: those are asked for besides, and left out of the answer. */
function tablesSql(
  database: string,
  relations: readonly Relation[],
  columns: { readonly [name: string]: string },
): string {
  const asked = Object.entries(columns).map(([name, sql]) => `${sql} as "${name}"`)
  const list = (names: readonly string[]) => [...new Set(names)].map(quoteText).join(', ')
  return `select ${asked.join(', ')}
from ${quoteIdentifier(database)}.information_schema.tables
where table_schema in (${list(relations.map(schemaOf))}) and table_name in (${list(relations.map(nameOf))})`
}

function schemaOf({ schema, isExact }: Relation): string {
  return isExact ? schema : foldIdentifier(schema)
}

function nameOf({ name, isExact }: Relation): string {
  return isExact ? name : foldIdentifier(name)
}
