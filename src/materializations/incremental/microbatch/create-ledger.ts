import { sql } from 'kysely'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { LEDGER_COLUMNS } from '../../../core/relations/interval-ledger.js'
import type { Relation } from '../../../core/relations/relation.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'

/** The statement that makes the record of complete intervals. */
export function createLedger(ledger: Relation, dialect: SqlDialect): string {
  const columns = Object.entries(LEDGER_COLUMNS).map(
    ([name, type]) => `${columnName(name, dialect)} ${dialect.typeName({ name: type })} not null`,
  )
  return `create table if not exists ${dialect.quoteRelation(ledger)} (${columns.join(', ')})`
}

/** A column's name as the engine writes it in queries. */
function columnName(name: string, dialect: SqlDialect): string {
  return dialect.compile(compileDatabase.selectNoFrom(sql`0`.as(name)).toOperationNode()).replace(/^select 0 as /i, '')
}
