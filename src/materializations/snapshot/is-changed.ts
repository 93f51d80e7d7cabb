import { type Expression, type SqlBool, sql } from 'kysely'
import { columnOf } from '../../core/query/column-of.js'
import { statementBuilder } from '../statement/statement-builder.js'
import type { SnapshotStatement } from './snapshot-statement.js'

/**
 * Whether a row of the source (`s`) differs from the current version of its key (`c`), by the snapshot's strategy;
 * docs/incremental.md has the rule for users. By `timestamp`:
 * `s.updated_at > c.updated_at or ((s.updated_at is null or c.updated_at is null) and (s.a is distinct from c.a or …))`.
 * Without the second half a change that comes with no moment would be lost.
 *
 * @param isStored Whether the history has a column yet; a column it lacks counts as NULL there.
 */
export function isChanged(input: SnapshotStatement, isStored: (column: string) => boolean): Expression<SqlBool> {
  const { change, names, columns, uniqueKey } = input
  const all = columns.map(({ name }) => name).filter((name) => !uniqueKey.includes(name))
  if (!('updatedAt' in change)) return anyDiffers(change.checkColumns === 'all' ? all : change.checkColumns, isStored)
  const moment = columnOf('s', change.updatedAt)
  // A history that was kept by another column knows only the moments by which it noticed its versions.
  const recorded = columnOf('c', isStored(change.updatedAt) ? change.updatedAt : names.scdUpdatedAt)
  return statementBuilder.or([
    statementBuilder(moment, '>', recorded),
    statementBuilder.and([
      statementBuilder.or([statementBuilder(moment, 'is', null), statementBuilder(recorded, 'is', null)]),
      anyDiffers(all, isStored),
    ]),
  ])
}

function anyDiffers(columns: readonly string[], isStored: (column: string) => boolean): Expression<SqlBool> {
  return statementBuilder.or(
    columns.map((name) => {
      const stored = isStored(name) ? columnOf('c', name) : sql`null`
      return statementBuilder(columnOf('s', name), 'is distinct from', stored)
    }),
  )
}
