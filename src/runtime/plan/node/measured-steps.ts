import { type OperationNode, sql } from 'kysely'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import type { TestNode } from '../../../core/project/nodes/node.js'
import { MEASUREMENT_COLUMNS, NULLABLE_MEASUREMENTS } from '../../../core/relations/measurements.js'
import { type Relation, relationKey } from '../../../core/relations/relation.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { Step } from '../../../core/steps/step.js'
import { createLedger } from '../../../materializations/statement/create-ledger.js'
import { inOnePiece } from '../hooks/in-one-piece.js'
import type { PlanInput } from '../input/plan-input.js'
import { measuredTest, outsideQuery, recordSql, verdictSql } from '../tests/measured-test.js'
import { storedFailures } from '../tests/store-failures.js'

/** The statement that makes the record of what tests have measured. */
export function createMeasurements(ledger: Relation, dialect: SqlDialect): string {
  return createLedger(ledger, MEASUREMENT_COLUMNS, dialect, NULLABLE_MEASUREMENTS)
}

/**
 * The steps of a test that judges by the last runs: it measures and records, then reads what it has recorded.
 *
 * @param metric The query that measures.
 */
export function measuredSteps(node: TestNode, metric: OperationNode, input: PlanInput): readonly Step[] {
  const { dialect, targeted, runId, existing, audits } = input
  const { severity, warnIf, errorIf } = node
  const rule = { kind: 'test', severity, warnIf, errorIf, shared: undefined } as const
  if (targeted.readsNothing || targeted.sample)
    return [notMeasured(targeted.readsNothing), { ...rule, sql: none(dialect) }]
  const tested = targeted.relations.get(node.testedNode!)!
  const measured = measuredTest(node, tested, input.database ?? tested.database)!
  const record: Step = {
    kind: 'remember',
    relation: measured.ledger,
    sql: recordSql(measured, metric, input, dialect),
  }
  const relation = targeted.relations.get(node.uniqueId)
  if (!relation) return [record, { ...rule, sql: verdictSql(measured, runId, dialect), minRuns: measured.rule.minRuns }]
  const place = {
    relation,
    existing: existing.relations.get(relationKey(relation)),
    isOfCandidate: audits?.nodeOf(node.uniqueId) !== undefined,
  }
  const { store, sql: counted } = storedFailures(node, outsideQuery(measured, runId, dialect), place, dialect)
  return [record, ...inOnePiece([store], dialect), { ...rule, sql: counted }]
}

function none(dialect: SqlDialect): string {
  return dialect.compile(compileDatabase.selectNoFrom(sql.lit(0).as('failures')).toOperationNode())
}

function notMeasured(isEmpty: boolean | undefined): Step {
  return {
    kind: 'note',
    message: `is not judged with ${isEmpty ? '--empty' : '--sample'}: the last runs had all rows`,
    hint: 'Run it without that option.',
  }
}
