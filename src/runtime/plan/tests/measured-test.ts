import { ExpressionWrapper, type OperationNode, type RawBuilder, sql } from 'kysely'
import type { HistoryRule } from '../../../core/definitions/history-rule.js'
import { conditionNode } from '../../../core/definitions/test-options.js'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import type { TestNode } from '../../../core/project/nodes/node.js'
import { MEASUREMENT_COLUMNS, measuredKey, measurements } from '../../../core/relations/measurements.js'
import type { Relation } from '../../../core/relations/relation.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import { statementSql } from '../../../materializations/statement/statement.js'
import { digestOf } from '../../state/digest-of.js'

/** What a test measures, and where that is recorded. */
export interface MeasuredTest {
  readonly rule: HistoryRule
  /** The record. */
  readonly ledger: Relation
  /** Whose values they are, and of what. */
  readonly key: { readonly relation: string; readonly test: string; readonly metric: string; readonly filter: string }
}

/** The least and the greatest number of 64 bits: what is beyond them is no value. */
const GREATEST = 1.7976931348623157e308

const RECORDED = ['measured_at', 'value', 'lower_bound', 'upper_bound', 'runs', 'is_outside'] as const

/**
 * What a test measures that judges by the last runs; `undefined` for any other test.
 *
 * @param tested The relation whose rows it reads.
 * @param database The database of the target, which has the record.
 */
export function measuredTest(node: TestNode, tested: Relation, database: string): MeasuredTest | undefined {
  const { history: rule, column, where } = node
  if (rule === undefined) return undefined
  const metric = column === undefined ? rule.metric : `${rule.metric}(${column})`
  // The condition as it is written: with its values, that of the last day would be another one each day.
  const filter = where === undefined ? '' : digestOf(conditionNode(where, 'where'))
  return {
    rule,
    ledger: measurements(database),
    key: { relation: measuredKey(tested, database), test: node.name, metric, filter },
  }
}

/** The statement that measures, judges by the last runs, and records both. */
export function recordSql(
  { rule, ledger, key }: MeasuredTest,
  metric: OperationNode,
  { startedAt, runId }: { readonly startedAt: Date; readonly runId: string },
  dialect: SqlDialect,
): string {
  const { runs, minRuns, stddevs, tolerance, direction, since } = rule
  const last = compileDatabase
    .selectFrom('ledger as l')
    .select('l.value')
    .where('l.relation', '=', sql.lit(key.relation))
    .where('l.test', '=', sql.lit(key.test))
    .where('l.metric', '=', sql.lit(key.metric))
    .where('l.filter', '=', sql.lit(key.filter))
    .where('l.run_id', '!=', sql.lit(runId))
    .where('l.value', 'is not', null)
    .where('l.is_outside', '=', sql.lit(false))
    .$if(since !== undefined, (query) => query.where('l.measured_at', '>=', sql.lit(since)))
    .orderBy('l.measured_at', 'desc')
    .orderBy('l.run_id', 'desc')
    .limit(sql.lit(runs) as never)
  const value = sql.ref('h.value')
  const distance = sql`greatest(${sql.lit(stddevs)} * coalesce(stddev_samp(${value}), 0), ${sql.lit(tolerance)} * abs(avg(${value})))`
  const bound = (isUsed: boolean, of: RawBuilder<unknown>) => (isUsed ? of : sql`cast(null as double)`)
  const bounds = compileDatabase.selectFrom(last.as('h') as never).select([
    sql`count(${value})`.as('runs'),
    // A value that one of these runs had is within the bounds, also where its mean is rounded.
    bound(direction !== 'spike', sql`least(avg(${value}) - ${distance}, min(${value}))`).as('lower_bound'),
    bound(direction !== 'drop', sql`greatest(avg(${value}) + ${distance}, max(${value}))`).as('upper_bound'),
  ])
  const measured = compileDatabase
    .selectFrom(new ExpressionWrapper<any, any, any>(metric).as('n') as never)
    .select(
      sql`case when ${sql.ref('n.value')} between ${sql.lit(-GREATEST)} and ${sql.lit(GREATEST)} then ${sql.ref('n.value')} end`.as(
        'value',
      ),
    )
  const [v, lower, upper, found] = ['v.value', 'b.lower_bound', 'b.upper_bound', 'b.runs'].map((name) => sql.ref(name))
  const isKnown = sql`${found} >= ${sql.lit(minRuns)}`
  const known = (of: unknown) => sql`case when ${isKnown} then ${of} end`
  const row = (compileDatabase.selectFrom(measured.as('v') as never) as any)
    .innerJoin(bounds.as('b') as never, (join: any) => join.onTrue())
    .select([
      ...Object.entries(key).map(([column, text]) => sql.lit(text).as(column)),
      sql.lit(runId).as('run_id'),
      sql.lit(startedAt).as('measured_at'),
      sql`${v}`.as('value'),
      known(lower).as('lower_bound'),
      known(upper).as('upper_bound'),
      sql`${found}`.as('runs'),
      sql`case when ${isKnown} and (${v} is null or ${v} < ${lower} or ${v} > ${upper}) then true else false end`.as(
        'is_outside',
      ),
    ] as never)
  const insert = compileDatabase
    .insertInto('ledger')
    .columns(Object.keys(MEASUREMENT_COLUMNS))
    .expression(row as never)
  return statementSql(dialect, insert, { ledger })
}

/** The query of what a run has recorded that is outside of the bounds: its failing rows. */
export function outsideQuery(measured: MeasuredTest, runId: string, dialect: SqlDialect): OperationNode {
  return recorded(measured, dialect)
    .where('l.run_id', '=', sql.lit(runId))
    .where('l.is_outside', '=', sql.lit(true))
    .toOperationNode()
}

/** The query of everything that was recorded for a test, the newest first. */
export function recordedQuery(measured: MeasuredTest, dialect: SqlDialect): OperationNode {
  return recorded(measured, dialect).orderBy('l.measured_at', 'desc').toOperationNode()
}

/** One row: whether the value of a run is outside, as `failures`, and by how many runs it was judged, as `runs`. */
export function verdictSql({ ledger, key }: MeasuredTest, runId: string, dialect: SqlDialect): string {
  const query = compileDatabase
    .selectFrom('ledger as l')
    .select([
      sql`count(case when ${sql.ref('l.is_outside')} then 1 end)`.as('failures'),
      sql`max(${sql.ref('l.runs')})`.as('runs'),
    ])
    .where('l.relation', '=', sql.lit(key.relation))
    .where('l.test', '=', sql.lit(key.test))
    .where('l.metric', '=', sql.lit(key.metric))
    .where('l.filter', '=', sql.lit(key.filter))
    .where('l.run_id', '=', sql.lit(runId))
  return statementSql(dialect, query, { ledger })
}

function recorded({ ledger, key }: MeasuredTest, dialect: SqlDialect): any {
  const from = new ExpressionWrapper<any, any, any>(dialect.relationNode(ledger)).as('l') as never
  return (compileDatabase.selectFrom(from) as any)
    .select(RECORDED.map((column) => `l.${column}`))
    .where('l.relation', '=', sql.lit(key.relation))
    .where('l.test', '=', sql.lit(key.test))
    .where('l.metric', '=', sql.lit(key.metric))
    .where('l.filter', '=', sql.lit(key.filter))
}
