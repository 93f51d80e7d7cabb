import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { statementSql } from '../../statement/statement.js'
import { insertBatch } from './append.js'
import { conditionOver } from './pair-condition.js'
import type { Strategy, StrategyInput } from './strategy.js'

/** Deletes all rows, or those for which the predicates hold, and adds the batch, in one transaction: the table itself stays, with all that others have set on it. */
export const overwriteTable: Strategy = Object.freeze<Strategy>({
  needsUniqueKey: false,
  steps: (input: StrategyInput) => [
    {
      kind: 'transaction',
      steps: [
        { kind: 'delete', relation: input.relation, sql: deleteAll(input) },
        { kind: 'insert', relation: input.relation, sql: insertBatch(input) },
      ],
    },
  ],
})

/** `delete from target as "t"`, of those rows for which the predicates hold */
function deleteAll({ dialect, relation, predicate }: StrategyInput): string {
  const statement = compileDatabase
    .deleteFrom('target as t')
    .$if(predicate !== undefined, (query) => query.where(conditionOver(predicate!, { target: 't', source: 't' })))
  return statementSql(dialect, statement, { target: relation })
}
