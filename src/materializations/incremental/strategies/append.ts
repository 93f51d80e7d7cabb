import { compileDatabase } from '../../../core/nodes/compile-database.js'
import { columnOf } from '../../../core/query/column-of.js'
import { statementSql } from '../../statement/statement.js'
import type { Strategy, StrategyInput } from './strategy.js'

/** Adds the new rows. */
export const append: Strategy = Object.freeze<Strategy>({
  needsUniqueKey: false,
  steps: (input: StrategyInput) => [{ kind: 'insert', relation: input.relation, sql: insertBatch(input) }],
})

/** `insert into target (…) select … from batch` */
export function insertBatch({
  dialect,
  relation,
  rows,
  columns,
}: Pick<StrategyInput, 'dialect' | 'relation' | 'rows' | 'columns'>): string {
  const insert = compileDatabase
    .insertInto('target')
    .columns([...columns])
    .expression((eb) => eb.selectFrom('batch as b').select(columns.map((column) => columnOf('b', column).as(column))))
  return statementSql(dialect, insert, { target: relation, batch: rows })
}
