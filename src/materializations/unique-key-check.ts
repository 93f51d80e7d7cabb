import { compileDatabase } from '../core/compile/compile-database.js'
import type { AssertUniqueKey } from '../core/plan/step.js'
import type { Relation } from '../core/ports/relation.js'
import type { SqlDialect } from '../core/ports/sql-dialect.js'
import { columnOf } from './column-of.js'
import { statementSql } from './statement.js'

/**
 * The step that refuses a batch in which a key repeats or has a NULL. Engines either take such a batch silently or
 * complain with a row's values.
 */
export function uniqueKeyCheck(relation: Relation, key: readonly string[], dialect: SqlDialect): AssertUniqueKey {
  const columns = key.map((column) => columnOf('b', column))
  const bad = compileDatabase
    .selectFrom('batch as b')
    .groupBy(columns)
    .select((eb) => eb.lit(1).as('bad'))
    .having((eb) => eb.or([eb(eb.fn.countAll(), '>', 1), ...columns.map((column) => eb(column, 'is', null))]))
  const count = compileDatabase.selectFrom(bad.as('k')).select((eb) => eb.fn.countAll().as('failures'))
  return { kind: 'assertUniqueKey', relation, key, sql: statementSql(dialect, count, { batch: relation }) }
}
