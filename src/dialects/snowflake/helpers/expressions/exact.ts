import type { Scalar } from '../../../../core/functions/call/function-call.js'
import { snowflakeCall } from './snowflake-call.js'

/**
 * A name exactly as it is, for a table or a column that was created with a quoted name; all other names of the query
 * fold to upper case. If all names are exact, say so once: `new SnowflakeDialect({ identifiers: 'exact' })`.
 *
 * ```ts
 * db.selectFrom(exact<{ id: number }>('Raw Movies').as('m')).select(exact<number>('movieId').as('movie_id'))
 * ```
 * The generated SQL: `select "movieId" as "MOVIE_ID" from "Raw Movies" as "M"`.
 *
 * @param parts The parts of the name, from the outermost: `exact('DB', 'Schema', 'Table')`. Quotes inside are doubled.
 */
export function exact<T>(...parts: readonly [string, ...string[]]): Scalar<T> {
  return snowflakeCall('exact', [parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')])
}
