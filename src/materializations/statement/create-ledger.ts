import { sql } from 'kysely'
import type { SqlTypeName } from '../../core/columns/index.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import type { Relation } from '../../core/relations/relation.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'

/**
 * The statement that makes a table in which kerros remembers something.
 *
 * @param nullable The columns that may be NULL. Default: none.
 */
export function createLedger(
  ledger: Relation,
  types: { readonly [column: string]: Exclude<SqlTypeName, 'decimal' | 'array'> },
  dialect: SqlDialect,
  nullable: ReadonlySet<string> = new Set(),
): string {
  const columns = Object.entries(types).map(
    ([name, type]) =>
      `${columnName(name, dialect)} ${dialect.typeName({ name: type })}${nullable.has(name) ? '' : ' not null'}`,
  )
  return `create table if not exists ${dialect.quoteRelation(ledger)} (${columns.join(', ')})`
}

/** A column's name as the engine writes it in queries. */
function columnName(name: string, dialect: SqlDialect): string {
  return dialect.compile(compileDatabase.selectNoFrom(sql`0`.as(name)).toOperationNode()).replace(/^select 0 as /i, '')
}
