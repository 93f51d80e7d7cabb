import { type Expression, type SqlBool, sql } from 'kysely'
import { columnOf } from './column-of.js'
import type { SnapshotStatement } from './snapshot-statement.js'
import { statementBuilder } from './statement-builder.js'

/**
 * Whether or not a row of the source (`s`) differs from the current version of its key (`c`), by the snapshot's strategy.
 *
 * @param isStored Whether or not the history has a column yet; a column it lacks counts as NULL there.
 */
export function isChanged(
  { change, names, columns, uniqueKey }: SnapshotStatement,
  isStored: (column: string) => boolean,
): Expression<SqlBool> {
  if ('updatedAt' in change)
    return statementBuilder(columnOf('s', change.updatedAt), '>', columnOf('c', names.scdUpdatedAt))
  const all = columns.map(({ name }) => name).filter((name) => !uniqueKey.includes(name))
  const checked = change.checkColumns === 'all' ? all : change.checkColumns
  return statementBuilder.or(
    checked.map((name) => {
      const stored = isStored(name) ? columnOf('c', name) : sql`null`
      return statementBuilder(columnOf('s', name), 'is distinct from', stored)
    }),
  )
}
