import { type Expression, ExpressionWrapper, type OperationNode, type SqlBool } from 'kysely'
import type { EventTime } from '../../../core/batches/event-time.js'
import type { Interval } from '../../../core/batches/interval.js'
import { compareTime, isInBatch } from '../../../core/compile/rows/batch-filter.js'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { innerQuery } from '../../../core/nodes/derived-table.js'
import { columnOf } from '../../../core/query/column-of.js'
import type { FilteredInput } from '../../../core/steps/materialization.js'
import type { SqlDialect } from '../../../core/steps/sql-dialect.js'
import type { AssertEventTimes } from '../../../core/steps/step.js'
import { relationOf, type StatementTable, statementBuilder, statementSql } from '../../statement/statement.js'

/** What messages of a check need. */
type Subject = Pick<AssertEventTimes, 'of' | 'batch' | 'refusesNulls'>

/** Refuses rows of a batch that are not in it. */
export function checkBatch(
  rows: StatementTable,
  time: EventTime,
  batch: Interval,
  subject: Subject & { readonly dialect: SqlDialect },
): AssertEventTimes {
  const { dialect, ...said } = subject
  const at = columnOf('b', time.column)
  const isOutside = new ExpressionWrapper<any, any, SqlBool>(isInBatch(at.toOperationNode(), time, batch))
  const counts = compileDatabase.selectFrom('batch as b').select((eb) => [
    counted(eb(at, 'is', null)).as('nulls'),
    // A condition that is neither true nor false counts for neither.
    counted(eb.not(eb.parens(isOutside))).as('outside'),
  ])
  return {
    kind: 'assertEventTimes',
    rows: 'batch',
    column: time.column,
    ...said,
    sql: statementSql(dialect, counts, { batch: relationOf(rows) }),
  }
}

/** Refuses rows of an input without an event time, and notes those before the first batch. */
export function checkInput(
  { name, time, times }: FilteredInput,
  first: Date | undefined,
  subject: Omit<Subject, 'of'> & { readonly dialect: SqlDialect },
): AssertEventTimes {
  const { dialect, ...said } = subject
  const sql = dialect.compile(timeCounts(times, time, first))
  return { kind: 'assertEventTimes', rows: 'input', of: name, column: time.column, ...said, sql }
}

/** Refuses stored rows without an event time: no batch would ever replace them. */
export function checkStored(
  relation: StatementTable,
  time: EventTime,
  subject: Omit<Subject, 'refusesNulls'> & { readonly dialect: SqlDialect },
): AssertEventTimes {
  const { dialect, ...said } = subject
  const counts = compileDatabase
    .selectFrom('stored as b')
    .where(columnOf('b', time.column), 'is', null)
    .select((eb) => [eb.fn.countAll().as('nulls'), eb.lit(0).as('outside')])
  const sql = statementSql(dialect, counts, { stored: relationOf(relation) })
  return { kind: 'assertEventTimes', rows: 'stored', column: time.column, ...said, refusesNulls: true, sql }
}

/** Of a query: how many rows have no event time, and how many are before the first batch. */
function timeCounts(query: OperationNode, { column, type }: EventTime, first: Date | undefined): OperationNode {
  const at = columnOf('b', column)
  return compileDatabase
    .selectFrom(new ExpressionWrapper<any, any, any>(innerQuery(query)).as('b') as never)
    .select((eb) => [
      counted(eb(at as never, 'is', null)).as('nulls'),
      (first
        ? counted(new ExpressionWrapper<any, any, SqlBool>(compareTime(at.toOperationNode(), '<', first, type)))
        : eb.lit(0)
      ).as('outside'),
    ])
    .toOperationNode()
}

/** `count(case when CONDITION then 1 end)` */
function counted(condition: Expression<SqlBool>) {
  const { fn, lit } = statementBuilder
  return fn.count(statementBuilder.case().when(condition).then(lit(1)).end())
}
