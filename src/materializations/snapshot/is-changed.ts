import { type Expression, type SqlBool, sql } from 'kysely'
import { columnOf } from '../../core/query/column-of.js'
import { castNull } from '../statement/canonical-call.js'
import { statementBuilder } from '../statement/statement.js'
import type { SnapshotStatement } from './snapshot-statement.js'
import { knownTimestamp } from './version-timestamps.js'

/** What decides whether a row has changed. */
type Comparison = Pick<SnapshotStatement, 'change' | 'columns' | 'uniqueKey' | 'dialect' | 'validToCurrent'> & {
  /** The column of stored rows that says when they were noticed, for rows that were stored without `updatedAt`. */
  readonly recordedAt: string | undefined
}

/**
 * Whether a row of the source (`s`) differs from the stored row of its key (`c`), by the snapshot's strategy;
 * docs/snapshots.md has the rule for users. By `timestamp`:
 * `s.updated_at > c.updated_at or ((s.updated_at is null or c.updated_at is null) and (s.a is distinct from c.a or …))`.
 * Without the second half a change without a timestamp would be lost.
 *
 * @param isStored Whether stored rows have a column yet; a column they lack counts as NULL there.
 */
export function isChanged(input: Comparison, isStored: (column: string) => boolean): Expression<SqlBool> {
  const { change, columns, uniqueKey, recordedAt } = input
  const all = columns.map(({ name }) => name).filter((name) => !uniqueKey.includes(name))
  if (!('updatedAt' in change)) return anyDiffers(change.checkColumns === 'all' ? all : change.checkColumns, isStored)
  const timestamp = knownTimestamp(columnOf('s', change.updatedAt), input)
  // Rows that were stored without this column have only the timestamps by which they were noticed.
  const stored = isStored(change.updatedAt) ? change.updatedAt : recordedAt
  const recorded = stored === undefined ? castNull({ name: 'timestamp' }) : knownTimestamp(columnOf('c', stored), input)
  return statementBuilder.or([
    statementBuilder(timestamp, '>', recorded),
    statementBuilder.and([
      statementBuilder.or([statementBuilder(timestamp, 'is', null), statementBuilder(recorded, 'is', null)]),
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
