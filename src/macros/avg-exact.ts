import type { OperationNodeSource } from 'kysely'
import { count, divide, round, type Scalar, sum, type Takes, type ValueOf } from '../core/functions/index.js'
import type { Numeric } from '../core/functions/number-functions.js'
import { expressionOf } from './expression-of.js'

/**
 * The average of integers or decimals, rounded to four digits: an exact sum, divided once. The same on every engine, for
 * any order of the rows. Typed as nullable where `x` is; it is NULL too when there is no row, which happens only without
 * `groupBy`.
 *
 * ```ts
 * select((eb) => ['r.movie_id', avgExact(eb.ref('r.rating')).as('avg_rating')])
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case):
 * `round((cast(sum("r"."rating") as double) / nullif(cast(count("r"."rating") as double), 0)), 4)`
 *
 * @param x NULL is left out. A double is possible, but its sum depends on the order of the rows in the last digits.
 */
export function avgExact<E extends OperationNodeSource>(
  x: Takes<E, Numeric>,
): Scalar<number | Extract<ValueOf<E>, null>> {
  return round(divide(sum(expressionOf<Numeric>(x)), count(x)), 4).$castTo<number | Extract<ValueOf<E>, null>>()
}
