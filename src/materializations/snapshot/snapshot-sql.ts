import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import { statementSql } from '../statement/statement.js'
import { keptColumn } from '../steps/kept-types.js'
import { scdId } from './scd-id.js'
import { CHANGE, type SnapshotStatement } from './snapshot-statement.js'
import { deletedFlag, versionChanges } from './version-changes.js'
import { asTimestamp, currentEnd, isCurrent, rowTimestamp } from './version-timestamps.js'

/** The rows of a new history: every key's first version. */
export function firstVersions(input: SnapshotStatement): string {
  const { names } = input
  const from = rowTimestamp(input)
  const query = compileDatabase
    .selectFrom('source as s')
    .select([
      ...input.columns.map((column) =>
        input.dialect.capabilities.tablesKeepLengths
          ? keptColumn('s', column)
          : columnOf('s', column.name).as(column.name),
      ),
      asTimestamp(from).as(names.validFrom),
      currentEnd(input).as(names.validTo),
      scdId(input, from).as(names.scdId),
      asTimestamp(from).as(names.scdUpdatedAt),
      ...deletedFlag(input, false),
    ])
  return statementSql(input.dialect, query, { source: input.source })
}

/**
 * The one statement that changes the history: the ends of old versions and the new ones.
 *
 * @param isStored Whether the history has a column yet; a column it lacks counts as NULL there.
 */
export function mergeVersions(input: SnapshotStatement, isStored: (column: string) => boolean): string {
  const { dialect, relation, source, columns, names } = input
  const written = [...columns.map(({ name }) => name), ...Object.values(names)]
  const statement = compileDatabase
    .mergeInto('target as t')
    .using(versionChanges(input, isStored).as('v') as any, (join) =>
      join
        .on(columnOf('t', names.scdId), '=', columnOf('v', names.scdId))
        .on(columnOf('v', CHANGE), '=', 'close')
        // Histories of earlier versions of kerros may have an id twice.
        .on(isCurrent('t', input) as never),
    )
    .whenMatched()
    .thenUpdateSet(() => ({ [names.validTo]: columnOf('v', names.validTo) }))
    .whenNotMatchedAnd(columnOf('v', CHANGE), '=', 'insert')
    .thenInsertValues(() => Object.fromEntries(written.map((column) => [column, columnOf('v', column)])))
  return statementSql(dialect, statement, { target: relation, source })
}

/**
 * Changes what says of versions that they are current, after the option `validToCurrent` has changed:
 * `update target set "valid_to" = timestamp '9999-12-31' where "valid_to" is null`
 *
 * @param before What the stored versions have; `undefined` for NULL.
 */
export function changeCurrentEnd(input: SnapshotStatement, before: Date | undefined): string {
  const { dialect, relation, names } = input
  const statement = compileDatabase
    .updateTable('target as t')
    .set(() => ({ [names.validTo]: currentEnd(input) }) as never)
    .where(isCurrent('t', { names, validToCurrent: before }) as never)
  return statementSql(dialect, statement, { target: relation })
}
