import { compileDatabase } from '../core/compile/compile-database.js'
import { columnOf } from './column-of.js'
import { CHANGE, type SnapshotStatement } from './snapshot-statement.js'
import { statementSql } from './statement.js'

/** The one statement that changes the history: the ends of old versions and the new ones, as `versionChanges` made them. */
export function mergeVersions({ dialect, relation, changes, columns, names }: SnapshotStatement): string {
  const written = [...columns.map(({ name }) => name), ...Object.values(names)]
  const statement = compileDatabase
    .mergeInto('target as t')
    .using('changes as v', (join) =>
      join.on(columnOf('t', names.scdId), '=', columnOf('v', names.scdId)).on(columnOf('v', CHANGE), '=', 'close'),
    )
    .whenMatched()
    .thenUpdateSet(() => ({ [names.validTo]: columnOf('v', names.validTo) }))
    .whenNotMatchedAnd(columnOf('v', CHANGE), '=', 'insert')
    .thenInsertValues(() => Object.fromEntries(written.map((column) => [column, columnOf('v', column)])))
  return statementSql(dialect, statement, { target: relation, changes })
}
