import { type Expression, ExpressionWrapper, type RawBuilder, sql } from 'kysely'
import type { SqlType } from '../core/columns/index.js'
import { ownValue } from '../core/definitions/options/values/own-value.js'
import type { Relation } from '../core/relations/relation.js'
import type { SqlDialect } from '../core/steps/sql-dialect.js'
import type { GivenColumn } from './given-columns.js'
import type { ReadRows } from './given-rows.js'

/** The statement that makes the empty table that stands in for a relation. */
export function createGivenTable(dialect: SqlDialect, relation: Relation, columns: readonly GivenColumn[]): string {
  const list = sql.join(columns.map(({ name, type }) => sql`${sql.id(name)} ${typeName(dialect, type)}`))
  return text(dialect, sql`create table ${table(dialect, relation)} (${list})`)
}

/** The statement that adds given rows; columns that a row lacks are NULL. */
export function insertGivenRows(
  dialect: SqlDialect,
  relation: Relation,
  columns: readonly GivenColumn[],
  { rows, areTexts }: Pick<ReadRows, 'rows' | 'areTexts'>,
): string {
  const tuples = rows.map(
    (row) =>
      sql`(${sql.join(columns.map(({ name, type }) => value(dialect, ownValue(row, name), { type, isText: areTexts })))})`,
  )
  return text(dialect, sql`insert into ${table(dialect, relation)} values ${sql.join(tuples)}`)
}

/** The statement that adds the rows of a query; columns that it lacks are NULL. */
export function insertGivenQuery(dialect: SqlDialect, relation: Relation, query: RawBuilder<unknown>): string {
  return text(dialect, sql`insert into ${table(dialect, relation)} by name select * from (${query}) as q`)
}

/** The statement that takes all rows away. */
export function deleteGivenRows(dialect: SqlDialect, relation: Relation): string {
  return text(dialect, sql`delete from ${table(dialect, relation)}`)
}

/** Cast one by one: in a list of values, engines look for a type that suits all rows. */
function value(
  dialect: SqlDialect,
  of: unknown,
  { type, isText }: { readonly type: SqlType; readonly isText: boolean },
): RawBuilder<unknown> {
  const name = typeName(dialect, type)
  if (of === null || of === undefined) return sql`cast(null as ${name})`
  const isNested = type.name === 'json' || type.name === 'array'
  if (!isNested) return sql`cast(${of} as ${name})`
  const json = isText ? of : JSON.stringify(of, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
  return sql`cast(cast(${json} as ${typeName(dialect, { name: 'json' })}) as ${name})`
}

const typeName = (dialect: SqlDialect, type: SqlType): RawBuilder<unknown> => sql.raw(dialect.typeName(type))

const table = (dialect: SqlDialect, relation: Relation): Expression<unknown> =>
  new ExpressionWrapper(dialect.relationNode(relation))

const text = (dialect: SqlDialect, statement: RawBuilder<unknown>): string =>
  dialect.compile(statement.toOperationNode())
