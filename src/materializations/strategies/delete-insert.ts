import { compileDatabase } from '../../core/compile/compile-database.js'
import { columnOf } from '../column-of.js'
import { statementSql } from '../statement.js'
import { insertBatch } from './append.js'
import type { Strategy, StrategyInput } from './strategy.js'

/** Deletes the rows whose keys are in the batch and adds the batch, in one transaction. */
export const deleteInsert: Strategy = Object.freeze<Strategy>({
  needsUniqueKey: true,
  steps: (input: StrategyInput) => [
    {
      kind: 'transaction',
      steps: [
        { kind: 'delete', relation: input.relation, sql: deleteMatching(input) },
        { kind: 'insert', relation: input.relation, sql: insertBatch(input) },
      ],
    },
  ],
})

function deleteMatching({ dialect, relation, batch, uniqueKey }: StrategyInput): string {
  const statement = compileDatabase
    .deleteFrom('target as t')
    .where((eb) =>
      eb.exists(
        uniqueKey.reduce(
          (query, column) => query.where(columnOf('t', column), '=', columnOf('b', column)),
          eb.selectFrom('batch as b').select(eb.lit(1).as('found')),
        ),
      ),
    )
  return statementSql(dialect, statement, { target: relation, batch })
}
