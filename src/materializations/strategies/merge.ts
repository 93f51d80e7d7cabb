import { compileDatabase } from '../../core/compile/compile-database.js'
import { columnOf } from '../column-of.js'
import { statementSql } from '../statement.js'
import type { Strategy, StrategyInput } from './strategy.js'

/** Overwrites rows with the same key and adds the others, in one statement. */
export const merge: Strategy = Object.freeze<Strategy>({
  needsUniqueKey: true,
  steps: (input: StrategyInput) => [{ kind: 'merge', relation: input.relation, sql: mergeBatch(input) }],
})

function mergeBatch({ dialect, relation, batch, columns, uniqueKey, updateColumns }: StrategyInput): string {
  const matched = compileDatabase
    .mergeInto('target as t')
    .using('batch as b', (join) =>
      uniqueKey.reduce((on, column) => on.on(columnOf('t', column), '=', columnOf('b', column)), join),
    )
  const updated =
    updateColumns.length === 0
      ? matched
      : matched
          .whenMatched()
          .thenUpdateSet(() => Object.fromEntries(updateColumns.map((column) => [column, columnOf('b', column)])))
  const statement = updated
    .whenNotMatched()
    .thenInsertValues(() => Object.fromEntries(columns.map((column) => [column, columnOf('b', column)])))
  return statementSql(dialect, statement, { target: relation, batch })
}
