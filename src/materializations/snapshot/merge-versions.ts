import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import { statementSql } from '../statement/statement.js'
import { CHANGE, type SnapshotStatement } from './snapshot-statement.js'
import { versionChanges } from './version-changes.js'

/**
 * The one statement that changes the history: the ends of old versions and the new ones.
 *
 * @param isStored Whether or not the history has a column yet; a column it lacks counts as NULL there.
 */
export function mergeVersions(input: SnapshotStatement, isStored: (column: string) => boolean): string {
  const { dialect, relation, source, columns, names } = input
  const written = [...columns.map(({ name }) => name), ...Object.values(names)]
  const statement = compileDatabase
    .mergeInto('target as t')
    .using(versionChanges(input, isStored).as('v') as any, (join) =>
      join.on(columnOf('t', names.scdId), '=', columnOf('v', names.scdId)).on(columnOf('v', CHANGE), '=', 'close'),
    )
    .whenMatched()
    .thenUpdateSet(() => ({ [names.validTo]: columnOf('v', names.validTo) }))
    .whenNotMatchedAnd(columnOf('v', CHANGE), '=', 'insert')
    .thenInsertValues(() => Object.fromEntries(written.map((column) => [column, columnOf('v', column)])))
  return statementSql(dialect, statement, { target: relation, source })
}
