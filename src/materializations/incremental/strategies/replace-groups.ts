import { compileDatabase } from '../../../core/nodes/compile-database.js'
import type { Step } from '../../../core/steps/step.js'
import { statementSql } from '../../statement/statement.js'
import { insertBatch } from './append.js'
import { groupTables, whereTouched } from './group-rows.js'
import { conditionOver } from './pair-condition.js'
import { inSameGroup } from './row-groups.js'
import type { Strategy, StrategyInput } from './strategy.js'

/** Deletes the groups that the batch has rows of, and touched ones, and adds the batch, in one transaction. */
export const replaceGroups: Strategy = Object.freeze<Strategy>({
  needsUniqueKey: false,
  steps: (input: StrategyInput) => [
    {
      kind: 'transaction',
      steps: [
        ...deleteTouched(input),
        { kind: 'delete', relation: input.relation, sql: deleteGroups(input) },
        { kind: 'insert', relation: input.relation, sql: insertBatch(input) },
      ],
    },
  ],
})

/** `delete from target as "t" where exists (select 1 from batch as "b" where "t"."day" is not distinct from "b"."day")` */
function deleteGroups({ dialect, relation, rows, replaced, predicate }: StrategyInput): string {
  const statement = compileDatabase.deleteFrom('target as t').where((eb) =>
    eb.exists(
      eb
        .selectFrom('batch as b')
        .select(eb.lit(1).as('found'))
        .where(inSameGroup(replaced!, 't', 'b'))
        .$if(predicate !== undefined, (query) => query.where(conditionOver(predicate!, { target: 't', source: 'b' }))),
    ),
  )
  return statementSql(dialect, statement, { target: relation, batch: rows })
}

/** Touched groups of which the query returns nothing any more are in no group of the batch. */
function deleteTouched(input: StrategyInput): readonly Step[] {
  if (input.groups.length === 0) return []
  const statement = whereTouched(compileDatabase.deleteFrom('target as s'), input.groups)
  return [{ kind: 'delete', relation: input.relation, sql: statementSql(input.dialect, statement, groupTables(input)) }]
}
