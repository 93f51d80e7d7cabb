import type { OperationNodeSource } from 'kysely'
import type { DecimalString } from '../columns/index.js'
import { type AllAlike, type NullOf, type Scalar, scalar, type Takes, type ValueOf } from './call/function-call.js'

/** What columns of numbers hold: a `number`, a `bigint` beyond 2^53, decimal text. No other text, and no date. */
export type Numeric = number | bigint | DecimalString | null

/** The value type of a number: that of its column, of a literal's own type as well. */
export type NumberOf<T> = T extends number ? number : T extends bigint ? bigint : T extends string ? DecimalString : T

/**
 * A number without its sign.
 *
 * The generated SQL: `abs(x)` on both engines.
 */
export function abs<E extends OperationNodeSource>(x: Takes<E, Numeric>): Scalar<ValueOf<E>> {
  return scalar('abs', x)
}

/**
 * A number rounded up to a whole one.
 *
 * The generated SQL: `ceil(x)` on both engines.
 */
export function ceil<E extends OperationNodeSource>(x: Takes<E, Numeric>): Scalar<ValueOf<E>> {
  return scalar('ceil', x)
}

/**
 * A number rounded down to a whole one.
 *
 * The generated SQL: `floor(x)` on both engines.
 */
export function floor<E extends OperationNodeSource>(x: Takes<E, Numeric>): Scalar<ValueOf<E>> {
  return scalar('floor', x)
}

/** The type of a quotient: nullable where the dividend is, and by any divisor but a number that is written out and not 0. */
export type Quotient<A, B> = [B] extends [number]
  ? number extends B
    ? number | null
    : 0 extends B
      ? number | null
      : number | NullOf<ValueOf<A>>
  : number | null

/**
 * The quotient as a double, from numbers of any type: never an integer division. NULL when the divisor is zero, and so typed
 * nullable unless the divisor is a number in the code: `divide(eb.ref('r.cents'), 100)` is NULL only where the column is.
 *
 * The generated SQL: `(cast(a as double) / nullif(cast(b as double), 0))` on both engines.
 */
export function divide<A extends OperationNodeSource | number, B extends OperationNodeSource | number>(
  a: Takes<A, Numeric, number>,
  b: Takes<B, Numeric, number>,
): Scalar<Quotient<A, B>> {
  return scalar('divide', a, b)
}

/**
 * The remainder, with the sign of `a`; NULL when `b` is zero.
 *
 * The generated SQL: `mod(a, nullif(b, 0))` on both engines.
 */
export function mod<A extends OperationNodeSource | number, B extends OperationNodeSource | number>(
  a: Takes<A, number | null, number>,
  b: Takes<B, number | null, number>,
): Scalar<number | null> {
  return scalar('mod', a, b)
}

/**
 * A number rounded to `digits` digits after the point. Exact decimals round half away from zero on both engines; doubles at
 * an exact tie may differ in the last digit, because engines round binary fractions differently.
 *
 * The generated SQL: `round(x, digits)` on both engines.
 *
 * @param digits Default 0; negative for tens, hundreds and so on.
 */
export function round<E extends OperationNodeSource>(x: Takes<E, Numeric>, digits = 0): Scalar<ValueOf<E>> {
  return scalar('round', x, digits)
}

/**
 * The square root as a double. A negative number is an error on both engines.
 *
 * The generated SQL: `sqrt(x)` on both engines.
 */
export function sqrt<E extends OperationNodeSource>(x: Takes<E, Numeric>): Scalar<number | NullOf<ValueOf<E>>> {
  return scalar('sqrt', x)
}

/**
 * `base` to the power of `exponent`, as a double. What has no real value, such as a negative number to the power of a
 * half, is an error on Snowflake and NaN on DuckDB.
 *
 * The generated SQL: Snowflake `power(cast(base as double), cast(exponent as double))`, DuckDB `pow(…)` of the same.
 */
export function power<A extends OperationNodeSource | number, B extends OperationNodeSource | number>(
  base: Takes<A, Numeric, number>,
  exponent: Takes<B, Numeric, number>,
): Scalar<number | NullOf<ValueOf<A> | ValueOf<B>>> {
  return scalar('power', base, exponent)
}

/**
 * The natural logarithm as a double. Of zero and of negative numbers it is an error on both engines.
 *
 * The generated SQL: `ln(cast(x as double))` on both engines.
 */
export function ln<E extends OperationNodeSource>(x: Takes<E, Numeric>): Scalar<number | NullOf<ValueOf<E>>> {
  return scalar('ln', x)
}

/**
 * e to the power of `x`, as a double.
 *
 * The generated SQL: `exp(cast(x as double))` on both engines.
 */
export function exp<E extends OperationNodeSource>(x: Takes<E, Numeric>): Scalar<number | NullOf<ValueOf<E>>> {
  return scalar('exp', x)
}

/**
 * The distance of two places on Earth in kilometers, as the crow flies: the great circle of a sphere with a radius of
 * 6,371 km. NULL when a coordinate is.
 *
 * ```ts
 * haversine(eb.ref('s.lat'), eb.ref('s.lon'), 52.52, 13.405)
 * ```
 * The generated SQL: Snowflake `haversine(lat1, lon1, lat2, lon2)`, DuckDB the same formula. The last digits may
 * differ.
 *
 * @param latitude1 In degrees, from -90 to 90.
 * @param longitude1 In degrees, from -180 to 180.
 */
export function haversine<
  A extends OperationNodeSource | number,
  B extends OperationNodeSource | number,
  C extends OperationNodeSource | number,
  D extends OperationNodeSource | number,
>(
  latitude1: Takes<A, Numeric, number>,
  longitude1: Takes<B, Numeric, number>,
  latitude2: Takes<C, Numeric, number>,
  longitude2: Takes<D, Numeric, number>,
): Scalar<number | NullOf<ValueOf<A> | ValueOf<B> | ValueOf<C> | ValueOf<D>>> {
  return scalar('haversine', latitude1, longitude1, latitude2, longitude2)
}

/**
 * The greatest of the values; NULL when one of them is NULL, on both engines.
 *
 * The generated SQL: Snowflake `greatest(a, b)`, DuckDB `case when a is null or b is null then null else greatest(a, b) end`.
 */
export function greatest<P extends readonly OperationNodeSource[]>(...values: AllAlike<P>): Scalar<ValueOf<P[number]>> {
  return scalar('greatest', ...values)
}

/**
 * The least of the values; NULL when one of them is NULL, on both engines.
 *
 * The generated SQL: Snowflake `least(a, b)`, DuckDB `case when a is null or b is null then null else least(a, b) end`.
 */
export function least<P extends readonly OperationNodeSource[]>(...values: AllAlike<P>): Scalar<ValueOf<P[number]>> {
  return scalar('least', ...values)
}
