import type { SelectQueryBuilder } from 'kysely'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { columnOf } from '../../core/query/column-of.js'
import { isChanged } from '../snapshot/is-changed.js'
import { statementBuilder, statementSql } from '../statement/statement.js'
import { keptColumn } from '../steps/kept-types.js'
import { GONE, type Type1Statement } from './scd-type-1-statement.js'

/** The rows of a new table: those of the source. */
export function firstRows(input: Type1Statement): string {
  const { columns, dialect, isDeleted, source } = input
  const query = compileDatabase
    .selectFrom('source as s')
    .select([
      ...columns.map((column) =>
        dialect.capabilities.tablesKeepLengths ? keptColumn('s', column) : columnOf('s', column.name).as(column.name),
      ),
      ...(isDeleted === undefined ? [] : [statementBuilder.lit(false).as(isDeleted)]),
    ])
  return statementSql(dialect, query, { source })
}

/**
 * The one statement that changes the rows: new ones, those that are overwritten, and what happens to those whose keys are gone.
 *
 * @param isStored Whether the table has a column yet; a column it lacks counts as NULL there.
 */
export function overwriteRows(input: Type1Statement, isStored: (column: string) => boolean): string {
  const { dialect, relation, source, uniqueKey, hardDeletes, isDeleted } = input
  const columns = input.columns.map(({ name }) => name)
  const isGone = statementBuilder(columnOf('v', GONE), '=', statementBuilder.lit(1))
  const statement: any = compileDatabase
    .mergeInto('target as t')
    .using(rowChanges(input, isStored).as('v') as any, (join) =>
      uniqueKey.reduce<any>((on, key) => on.on(columnOf('t', key), '=', columnOf('v', key)), join),
    )
  const withGone =
    hardDeletes === 'ignore'
      ? statement
      : hardDeletes === 'delete'
        ? statement.whenMatchedAnd(isGone).thenDelete()
        : statement.whenMatchedAnd(isGone).thenUpdateSet(() => ({ [isDeleted!]: statementBuilder.lit(true) }))
  const mark = isDeleted === undefined ? {} : { [isDeleted]: statementBuilder.lit(false) }
  const written = (names: readonly string[]) => ({
    ...Object.fromEntries(names.map((name) => [name, columnOf('v', name)])),
    ...mark,
  })
  const others = columns.filter((name) => !uniqueKey.includes(name))
  const withOverwritten =
    others.length === 0 && isDeleted === undefined
      ? withGone
      : withGone.whenMatched().thenUpdateSet(() => written(others))
  const whole = withOverwritten.whenNotMatched().thenInsertValues(() => written(columns))
  return statementSql(dialect, whole, { target: relation, source })
}

/** The source's rows that are new or overwrite a stored one, and the keys that are gone, each once. */
function rowChanges(input: Type1Statement, isStored: (column: string) => boolean): SelectQueryBuilder<any, any, any> {
  const { columns, uniqueKey, updatedAt, hardDeletes, isDeleted, dialect } = input
  const names = columns.map(({ name }) => name)
  const change = updatedAt === undefined ? { checkColumns: 'all' as const } : { updatedAt }
  const differs = isChanged({ uniqueKey, columns, change, dialect, recordedAt: undefined }, isStored)
  const isNew = statementBuilder(columnOf('c', uniqueKey[0]!), 'is', null)
  const isBack =
    isDeleted === undefined ? [] : [statementBuilder(columnOf('c', isDeleted), '=', statementBuilder.lit(true))]
  const flag = (value: 0 | 1) => statementBuilder.lit(value).as(GONE)
  const rows: SelectQueryBuilder<any, any, any> = statementBuilder
    .selectFrom('source as s')
    .leftJoin('target as c', (join) =>
      uniqueKey.reduce<any>((on, key) => on.on(columnOf('s', key), '=', columnOf('c', key)), join),
    )
    .where(statementBuilder.or([isNew, differs, ...isBack]))
    .select([...names.map((name) => columnOf('s', name).as(name)), flag(0)])
  if (hardDeletes === 'ignore') return rows
  const found: SelectQueryBuilder<any, any, any> = uniqueKey.reduce<any>(
    (query, key) => query.where(columnOf('s', key), '=', columnOf('c', key)),
    statementBuilder.selectFrom('source as s').select(statementBuilder.lit(1).as('found')),
  )
  const isMarked =
    isDeleted === undefined
      ? []
      : [statementBuilder(columnOf('c', isDeleted), 'is distinct from', statementBuilder.lit(true))]
  const gone: SelectQueryBuilder<any, any, any> = statementBuilder
    .selectFrom('target as c')
    .where(statementBuilder.and([statementBuilder.not(statementBuilder.exists(found)), ...isMarked]))
    .select([
      ...names.map((name) => (uniqueKey.includes(name) ? columnOf('c', name) : statementBuilder.val(null)).as(name)),
      flag(1),
    ])
  return rows.unionAll(gone)
}
