import type { SelectQueryBuilder } from 'kysely'
import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { columnOf } from '../../../core/query/column-of.js'
import { statementBuilder, statementSql } from '../../statement/statement.js'
import { groupRows, groupTables } from './group-rows.js'
import { conditionOver } from './pair-condition.js'
import type { Strategy, StrategyInput } from './strategy.js'
import { isAdded, type MatchedClause } from './when-matched.js'

/** Overwrites rows with the same key, adds the others and deletes those that touched groups no longer have, in one statement. */
export const merge: Strategy = Object.freeze<Strategy>({
  needsUniqueKey: true,
  steps: (input: StrategyInput) => [{ kind: 'merge', relation: input.relation, sql: mergeBatch(input) }],
})

/** A column of the statement's own: 1 for a stored row that is to be deleted. */
const GONE = 'kerros_gone'

function mergeBatch(input: StrategyInput): string {
  const { dialect, columns, uniqueKey, groups, predicate, whenMatched } = input
  const matched = compileDatabase
    .mergeInto('target as t')
    .using(groups.length > 0 ? (rowsAndGone(input).as('b') as never) : 'batch as b', (join: any) => {
      const byKey = uniqueKey.reduce((on, column) => on.on(columnOf('t', column), '=', columnOf('b', column)), join)
      return predicate ? byKey.on(conditionOver(predicate, PAIR)) : byKey
    })
  const deleted =
    groups.length > 0 ? matched.whenMatchedAnd(columnOf('b', GONE), '=', statementBuilder.lit(1)).thenDelete() : matched
  const updated = (whenMatched ?? [{ and: undefined, action: 'update' }]).reduce(
    (merge: any, clause) => withClause(merge, clause, input),
    deleted,
  )
  const added = whenMatched && isAdded(whenMatched, 'b')
  const statement = (added ? updated.whenNotMatchedAnd(added) : updated.whenNotMatched()).thenInsertValues(() =>
    Object.fromEntries(columns.map((column) => [column, columnOf('b', column)])),
  )
  return statementSql(dialect, statement, groupTables(input))
}

const PAIR = { target: 't', source: 'b' }

function withClause(
  merge: any,
  { and, action }: MatchedClause,
  { updateColumns, uniqueKey, whenMatched }: StrategyInput,
) {
  // A clause that writes nothing is left out, unless a later one would then decide instead.
  const written = updateColumns.length === 0 && whenMatched ? uniqueKey.slice(0, 1) : updateColumns
  if (action === 'update' && written.length === 0) return merge
  const when = and ? merge.whenMatchedAnd(conditionOver(and, PAIR)) : merge.whenMatched()
  if (action === 'delete') return when.thenDelete()
  return when.thenUpdateSet(() => Object.fromEntries(written.map((column) => [column, columnOf('b', column)])))
}

/**
 * The new rows, and the stored rows of touched groups whose keys are not among them:
 * `select "n"."user_id", …, 0 as "kerros_gone" from batch as "n" union all select distinct "s"."user_id", null, …, 1 from target as
 * "s" where … and not exists (select 1 from batch as "n" where "n"."user_id" = "s"."user_id")`
 */
function rowsAndGone(input: StrategyInput): SelectQueryBuilder<any, any, any> {
  const { columns, uniqueKey } = input
  const flag = (value: 0 | 1) => statementBuilder.lit(value).as(GONE)
  const added: SelectQueryBuilder<any, any, any> = statementBuilder
    .selectFrom('batch as n')
    .select([...columns.map((column) => columnOf('n', column).as(column)), flag(0)])
  const sameKey = uniqueKey.reduce(
    (query, column) => query.where(columnOf('n', column), '=', columnOf('s', column)),
    statementBuilder.selectFrom('batch as n').select(statementBuilder.lit(1).as('found')) as SelectQueryBuilder<
      any,
      any,
      any
    >,
  )
  const nothing = statementBuilder.lit(null)
  const gone = groupRows(input)
    .where(statementBuilder.not(statementBuilder.exists(sameKey)))
    .select([
      ...columns.map((column) => (uniqueKey.includes(column) ? columnOf('s', column) : nothing).as(column)),
      flag(1),
    ])
    .distinct()
  return added.unionAll(gone)
}
