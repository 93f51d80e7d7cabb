import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { rowNumber } from '../../core/functions/window-functions.js'
import type { RowFacts } from '../../core/keys/row-facts.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { AssertUniqueKey } from '../../core/steps/step.js'
import { relationOf, type StatementTable, statementSql } from '../statement/statement.js'

/** The rows in which a key is looked for. */
export interface KeyedRows {
  readonly rows: StatementTable
  /** `batch`: new rows next to those of a table; `whole`: all rows of a relation; `stored`: all rows, which earlier runs wrote. */
  readonly are: 'batch' | 'whole' | 'stored'
}

/**
 * The step that refuses rows in which a key repeats or has a NULL, as far as that does not follow from their query: no
 * step when both do, a count of NULLs when only those are in doubt. Engines either accept such rows silently or complain
 * with a row's values.
 */
export function uniqueKeyCheck(
  { rows, are }: KeyedRows,
  key: readonly string[],
  facts: RowFacts,
  dialect: SqlDialect,
): readonly AssertUniqueKey[] {
  const nullable = key.filter((column) => !facts.isNeverNull(column))
  const isUnique = facts.isUnique(new Set(key))
  if (isUnique && nullable.length === 0) return []
  const count = are !== 'batch' && dialect.capabilities.sortsInLessMemory ? countSorted : countGrouped
  const query = isUnique ? countNulls(nullable) : count(grouping(key, nullable, facts), nullable)
  const sql = statementSql(dialect, query, { batch: rows })
  return [{ kind: 'assertUniqueKey', relation: relationOf(rows), key, isStored: are === 'stored', sql }]
}

/** The columns to group by: the parts of a key that repeats exactly where they do, because they are shorter. */
function grouping(key: readonly string[], nullable: readonly string[], facts: RowFacts): readonly string[] {
  return [...new Set(key.flatMap((column) => (nullable.includes(column) ? column : (facts.partsOf(column) ?? column))))]
}

type RowCondition = (eb: ExpressionBuilder<any, any>) => Expression<SqlBool>

function hasNull(columns: readonly string[]): RowCondition {
  return (eb) => eb.or(columns.map((column) => eb(columnOf('b', column), 'is', null)))
}

/** `select 0 as "repeated", count(*) as "nulls" from batch as "b" where "b"."id" is null` */
function countNulls(nullable: readonly string[]) {
  return compileDatabase
    .selectFrom('batch as b')
    .where(hasNull(nullable))
    .select((eb) => [eb.lit(0).as('repeated'), eb.fn.countAll().as('nulls')])
}

const NEVER: RowCondition = () => sql<SqlBool>`1 = 0`

/** Groups that are in several rows or have a NULL, counted: a NULL is no key that repeats. */
function countGrouped(columns: readonly string[], nullable: readonly string[]) {
  const isNull = nullable.length > 0 ? hasNull(nullable) : NEVER
  const bad = compileDatabase
    .selectFrom('batch as b')
    .groupBy(columns.map((column) => columnOf('b', column)))
    .select((eb) => [
      eb.fn.countAll().as('n'),
      eb.case().when(isNull(eb)).then(eb.lit(1)).else(eb.lit(0)).end().as('missing'),
    ])
    .having((eb) =>
      nullable.length > 0 ? eb.or([eb(eb.fn.countAll(), '>', 1), isNull(eb)]) : eb(eb.fn.countAll(), '>', 1),
    )
  return compileDatabase
    .selectFrom(bad.as('k'))
    .select((eb) => [
      eb.fn.count(eb.case().when('k.missing', '=', eb.lit(0)).then(eb.lit(1)).end()).as('repeated'),
      eb.fn.sum(eb.case().when('k.missing', '=', eb.lit(1)).then(eb.ref('k.n')).end()).as('nulls'),
    ])
}

/** The same, by the second row of each group. */
function countSorted(columns: readonly string[], nullable: readonly string[]) {
  const isNull = nullable.length > 0 ? hasNull(nullable) : NEVER
  const group = columns.map((column) => columnOf('b', column))
  const numbered = compileDatabase.selectFrom('batch as b').select((eb) => [
    rowNumber()
      .over((over) => group.reduce((window, column) => window.orderBy(column), over.partitionBy(group)))
      .as('n'),
    eb.case().when(isNull(eb)).then(eb.lit(1)).else(eb.lit(0)).end().as('missing'),
  ])
  return compileDatabase
    .selectFrom(numbered.as('k'))
    .where((eb) => eb.or([eb('k.n', '=', eb.lit(2)), eb('k.missing', '=', eb.lit(1))]))
    .select((eb) => [
      eb.fn.count(eb.case().when('k.missing', '=', eb.lit(0)).then(eb.lit(1)).end()).as('repeated'),
      eb.fn.sum('k.missing').as('nulls'),
    ])
}
