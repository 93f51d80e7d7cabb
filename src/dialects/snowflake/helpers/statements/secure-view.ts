import type { SelectQueryBuilder } from 'kysely'
import { snowflakeMarker } from '../expressions/snowflake-call.js'

/**
 * Makes the view of a query secure: its definition is hidden from roles that may only read it.
 *
 * ```ts
 * db.schema.createView('shared_movies').orReplace().as(secureView(db.selectFrom('movies').select('title')))
 * ```
 * The generated SQL: `create or replace secure view "SHARED_MOVIES" as select "TITLE" from "MOVIES"`.
 *
 * @see https://docs.snowflake.com/en/user-guide/views-secure
 */
export function secureView<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
): SelectQueryBuilder<DB, TB, O> {
  return query.modifyEnd(snowflakeMarker('secure_view'))
}
