import type { OperationNodeSource } from 'kysely'
import { scalar } from '../core/functions/call/function-call.js'
import type { Quotient, Scalar, Takes } from '../core/functions/index.js'
import type { Numeric } from '../core/functions/number-functions.js'

/**
 * A quotient as a double that never fails: NULL when the divisor is 0 or NULL, or the dividend is NULL. Never an integer
 * division.
 *
 * ```ts
 * safeDivide(eb.ref('m.rating_sum'), eb.ref('m.rating_count'), 4)
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case):
 * `round((cast("m"."rating_sum" as double) / nullif(cast("m"."rating_count" as double), 0)), 4)`
 *
 * @param digits How many digits after the point; not rounded when left out, and no `round` in the SQL.
 */
export function safeDivide<A extends OperationNodeSource | number, B extends OperationNodeSource | number>(
  a: Takes<A, Numeric, number>,
  b: Takes<B, Numeric, number>,
  digits?: number,
): Scalar<Quotient<A, B>> {
  const quotient = scalar<Quotient<A, B>>('divide', a, b)
  return digits === undefined ? quotient : scalar('round', quotient, digits)
}
