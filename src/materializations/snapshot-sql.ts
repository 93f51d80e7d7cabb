import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { SqlType } from '../core/columns/index.js'
import { compileDatabase } from '../core/compile/compile-database.js'
import type { OutputColumn } from '../core/compile/output-column.js'
import type { Relation } from '../core/ports/relation.js'
import type { SqlDialect } from '../core/ports/sql-dialect.js'
import { canonical } from './canonical-call.js'
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

/** The rows of a new history: every key's first version. */
export function firstVersions(input: SnapshotSqlInput): string {
  const { names } = input
  const query = compileDatabase.selectFrom('source as s').select((eb) => {
    const from = moment(eb, input)
    return [
      ...input.columns.map(({ name }) => eb.ref(`s.${name}`).as(name)),
      canonical('cast', [from], TIMESTAMP).as(names.validFrom),
      canonical('cast', [eb.val(null)], TIMESTAMP).as(names.validTo),
      scdId(eb, input, from).as(names.scdId),
      canonical('cast', [from], TIMESTAMP).as(names.scdUpdatedAt),
    ]
  })
  return statementSql(input.dialect, query, { source: input.source })
}

/**
 * New versions (`change = 'insert'`) and ends of old ones (`change = 'close'`).
 *
 * @param isStored Whether or not the history has a column yet; a column it lacks counts as NULL there.
 */
export function versionChanges(input: SnapshotSqlInput, isStored: (column: string) => boolean): string {
  const { names, columns, hardDeletes } = input
  const compared = compileDatabase
    .with('current_versions', (db) =>
      db.selectFrom('target as t').selectAll('t').where(`t.${names.validTo}`, 'is', null),
    )
    .with('ended_versions', (db) =>
      db
        .selectFrom('target as t')
        .where(`t.${names.validTo}`, 'is not', null)
        .groupBy(input.uniqueKey.map((key) => `t.${key}`))
        .select((eb) => [
          ...input.uniqueKey.map((key) => eb.ref(`t.${key}`).as(key)),
          eb.fn.max(`t.${names.validTo}`).as('ended_at'),
        ]),
    )
    .with('new_versions', (db) =>
      db
        .selectFrom('source as s')
        .leftJoin('current_versions as c', (join) => onKey(join, input, 'c'))
        .leftJoin('ended_versions as e', (join) => onKey(join, input, 'e'))
        .where((eb) => eb.or([eb(`c.${names.scdId}`, 'is', null), isChanged(eb, input, isStored)]))
        .select((eb) => [
          ...columns.map(({ name }) => eb.ref(`s.${name}`).as(name)),
          canonical('cast', [validFrom(eb, input)], TIMESTAMP).as(names.validFrom),
          canonical('cast', [moment(eb, input)], TIMESTAMP).as(names.scdUpdatedAt),
          eb.ref(`c.${names.scdId}`).as('closed_id'),
        ]),
    )
  const inserts = compared
    .selectFrom('new_versions as s')
    .select((eb) => [
      eb.val('insert').as('change'),
      ...columns.map(({ name }) => eb.ref(`s.${name}`).as(name)),
      eb.ref(`s.${names.validFrom}`).as(names.validFrom),
      canonical('cast', [eb.val(null)], TIMESTAMP).as(names.validTo),
      scdId(eb, input, eb.ref(`s.${names.validFrom}`)).as(names.scdId),
      eb.ref(`s.${names.scdUpdatedAt}`).as(names.scdUpdatedAt),
    ])
  const closes = (from: string, id: string, end: (eb: Eb) => Expression<any>) => (eb: Eb) =>
    eb
      .selectFrom(from)
      .select((on: Eb) => [
        on.val('close').as('change'),
        ...columns.map(({ name }) => on.val(null).as(name)),
        on.val(null).as(names.validFrom),
        canonical('cast', [end(on)], TIMESTAMP).as(names.validTo),
        on.ref(id).as(names.scdId),
        on.val(null).as(names.scdUpdatedAt),
      ])
  const replaced = closes('new_versions as n', 'n.closed_id', (eb) => eb.ref(`n.${names.validFrom}`))
  const vanished = closes('current_versions as c', `c.${names.scdId}`, (eb) => eb.val(input.startedAt))
  const withReplaced = inserts.unionAll((eb) => replaced(eb).where('n.closed_id', 'is not', null) as never)
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
      join.onRef(`t.${names.scdId}`, '=', `v.${names.scdId}`).on('v.change', '=', 'close'),
    )
    .whenMatched()
    .thenUpdateSet((eb: any) => ({ [names.validTo]: eb.ref(`v.${names.validTo}`) }))
    .whenNotMatchedAnd('v.change', '=', 'insert')
    .thenInsertValues((eb: any) => Object.fromEntries(written.map((column) => [column, eb.ref(`v.${column}`)])))
  return statementSql(dialect, statement, { target: relation, changes })
}

function onKey(join: any, { uniqueKey }: SnapshotSqlInput, other: string): any {
  return uniqueKey.reduce((on, key) => on.onRef(`s.${key}`, '=', `${other}.${key}`), join)
}

function sameKey(eb: any, { uniqueKey }: SnapshotSqlInput): any {
  const source = eb.selectFrom('source as s').select(eb.lit(1).as('found'))
  return uniqueKey.reduce((query, key) => query.whereRef(`s.${key}`, '=', `c.${key}`), source)
}

/** The moment by which a row of the source counts: its own, or the run's. */
function moment(eb: any, { change, startedAt }: SnapshotSqlInput): any {
  return 'updatedAt' in change ? eb.ref(`s.${change.updatedAt}`) : eb.val(startedAt)
}

/**
 * When a new version begins: with its moment, but after the current version began and not before the last one ended,
 * so that ranges never overlap, whatever clocks and sources do.
 */
function validFrom(eb: any, input: SnapshotSqlInput): any {
  const { names } = input
  const begins = moment(eb, input)
  const afterCurrent = canonical('date_add', ['second', 1, eb.ref(`c.${names.validFrom}`)])
  return eb
    .case()
    .when(`c.${names.validFrom}`, '>=', begins)
    .then(afterCurrent)
    .when(`e.ended_at`, '>', begins)
    .then(eb.fn.coalesce(eb.ref(`c.${names.validFrom}`), eb.ref('e.ended_at')))
    .else(begins)
    .end()
}

function isChanged(eb: any, input: SnapshotSqlInput, isStored: (column: string) => boolean): Expression<SqlBool> {
  const { change, names, columns, uniqueKey } = input
  if ('updatedAt' in change) return eb(`s.${change.updatedAt}`, '>', eb.ref(`c.${names.scdUpdatedAt}`))
  const all = columns.map(({ name }) => name).filter((name) => !uniqueKey.includes(name))
  const checked = change.checkColumns === 'all' ? all : change.checkColumns
  return eb.or(
    checked.map((name) => {
      const stored = isStored(name) ? eb.ref(`c.${name}`) : sql`null`
      return eb(`s.${name}`, 'is distinct from', stored)
    }),
  )
}

/** md5 of the key's parts and the microseconds of `valid_from`: the same text on every engine. */
function scdId(eb: any, { uniqueKey, columns }: SnapshotSqlInput, from: any): any {
  const parts = uniqueKey.map((key) => {
    const isDate = columns.find(({ name }) => name === key)?.type?.name === 'date'
    return canonical(isDate ? 'date_text' : 'key_text', [eb.ref(`s.${key}`)])
  })
  const epoch = canonical('cast', [eb.val(new Date(0))], TIMESTAMP)
  const micros = canonical('date_diff', ['microsecond', epoch, from])
  const texts = [...parts, canonical('cast', [micros], { name: 'varchar' })]
  const joined = texts.flatMap((text, i) => (i === 0 ? [text] : [eb.val('-'), text]))
  return canonical('md5', [canonical('concat', joined)])
}
