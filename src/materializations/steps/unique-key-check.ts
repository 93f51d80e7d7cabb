import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { RowFacts } from '../../core/keys/row-facts.js'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import type { SqlDialect } from '../../core/steps/sql-dialect.js'
import type { AssertUniqueKey } from '../../core/steps/step.js'
import { relationOf, type StatementTable, statementSql } from '../statement/statement.js'

/**
 * The step that refuses rows in which a key repeats or has a NULL, as far as that does not follow from their query: no
 * step when both do, a count of NULLs when only those are in doubt. Engines either accept such rows silently or complain
 * with a row's values.
 */
export function uniqueKeyCheck(
  rows: StatementTable,
  key: readonly string[],
  facts: RowFacts,
  dialect: SqlDialect,
  isStored = false,
): readonly AssertUniqueKey[] {
  const nullable = key.filter((column) => !facts.isNeverNull(column))
  const isUnique = facts.isUnique(new Set(key))
  if (isUnique && nullable.length === 0) return []
  const query = isUnique ? countNulls(nullable) : countBroken(grouping(key, nullable, facts), nullable)
  const sql = statementSql(dialect, query, { batch: rows })
  return [{ kind: 'assertUniqueKey', relation: relationOf(rows), key, isStored, sql }]
}

/** The columns to group by: the parts of a key that repeats exactly where they do, because they are shorter. */
function grouping(key: readonly string[], nullable: readonly string[], facts: RowFacts): readonly string[] {
  return [...new Set(key.flatMap((column) => (nullable.includes(column) ? column : (facts.partsOf(column) ?? column))))]
}

type Condition = (eb: ExpressionBuilder<any, any>) => Expression<SqlBool>

function hasNull(columns: readonly string[]): Condition {
  return (eb) => eb.or(columns.map((column) => eb(columnOf('b', column), 'is', null)))
}

/** `select 0 as "repeated", count(*) as "nulls" from batch as "b" where "b"."id" is null` */
function countNulls(nullable: readonly string[]) {
  return compileDatabase
    .selectFrom('batch as b')
    .where(hasNull(nullable))
    .select((eb) => [eb.lit(0).as('repeated'), eb.fn.countAll().as('nulls')])
}

/** Groups that are in several rows or have a NULL, counted: a NULL is no key that repeats. */
function countBroken(columns: readonly string[], nullable: readonly string[]) {
  const isNull: Condition = nullable.length > 0 ? hasNull(nullable) : () => sql<SqlBool>`1 = 0`
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
