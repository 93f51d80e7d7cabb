import type { InsertQueryBuilder } from 'kysely'
import { snowflakeMarker } from '../expressions/snowflake-call.js'

/**
 * Empties the table before the rows are inserted, in one statement and transaction. For `$call`.
 *
 * ```ts
 * db.insertInto('movies').$call(insertOverwrite).columns(['id']).expression(db.selectFrom('staged').select('id'))
 * ```
 * The generated SQL: `insert overwrite into "MOVIES" ("ID") select "ID" from "STAGED"`.
 *
 * @see https://docs.snowflake.com/en/sql-reference/sql/insert
 */
export function insertOverwrite<DB, TB extends keyof DB, O>(
  qb: InsertQueryBuilder<DB, TB, O>,
): InsertQueryBuilder<DB, TB, O> {
  return qb.modifyEnd(snowflakeMarker('insert_overwrite'))
}
