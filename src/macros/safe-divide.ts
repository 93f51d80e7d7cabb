import type { Expression } from 'kysely'
import { divide, type Quotient, round, type Scalar } from '../core/functions/index.js'

type Numeric = number | bigint | string | null

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
export function safeDivide<A extends Expression<Numeric> | number, B extends Expression<Numeric> | number>(
  a: A,
  b: B,
  digits?: number,
): Scalar<Quotient<A, B>> {
  const quotient = divide(a, b)
  return digits === undefined ? quotient : round(quotient, digits)
}
