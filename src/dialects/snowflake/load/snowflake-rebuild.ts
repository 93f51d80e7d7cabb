import { isKerrosError, KerrosError } from '../../../core/errors/index.js'
import type { LoadTable } from '../../../core/ports/file-loader.js'
import type { Warehouse, WarehouseSession } from '../../../core/ports/warehouse.js'
import type { Relation } from '../../../core/relations/relation.js'
import { quoteRelation } from '../text/quote-relation.js'
import { foldIdentifier, quoteIdentifier } from '../text/snowflake-identifier.js'
import { settleSql, unsettleSql } from './snowflake-ledger.js'

const MARK = '__kerros_'

/** A source table that is loaded as a whole, into a new table that then takes its place. */
export interface RebuiltTable {
  readonly table: LoadTable
  /** The new table. */
  readonly rebuilt: Relation
  /** Whether the columns of the old table are not those declared. */
  readonly hasOtherColumns: boolean
}

/** The table that is filled in place of a source table, until it takes its place. */
export function rebuiltRelation({ relation }: LoadTable, runId: string): Relation {
  return { ...relation, name: `${relation.name}${MARK}${runId}` }
}

/**
 * Finds what killed loads have left behind next to the tables that this load writes: names such as
 * `RAW_MOVIES__KERROS_1F2E3D4C`. To be asked in the transaction that holds the ledger: a load that has made such a table by
 * then has planned before, and will not commit once this load has written to the same tables.
 */
export async function leftoverTables(
  session: WarehouseSession,
  tables: readonly LoadTable[],
  runId: string,
): Promise<readonly Relation[]> {
  const schemas = new Map(tables.map(({ relation }) => [schemaSql(relation), relation]))
  const found: Relation[] = []
  for (const [sql, { database, schema }] of schemas) {
    const own = tables.filter(({ relation }) => schemaSql(relation) === sql)
    const rows = (await session.execute(`show tables like '%${MARK.toUpperCase()}%' in schema ${sql}`)).rows
    for (const name of rows.map((row) => String(row['name']))) {
      const isOurs = own.some((table) => isRebuiltName(name, table) && name !== nameOf(table, runId))
      if (isOurs) found.push({ database, schema, name })
    }
  }
  return found
}

function isRebuiltName(name: string, table: LoadTable): boolean {
  const start = nameOf(table, '')
  return name.startsWith(start) && /^[0-9A-F]+$/.test(name.slice(start.length))
}

function nameOf(table: LoadTable, runId: string): string {
  return foldIdentifier(rebuiltRelation(table, runId).name)
}

function schemaSql({ database, schema }: Relation): string {
  return `${quoteIdentifier(database)}.${quoteIdentifier(schema)}`
}

/** Drops what {@link leftoverTables} has found; a name that is left over once more does no harm. */
export async function dropTables(session: WarehouseSession, tables: readonly Relation[]): Promise<void> {
  for (const table of tables) await session.execute(`drop table if exists ${quoteRelation(table)}`).catch(() => {})
}

/**
 * Makes the new tables, empty. Where the columns stay, all else that was said of the old table stays too: comments,
 * clustering. Grants stay in any case: those of a table that is replaced count, so the old one is copied first.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/create-table#label-create-table-copy-grants
 */
export async function createRebuiltTables(
  session: WarehouseSession,
  tables: readonly RebuiltTable[],
  { dialect }: Warehouse,
): Promise<void> {
  for (const { table, rebuilt, hasOtherColumns } of tables) {
    const name = quoteRelation(rebuilt)
    const columns = Object.entries(table.columns).map(
      ([column, { type }]) => `${quoteIdentifier(column)} ${dialect.typeName(type)}`,
    )
    const old = table.existing && quoteRelation(table.relation)
    if (old) await session.execute(`create table ${name} like ${old} copy grants`)
    if (!old) await session.execute(`create table ${name} (${columns.join(', ')})`)
    else if (hasOtherColumns)
      await session.execute(`create or replace table ${name} (${columns.join(', ')}) copy grants`)
  }
}

/**
 * Lets the new tables take their places, then says so in the ledger, then drops the old ones. A table that the role may not
 * replace stays as it was, and so does what the ledger says of it: else every later load would try the same again.
 *
 * @throws KerrosError `E_NOT_PERMITTED`, when all this is done, with the tables that the role may not replace.
 * @see https://docs.snowflake.com/en/sql-reference/sql/alter-table
 */
export async function publishRebuiltTables(
  session: WarehouseSession,
  tables: readonly RebuiltTable[],
  ledger: string,
  runId: string,
): Promise<void> {
  const refused = new Map<LoadTable, KerrosError>()
  for (const { table, rebuilt } of tables) {
    const name = quoteRelation(table.relation)
    const built = quoteRelation(rebuilt)
    try {
      await session.execute(
        table.existing ? `alter table ${name} swap with ${built}` : `alter table ${built} rename to ${name}`,
      )
    } catch (error) {
      if (!isKerrosError(error) || error.code !== 'E_NOT_PERMITTED') throw error
      refused.set(table, error)
    }
  }
  const published = tables.filter(({ table }) => !refused.has(table)).map(({ table }) => table.name)
  const kept = [...refused.keys()].map(({ name }) => name)
  await session.begin()
  try {
    if (published.length > 0) for (const sql of settleSql(ledger, published, runId)) await session.execute(sql)
    if (kept.length > 0) await session.execute(unsettleSql(ledger, kept, runId))
    await session.commit()
  } catch (error) {
    await session.rollback()
    throw error
  }
  await dropTables(
    session,
    tables.map(({ rebuilt }) => rebuilt),
  )
  if (kept.length > 0) throw notReplaced(kept, [...refused.values()][0])
}

function notReplaced(names: readonly string[], cause: unknown): KerrosError {
  return new KerrosError('E_NOT_PERMITTED', `the role may not replace ${names.join(', ')}: this needs OWNERSHIP`, {
    hint: 'These tables are unchanged; all others are loaded. `kerros debug` shows the GRANT.',
    commands: ['kerros debug'],
    cause,
  })
}
