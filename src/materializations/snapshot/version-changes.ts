import type { Expression, JoinBuilder, SelectQueryBuilder, SqlBool } from 'kysely'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import { statementBuilder } from '../statement/statement.js'
import { isChanged } from './is-changed.js'
import { scdId } from './scd-id.js'
import { CHANGE, CLOSED_ID, ENDED_AT, type SnapshotStatement } from './snapshot-statement.js'
import {
  asTimestamp,
  currentEnd,
  isCurrent,
  isEnded,
  rowTimestamp,
  vanishedVersionEnds,
  versionBegins,
} from './version-timestamps.js'

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
      currentEnd(input).as(names.validTo),
      scdId(input, columnOf('s', names.validFrom)).as(names.scdId),
      columnOf('s', names.scdUpdatedAt).as(names.scdUpdatedAt),
      ...deletedFlag(input, false),
    ])
    .$castTo<Change>()
  const all = inserts.unionAll(endsOfReplaced(input))
  if (input.hardDeletes === 'ignore') return all
  const withEnds = all.unionAll(endsOfVanished(input))
  return input.hardDeletes === 'invalidate' ? withEnds : withEnds.unionAll(deletionRecords(input, isStored))
}

/** The column that marks deletion records, where the history has one. */
export function deletedFlag({ names: { isDeleted } }: SnapshotStatement, value: boolean | null) {
  if (isDeleted === undefined) return []
  return [value === null ? statementBuilder.val(null).as(isDeleted) : statementBuilder.lit(value).as(isDeleted)]
}

/** The current version of each key, when its last version ended, and the source's rows that are new or changed. */
function compared(input: SnapshotStatement, isStored: (column: string) => boolean) {
  const { names, columns, uniqueKey } = input
  return compileDatabase
    .with('current_versions', (db) =>
      db
        .selectFrom('target as t')
        .selectAll('t')
        .where(isCurrent('t', input) as never),
    )
    .with('ended_versions', (db) =>
      db
        .selectFrom('target as t')
        .where(isEnded('t', input) as never)
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
        .where((eb) =>
          eb.or([
            eb(columnOf('c', names.scdId), 'is', null),
            isChanged({ ...input, recordedAt: names.scdUpdatedAt }, isStored),
            ...isDeletionRecord('c', names),
          ]),
        )
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
  return ends(input, 'current_versions as c', id, vanishedVersionEnds(input)).where((eb) => eb.and(isVanished(input)))
}

/** Whether the key of a current version (`c`) is gone; of a deletion record that is known already. */
function isVanished(input: SnapshotStatement): readonly Expression<SqlBool>[] {
  const isGone = statementBuilder.not(statementBuilder.exists(rowsOfKey(input, 'c')))
  const { isDeleted } = input.names
  return isDeleted === undefined
    ? [isGone]
    : [isGone, statementBuilder(columnOf('c', isDeleted), 'is distinct from', statementBuilder.lit(true))]
}

function isDeletionRecord(table: string, { isDeleted }: SnapshotStatement['names']): readonly Expression<SqlBool>[] {
  return isDeleted === undefined ? [] : [statementBuilder(columnOf(table, isDeleted), '=', statementBuilder.lit(true))]
}

/** The rows that say that a key is gone: the values of its last version, from where that ends. */
function deletionRecords(input: SnapshotStatement, isStored: (column: string) => boolean): Expression<Change> {
  const { names, columns, startedAt } = input
  const stored = columns.filter(({ name }) => isStored(name))
  const gone: SelectQueryBuilder<any, any, any> = statementBuilder
    .selectFrom('current_versions as c')
    .where(statementBuilder.and(isVanished(input)))
    .select([
      ...stored.map(({ name }) => columnOf('c', name).as(name)),
      asTimestamp(vanishedVersionEnds(input)).as(names.validFrom),
    ])
  return statementBuilder
    .selectFrom(gone.as('s'))
    .select([
      statementBuilder.val('insert').as(CHANGE),
      ...columns.map(({ name }) => (isStored(name) ? columnOf('s', name) : statementBuilder.val(null)).as(name)),
      columnOf('s', names.validFrom).as(names.validFrom),
      currentEnd(input).as(names.validTo),
      scdId(input, columnOf('s', names.validFrom)).as(names.scdId),
      asTimestamp(statementBuilder.val(startedAt)).as(names.scdUpdatedAt),
      ...deletedFlag(input, true),
    ])
}

function ends(
  input: SnapshotStatement,
  from: string,
  id: ReturnType<typeof columnOf>,
  end: Expression<unknown>,
): SelectQueryBuilder<any, any, Change> {
  const { names, columns } = input
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
      ...deletedFlag(input, null),
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
