import {
  type Expression,
  type ExpressionBuilder,
  ExpressionWrapper,
  expressionBuilder,
  type SqlBool,
  sql,
} from 'kysely'
import type { SqlType } from '../core/columns/index.js'
import { compileDatabase } from '../core/compile/compile-database.js'
import type { OutputColumn } from '../core/compile/output-column.js'
import type { Relation } from '../core/ports/relation.js'
import type { SqlDialect } from '../core/ports/sql-dialect.js'
import { canonical } from './canonical-call.js'
import { columnOf } from './column-of.js'
import type { SnapshotNames } from './snapshot-materialization.js'
import { statementSql } from './statement.js'

/** What a snapshot's options say, complete. */
export interface SnapshotSettings {
  readonly uniqueKey: readonly string[]
  readonly change: { readonly updatedAt: string } | { readonly checkColumns: 'all' | readonly string[] }
  readonly hardDeletes: 'ignore' | 'invalidate'
  readonly names: SnapshotNames
}

/** What the statements of one run are made of. */
export interface SnapshotSqlInput extends SnapshotSettings {
  /** The source's columns, in order. */
  readonly columns: readonly OutputColumn[]
  readonly startedAt: Date
  readonly dialect: SqlDialect
  /** The stored history. */
  readonly relation: Relation
  /** The source's rows of this run. */
  readonly source: Relation
  /** New versions and ends of old ones. */
  readonly changes: Relation
}

type Eb = ExpressionBuilder<any, any>

const TIMESTAMP: SqlType = { name: 'timestamp' }

/** Columns of the statements' own, beside the source's: named so that no source has them. */
const CHANGE = 'kerros_change'
const CLOSED_ID = 'kerros_closed_id'
const ENDED_AT = 'kerros_ended_at'

/** The rows of a new history: every key's first version. */
export function firstVersions(input: SnapshotSqlInput): string {
  const { names } = input
  const query = compileDatabase.selectFrom('source as s').select((eb) => {
    const from = moment(eb, input)
    return [
      ...input.columns.map(({ name }) => columnOf('s', name).as(name)),
      canonical('cast', [from], TIMESTAMP).as(names.validFrom),
      canonical('cast', [eb.val(null)], TIMESTAMP).as(names.validTo),
      scdId(eb, input, from).as(names.scdId),
      canonical('cast', [from], TIMESTAMP).as(names.scdUpdatedAt),
    ]
  })
  return statementSql(input.dialect, query, { source: input.source })
}

/**
 * New versions (`kerros_change = 'insert'`) and ends of old ones (`kerros_change = 'close'`).
 *
 * @param isStored Whether or not the history has a column yet; a column it lacks counts as NULL there.
 */
export function versionChanges(input: SnapshotSqlInput, isStored: (column: string) => boolean): string {
  const { names, columns, hardDeletes } = input
  const compared = compileDatabase
    .with('current_versions', (db) =>
      db.selectFrom('target as t').selectAll('t').where(columnOf('t', names.validTo), 'is', null),
    )
    .with('ended_versions', (db) =>
      db
        .selectFrom('target as t')
        .where(columnOf('t', names.validTo), 'is not', null)
        .groupBy(input.uniqueKey.map((key) => columnOf('t', key)))
        .select((eb) => [
          ...input.uniqueKey.map((key) => columnOf('t', key).as(key)),
          eb.fn.max(columnOf('t', names.validTo)).as(ENDED_AT),
        ]),
    )
    .with('new_versions', (db) =>
      db
        .selectFrom('source as s')
        .leftJoin('current_versions as c', (join) => onKey(join, input, 'c'))
        .leftJoin('ended_versions as e', (join) => onKey(join, input, 'e'))
        .where((eb) => eb.or([eb(columnOf('c', names.scdId), 'is', null), isChanged(eb, input, isStored)]))
        .select((eb) => [
          ...columns.map(({ name }) => columnOf('s', name).as(name)),
          canonical('cast', [validFrom(eb, input)], TIMESTAMP).as(names.validFrom),
          canonical('cast', [moment(eb, input)], TIMESTAMP).as(names.scdUpdatedAt),
          columnOf('c', names.scdId).as(CLOSED_ID),
        ]),
    )
  const inserts = compared
    .selectFrom('new_versions as s')
    .select((eb) => [
      eb.val('insert').as(CHANGE),
      ...columns.map(({ name }) => columnOf('s', name).as(name)),
      columnOf('s', names.validFrom).as(names.validFrom),
      canonical('cast', [eb.val(null)], TIMESTAMP).as(names.validTo),
      scdId(eb, input, columnOf('s', names.validFrom)).as(names.scdId),
      columnOf('s', names.scdUpdatedAt).as(names.scdUpdatedAt),
    ])
  const closes = (from: string, id: Expression<any>, end: Expression<any>) => (eb: Eb) =>
    eb
      .selectFrom(from)
      .select((on: Eb) => [
        on.val('close').as(CHANGE),
        ...columns.map(({ name }) => on.val(null).as(name)),
        on.val(null).as(names.validFrom),
        canonical('cast', [end], TIMESTAMP).as(names.validTo),
        aliased(id, names.scdId),
        on.val(null).as(names.scdUpdatedAt),
      ])
  const replaced = closes('new_versions as n', columnOf('n', CLOSED_ID), columnOf('n', names.validFrom))
  const vanished = closes('current_versions as c', columnOf('c', names.scdId), vanishedAt(input))
  const withReplaced = inserts.unionAll((eb) => replaced(eb).where(columnOf('n', CLOSED_ID), 'is not', null) as never)
  const all =
    hardDeletes === 'ignore'
      ? withReplaced
      : withReplaced.unionAll((eb) => vanished(eb).where((on: any) => on.not(on.exists(sameKey(on, input)))) as never)
  return statementSql(input.dialect, all, { target: input.relation, source: input.source })
}

/** The one statement that changes the history. */
export function mergeVersions({ dialect, relation, changes, columns, names }: SnapshotSqlInput): string {
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

function onKey(join: any, { uniqueKey }: SnapshotSqlInput, other: string): any {
  return uniqueKey.reduce((on, key) => on.on(columnOf('s', key), '=', columnOf(other, key)), join)
}

function sameKey(eb: any, { uniqueKey }: SnapshotSqlInput): any {
  const source = eb.selectFrom('source as s').select(eb.lit(1).as('found'))
  return uniqueKey.reduce((query, key) => query.where(columnOf('s', key), '=', columnOf('c', key)), source)
}

/** The moment by which a row of the source counts: its own, or the run's when it has none. */
function moment(eb: any, { change, startedAt }: SnapshotSqlInput): any {
  if (!('updatedAt' in change)) return eb.val(startedAt)
  return eb.fn.coalesce(columnOf('s', change.updatedAt), canonical('cast', [eb.val(startedAt)], TIMESTAMP))
}

/**
 * When a new version begins: with its moment, but after the current version began and not before the last one ended,
 * so that ranges never overlap, whatever clocks and sources do.
 */
function validFrom(eb: any, input: SnapshotSqlInput): any {
  const { names } = input
  const begins = moment(eb, input)
  return eb
    .case()
    .when(columnOf('c', names.validFrom), '>=', begins)
    .then(afterCurrent(names))
    .when(columnOf('e', ENDED_AT), '>', begins)
    .then(columnOf('e', ENDED_AT))
    .else(begins)
    .end()
}

/** When the version of a key that is gone ends: with the run, but after it began. */
function vanishedAt({ names, startedAt }: SnapshotSqlInput): Expression<any> {
  const eb = expressionBuilder<any, any>()
  const begun = columnOf('c', names.validFrom)
  return eb.case().when(begun, '>=', startedAt).then(afterCurrent(names)).else(startedAt).end()
}

/** The first moment that may follow the current version's beginning. */
function afterCurrent(names: SnapshotNames): Expression<any> {
  return canonical('date_add', ['second', 1, columnOf('c', names.validFrom)])
}

function aliased(expression: Expression<any>, name: string) {
  return new ExpressionWrapper<any, any, any>(expression.toOperationNode()).as(name)
}

function isChanged(eb: any, input: SnapshotSqlInput, isStored: (column: string) => boolean): Expression<SqlBool> {
  const { change, names, columns, uniqueKey } = input
  if ('updatedAt' in change) return eb(columnOf('s', change.updatedAt), '>', columnOf('c', names.scdUpdatedAt))
  const all = columns.map(({ name }) => name).filter((name) => !uniqueKey.includes(name))
  const checked = change.checkColumns === 'all' ? all : change.checkColumns
  return eb.or(
    checked.map((name) => {
      const stored = isStored(name) ? columnOf('c', name) : sql`null`
      return eb(columnOf('s', name), 'is distinct from', stored)
    }),
  )
}

/**
 * md5 of the key's parts and the microseconds of `valid_from`: the same text on every engine. Text comes with its
 * length, so that the keys `('a-b', 'c')` and `('a', 'b-c')` have different ids.
 */
function scdId(eb: any, { uniqueKey, columns }: SnapshotSqlInput, from: any): any {
  const parts = uniqueKey.map((key) => {
    const type = columns.find(({ name }) => name === key)?.type?.name
    return keyPart(eb, canonical(type === 'date' ? 'date_text' : 'key_text', [columnOf('s', key)]), type)
  })
  const epoch = canonical('cast', [eb.val(new Date(0))], TIMESTAMP)
  const micros = canonical('date_diff', ['microsecond', epoch, from])
  const texts = [...parts, canonical('cast', [micros], { name: 'varchar' })]
  const joined = texts.flatMap((text, i) => (i === 0 ? [text] : [eb.val('-'), text]))
  return canonical('md5', [canonical('concat', joined)])
}

function keyPart(eb: any, text: any, type: SqlType['name'] | undefined): any {
  if (type !== undefined && type !== 'varchar' && type !== 'json' && type !== 'binary') return text
  const length = canonical('cast', [canonical('length', [text])], { name: 'varchar' })
  return canonical('concat', [length, eb.val(':'), text])
}
