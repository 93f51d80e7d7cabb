import type { Expression, JoinBuilder, SelectQueryBuilder } from 'kysely'
import { type SqlBool, sql } from 'kysely'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import { statementBuilder } from '../statement/statement.js'

import { scdId } from './scd-id.js'
import { CHANGE, CLOSED_ID, ENDED_AT, type SnapshotStatement } from './snapshot-statement.js'
import { asTimestamp, finiteTimestamp, rowTimestamp, vanishedVersionEnds, versionBegins } from './version-timestamps.js'

/** A new version or the end of an old one; what its columns are is the source's matter. */
type Change = { readonly [column: string]: unknown }

/**
 * New versions (`kerros_change = 'insert'`) and ends of old ones (`kerros_change = 'close'`), for `mergeVersions`.
 *
 * @param isStored Whether the history has a column yet; a column it lacks counts as NULL there.
 */
export function versionChanges(
  input: SnapshotStatement,
  isStored: (column: string) => boolean,
): Expression<any> & { as(alias: string): unknown } {
  const { names, columns } = input
  const inserts = compared(input, isStored)
    .selectFrom('new_versions as s')
    .select([
      statementBuilder.val('insert').as(CHANGE),
      ...columns.map(({ name }) => columnOf('s', name).as(name)),
      columnOf('s', names.validFrom).as(names.validFrom),
      asTimestamp(statementBuilder.val(null)).as(names.validTo),
      scdId(input, columnOf('s', names.validFrom)).as(names.scdId),
      columnOf('s', names.scdUpdatedAt).as(names.scdUpdatedAt),
    ])
    .$castTo<Change>()
  const all = inserts.unionAll(endsOfReplaced(input))
  return input.hardDeletes === 'ignore' ? all : all.unionAll(endsOfVanished(input))
}

/** The current version of each key, when its last version ended, and the source's rows that are new or changed. */
function compared(input: SnapshotStatement, isStored: (column: string) => boolean) {
  const { names, columns, uniqueKey } = input
  return compileDatabase
    .with('current_versions', (db) =>
      db.selectFrom('target as t').selectAll('t').where(columnOf('t', names.validTo), 'is', null),
    )
    .with('ended_versions', (db) =>
      db
        .selectFrom('target as t')
        .where(columnOf('t', names.validTo), 'is not', null)
        .groupBy(uniqueKey.map((key) => columnOf('t', key)))
        .select([
          ...uniqueKey.map((key) => columnOf('t', key).as(key)),
          statementBuilder.fn.max(columnOf('t', names.validTo)).as(ENDED_AT),
        ]),
    )
    .with('new_versions', (db) =>
      db
        .selectFrom('source as s')
        .leftJoin('current_versions as c', (join) => onKey(join, input, 'c'))
        .leftJoin('ended_versions as e', (join) => onKey(join, input, 'e'))
        .where((eb) => eb.or([eb(columnOf('c', names.scdId), 'is', null), isChanged(input, isStored)]))
        .select([
          ...columns.map(({ name }) => columnOf('s', name).as(name)),
          asTimestamp(versionBegins(input)).as(names.validFrom),
          asTimestamp(rowTimestamp(input)).as(names.scdUpdatedAt),
          columnOf('c', names.scdId).as(CLOSED_ID),
        ]),
    )
}

function endsOfReplaced(input: SnapshotStatement): Expression<Change> {
  const closedId = columnOf('n', CLOSED_ID)
  return ends(input, 'new_versions as n', closedId, columnOf('n', input.names.validFrom)).where(
    closedId,
    'is not',
    null,
  )
}

function endsOfVanished(input: SnapshotStatement): Expression<Change> {
  const id = columnOf('c', input.names.scdId)
  return ends(input, 'current_versions as c', id, vanishedVersionEnds(input)).where((eb) =>
    eb.not(eb.exists(rowsOfKey(input, 'c'))),
  )
}

function ends(
  { names, columns }: SnapshotStatement,
  from: string,
  id: ReturnType<typeof columnOf>,
  end: Expression<unknown>,
): SelectQueryBuilder<any, any, Change> {
  const nothing = statementBuilder.val(null)
  return statementBuilder
    .selectFrom(from)
    .select([
      statementBuilder.val('close').as(CHANGE),
      ...columns.map(({ name }) => nothing.as(name)),
      nothing.as(names.validFrom),
      asTimestamp(end).as(names.validTo),
      id.as(names.scdId),
      nothing.as(names.scdUpdatedAt),
    ])
}

function onKey(join: JoinBuilder<any, any>, { uniqueKey }: SnapshotStatement, other: string): JoinBuilder<any, any> {
  return uniqueKey.reduce((on, key) => on.on(columnOf('s', key), '=', columnOf(other, key)), join)
}

/** The source's rows with the key of another table. */
function rowsOfKey({ uniqueKey }: SnapshotStatement, other: string): Expression<unknown> {
  const rows: SelectQueryBuilder<any, any, {}> = statementBuilder
    .selectFrom('source as s')
    .select(statementBuilder.lit(1).as('found'))
  return uniqueKey.reduce((query, key) => query.where(columnOf('s', key), '=', columnOf(other, key)), rows)
}

/**
 * Whether a row of the source (`s`) differs from the current version of its key (`c`), by the snapshot's strategy;
 * docs/snapshots.md has the rule for users. By `timestamp`:
 * `s.updated_at > c.updated_at or ((s.updated_at is null or c.updated_at is null) and (s.a is distinct from c.a or …))`.
 * Without the second half a change without a timestamp would be lost.
 *
 * @param isStored Whether the history has a column yet; a column it lacks counts as NULL there.
 */
function isChanged(input: SnapshotStatement, isStored: (column: string) => boolean): Expression<SqlBool> {
  const { change, names, columns, uniqueKey, dialect } = input
  const all = columns.map(({ name }) => name).filter((name) => !uniqueKey.includes(name))
  if (!('updatedAt' in change)) return anyDiffers(change.checkColumns === 'all' ? all : change.checkColumns, isStored)
  const timestamp = finiteTimestamp(columnOf('s', change.updatedAt), dialect)
  // A history that was kept by another column knows only the timestamps by which it noticed its versions.
  const recorded = finiteTimestamp(
    columnOf('c', isStored(change.updatedAt) ? change.updatedAt : names.scdUpdatedAt),
    dialect,
  )
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
