import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { statementSql } from '../../statement/statement.js'
import { insertBatch } from './append.js'
import type { Strategy, StrategyInput } from './strategy.js'

/** Deletes all rows and adds the batch, in one transaction: the table itself stays, with all that others have set on it. */
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

/** `delete from target as "t"` */
function deleteAll({ dialect, relation }: StrategyInput): string {
  return statementSql(dialect, compileDatabase.deleteFrom('target as t'), { target: relation })
}
