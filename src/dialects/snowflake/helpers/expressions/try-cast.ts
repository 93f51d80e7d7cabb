import type { Expression, OperationNodeSource } from 'kysely'
import { type Column, isColumn } from '../../../../core/columns/column.js'
import type { Scalar, Takes } from '../../../../core/functions/call/function-call.js'
import { tryCast as canonicalTryCast } from '../../../../core/functions/cast-functions.js'
import { snowflakeCall } from './snowflake-call.js'
import { checkedType, type SnowflakeType, type SnowflakeValue } from './snowflake-type.js'

/**
 * A string as another type; NULL when it is not a valid value of that type.
 *
 * ```ts
 * tryCast(eb.ref('l.tmdb_id'), 'integer')
 * ```
 * The generated SQL: `try_cast("L"."TMDB_ID" as integer)`.
 *
 * @param type A type's name, or a column of `kerros` (`integer()`), which DuckDB understands too.
 * @throws KerrosError `E_INVALID_OPTION` for an unknown type.
 */
export function tryCast<E extends OperationNodeSource, V>(x: Takes<E, string | null>, type: Column<V>): Scalar<V | null>
export function tryCast<E extends OperationNodeSource, T extends SnowflakeType>(
  x: Takes<E, string | null>,
  type: T,
): Scalar<SnowflakeValue<T> | null>
export function tryCast(x: Expression<string | null>, type: Column<unknown> | SnowflakeType): Scalar<unknown> {
  if (isColumn(type)) return canonicalTryCast(x, type)
  return snowflakeCall('try_cast', ['try_cast(', ` as ${checkedType(type)})`], [x.toOperationNode()])
}
