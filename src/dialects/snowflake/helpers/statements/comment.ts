import { type RawBuilder, sql } from 'kysely'

/**
 * A comment on a column, for `modifyEnd` of its definition.
 *
 * ```ts
 * db.schema.createTable('movies').addColumn('id', 'integer', (column) => column.modifyEnd(columnComment("the movie's id")))
 * ```
 * The generated SQL: `create table "MOVIES" ("ID" integer comment 'the movie''s id')`.
 */
export function columnComment(text: string): RawBuilder<unknown> {
  return sql`comment ${sql.lit(text)}`
}

/**
 * The statement that comments on an existing object. The name of a column comes after that of its table.
 *
 * ```ts
 * await commentOn('column', 'dev.movies.title', 'with the year').execute(db)
 * ```
 * The generated SQL: `comment on column "DEV"."MOVIES"."TITLE" is 'with the year'`.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/comment
 */
export function commentOn(
  kind: 'table' | 'view' | 'column' | 'schema',
  name: string,
  text: string,
): RawBuilder<unknown> {
  return sql`comment on ${sql.raw(KINDS[kind])} ${sql.id(...name.split('.'))} is ${sql.lit(text)}`
}

/** The word becomes SQL, so it is looked up. */
const KINDS = { table: 'table', view: 'view', column: 'column', schema: 'schema' } as const
