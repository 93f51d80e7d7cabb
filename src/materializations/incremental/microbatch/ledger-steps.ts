import { sql } from 'kysely'
import { type Interval, mergedIntervals, withoutIntervals } from '../../../core/batches/interval.js'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { LEDGER_COLUMNS, ledgerKey, type RecordedInterval } from '../../../core/relations/interval-ledger.js'
import type { Relation } from '../../../core/relations/relation.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { Remember, Step } from '../../../core/steps/step.js'
import { statementSql } from '../../statement/statement.js'

const COLUMNS = Object.keys(LEDGER_COLUMNS)

/** The record of a relation's complete intervals, as one run writes it. */
export interface Ledger {
  readonly dialect: SqlDialect
  /** Where the record is. */
  readonly ledger: Relation
  /** Whose intervals they are. */
  readonly relation: Relation
  readonly runId: string
}

/** The step that adds complete intervals; no step for none. */
export function recordIntervals(
  { dialect, ledger, relation, runId }: Ledger,
  intervals: readonly RecordedInterval[],
): readonly Remember[] {
  if (intervals.length === 0) return []
  const rows = intervals.map(({ generation, query, start, end }) => {
    const values = [ledgerKey(relation), generation, query, start, end, runId]
    return compileDatabase.selectNoFrom(COLUMNS.map((column, i) => sql.lit(values[i]).as(column)))
  })
  const insert = compileDatabase
    .insertInto('ledger')
    .columns([...COLUMNS])
    .expression(rows.reduce((all, row) => all.unionAll(row)))
  return [{ kind: 'remember', relation: ledger, sql: statementSql(dialect, insert, { ledger }) }]
}

/** The step that forgets everything that is recorded of the relation. */
export function forgetIntervals({ dialect, ledger, relation }: Ledger): Remember {
  const statement = compileDatabase.deleteFrom('ledger as l').where('l.relation', '=', ledgerKey(relation))
  return { kind: 'remember', relation: ledger, sql: statementSql(dialect, statement, { ledger }) }
}

/**
 * The steps that take the batches of a run out of the record, so that one that fails or is interrupted is not complete any
 * more. What is left is written down in as few rows as possible.
 */
export function reopenBatches(
  ledger: Ledger,
  recorded: readonly RecordedInterval[],
  batches: readonly Interval[],
): readonly Step[] {
  const queries = [...new Set(recorded.map(({ query }) => query))]
  const left = queries.flatMap((query) => {
    const own = recorded.filter((entry) => entry.query === query)
    const generation = own[0]!.generation
    return mergedIntervals(withoutIntervals(own, batches)).map((interval) => ({ ...interval, generation, query }))
  })
  const isOpen = recorded.every(({ start, end }) => batches.every((batch) => batch.end <= start || end <= batch.start))
  if (isOpen && left.length === recorded.length) return []
  return [{ kind: 'transaction', steps: [forgetIntervals(ledger), ...recordIntervals(ledger, left)] }]
}
