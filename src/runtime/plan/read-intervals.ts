import { compileDatabase } from '../../core/nodes/compile-database.js'
import type { Warehouse } from '../../core/ports/warehouse.js'
import {
  intervalLedger,
  LEDGER_COLUMNS,
  ledgerKey,
  type RecordedInterval,
  recordedInterval,
} from '../../core/relations/interval-ledger.js'
import { type DescribedSchemas, type Relation, relationKey } from '../../core/relations/relation.js'
import { statementSql } from '../../materializations/statement/statement.js'

/** Reads which intervals of relations are complete: one query for each database that has a record. */
export async function readIntervals(
  warehouse: Warehouse,
  relations: readonly Relation[],
  existing: DescribedSchemas,
): Promise<ReadonlyMap<string, readonly RecordedInterval[]>> {
  const recorded = new Map<string, RecordedInterval[]>()
  for (const database of new Set(relations.map((relation) => relation.database))) {
    const ledger = intervalLedger(database)
    if (!existing.relations.has(relationKey(ledger))) continue
    const own = relations.filter((relation) => relation.database === database)
    const keys = new Map(own.map((relation) => [ledgerKey(relation), relationKey(relation)]))
    const query = compileDatabase
      .selectFrom('ledger as l')
      .select(Object.keys(LEDGER_COLUMNS).map((column) => `l.${column}`))
      .where('l.relation', 'in', [...keys.keys()])
    const sql = statementSql(warehouse.dialect, query, { ledger })
    const { rows } = await warehouse.withSession((session) => session.execute(sql))
    for (const row of rows) {
      const { key, ...interval } = recordedInterval(row)
      const found = keys.get(key)!
      recorded.set(found, [...(recorded.get(found) ?? []), interval])
    }
  }
  return recorded
}
