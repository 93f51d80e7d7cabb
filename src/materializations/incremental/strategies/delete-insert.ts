import type { SelectQueryBuilder } from 'kysely'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { columnOf } from '../../../core/query/column-of.js'
import { statementBuilder, statementSql } from '../../statement/statement.js'
import { insertBatch } from './append.js'
import { groupRows, groupTables } from './group-rows.js'
import { conditionOver } from './pair-condition.js'
import type { Strategy, StrategyInput } from './strategy.js'

/**
 * Deletes the rows whose keys are in the batch, and those of touched groups, and adds the batch, in one transaction.
 */
export const deleteInsert: Strategy = Object.freeze<Strategy>({
  needsUniqueKey: true,
  steps: (input: StrategyInput) => [
    {
      kind: 'transaction',
      steps: [
        { kind: 'delete', relation: input.relation, sql: deleteReplaced(input) },
        { kind: 'insert', relation: input.relation, sql: insertBatch(input) },
      ],
    },
  ],
})

/** `delete from target as "t" where exists (select 1 from batch as "b" where "t"."id" = "b"."id")` */
function deleteReplaced(input: StrategyInput): string {
  const { dialect, uniqueKey, predicate } = input
  const from = input.groups.length > 0 ? goneKeys(input).as('b') : 'batch as b'
  const statement = compileDatabase.deleteFrom('target as t').where((eb) =>
    eb.exists(
      uniqueKey.reduce(
        (query, column) => query.where(columnOf('t', column), '=', columnOf('b', column)),
        eb
          .selectFrom(from as 'batch as b')
          .select(eb.lit(1).as('found'))
          .$if(predicate !== undefined, (query) =>
            query.where(conditionOver(predicate!, { target: 't', source: 'b' })),
          ),
      ),
    ),
  )
  return statementSql(dialect, statement, groupTables(input))
}

/** The keys of the new rows and of the stored rows of touched groups. One list: engines refuse EXISTS next to OR. */
function goneKeys(input: StrategyInput): SelectQueryBuilder<any, any, any> {
  const keysOf = (alias: string) => input.uniqueKey.map((column) => columnOf(alias, column).as(column))
  const added: SelectQueryBuilder<any, any, any> = statementBuilder.selectFrom('batch as n').select(keysOf('n'))
  return added.unionAll(groupRows(input).select(keysOf('s')))
}
