import type { Expression, SelectQueryBuilder, SqlBool } from 'kysely'
import { TOUCHED_GROUP } from '../../../core/compile/rows/batch-query.js'
import { columnOf } from '../../../core/query/column-of.js'
import { statementBuilder } from '../../statement/statement.js'
import type { StrategyInput } from './strategy.js'

/** The keys of a batch, together with the new rows: `batch` in statements. */
const BATCH = 'batch_and_keys'

/** The tables of statements that read {@link groupRows}. */
export function groupTables({ relation, batch, rows }: StrategyInput) {
  return { target: relation, batch: rows, [BATCH]: batch }
}

/**
 * The stored rows that belong to a touched group, for statements over {@link groupTables}:
 * `from target as "s" where exists (select 1 from batch as "m" where "m"."kerros_touched" = 1 and "m"."user_id" is not distinct
 * from "s"."user_id")`, and the same for each further `touched`.
 */
export function groupRows({ groups }: StrategyInput): SelectQueryBuilder<any, any, {}> {
  const stored: SelectQueryBuilder<any, any, {}> = statementBuilder.selectFrom('target as s')
  return whereTouched(stored, groups)
}

/** Rows of the table `s` that belong to a touched group, selected or deleted. */
export function whereTouched<Q extends { where(condition: Expression<SqlBool>): Q }>(
  statement: Q,
  groups: StrategyInput['groups'],
): Q {
  return groups.reduce((query, columns, i) => {
    const keys: SelectQueryBuilder<any, any, any> = statementBuilder
      .selectFrom(`${BATCH} as m`)
      .select(statementBuilder.lit(1).as('found'))
      .where(columnOf('m', TOUCHED_GROUP), '=', statementBuilder.lit(i + 1))
    const matching = columns.reduce(
      (rows, column) =>
        rows.where(statementBuilder(columnOf('m', column), 'is not distinct from', columnOf('s', column))),
      keys,
    )
    return query.where(statementBuilder.exists(matching))
  }, statement)
}
