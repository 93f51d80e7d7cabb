import { type OperationNodeSource, SelectAllNode } from 'kysely'
import { KerrosError } from '../errors/index.js'
import { type Aggregate, canonicalAggregate, plainAggregate } from './aggregate.js'
import { type NullOf, type Scalar, scalar, type Takes, type Truth, type ValueOf } from './call/function-call.js'
import type { Temporal } from './date-functions.js'
import type { NumberOf, Numeric } from './number-functions.js'

/**
 * How many rows there are, or in how many `x` is not NULL. Never NULL.
 *
 * ```ts
 * select((eb) => ['r.movie_id', count().as('rating_count'), count(eb.ref('r.tag')).filterWhere(…).as('tagged')])
 * ```
 * The generated SQL: `count(*)`, `count(x)` on both engines. FILTER becomes `count(iff(…, x, null))` on Snowflake, for
 * every aggregate.
 */
export function count(x?: OperationNodeSource): Aggregate<number, never> {
  return plainAggregate('count', x ?? { toOperationNode: () => SelectAllNode.create() })
}

/**
 * How many different values there are, NULL not counted.
 *
 * The generated SQL: `count(distinct x)` on both engines.
 */
export function countDistinct(x: OperationNodeSource): Aggregate<number, never> {
  return count(x).distinct()
}

/**
 * How many rows meet a condition; 0 when there is no row.
 *
 * The generated SQL: DuckDB `count(*) filter(where condition)`, Snowflake `count_if(condition)`.
 */
export function countIf<C extends OperationNodeSource>(condition: Takes<C, Truth>): Aggregate<number, never> {
  return canonicalAggregate('count_if', condition)
}

/**
 * The sum: exact for integers and decimals, with the value type of `x` (docs/types.md). Typed as nullable where `x` is, with
 * `filterWhere`, and in a frame that may be empty. Without `groupBy` it is NULL when there is no row: a model says so with
 * {@link orNull} or gives a value with `coalesce`.
 *
 * The generated SQL: DuckDB `sum(x)`, Snowflake `(sum(x) + cast(0 as number(38, 0)))`; DECIMAL(38, s) of decimals and
 * integers, DOUBLE of doubles. Snowflake's own SUM of NUMBER(p, s) is NUMBER(p + 12, s), which says nothing about its size.
 */
export function sum<E extends OperationNodeSource>(x: Takes<E, Numeric>): Aggregate<NumberOf<ValueOf<E>>> {
  return canonicalAggregate('sum', x)
}

/**
 * The average as a double, of an exact sum. Typed as nullable where `x` is (see {@link sum}).
 *
 * The generated SQL: DuckDB `avg(x)`, Snowflake `(cast(sum(x) as double) / nullif(count(x), 0))`, because its AVG keeps
 * six digits only.
 */
export function avg<E extends OperationNodeSource>(x: Takes<E, Numeric>): Aggregate<number | NullOf<ValueOf<E>>> {
  return canonicalAggregate('avg', x)
}

/**
 * 1 in the rows of `groupingSets` that are of a set without the column, where it is NULL; 0 in the others.
 *
 * The generated SQL: `grouping(x)` on both engines.
 */
export function grouping(x: OperationNodeSource): Scalar<number> {
  return scalar('grouping', x)
}

/**
 * The smallest value. Typed as nullable where `x` is (see {@link sum}).
 *
 * The generated SQL: `min(x)` on both engines.
 */
export function min<E extends OperationNodeSource>(x: E): Aggregate<ValueOf<E>> {
  return plainAggregate('min', x)
}

/**
 * The largest value. Typed as nullable where `x` is (see {@link sum}).
 *
 * The generated SQL: `max(x)` on both engines.
 */
export function max<E extends OperationNodeSource>(x: E): Aggregate<ValueOf<E>> {
  return plainAggregate('max', x)
}

/**
 * The value in the middle as a double, half-way between two when their number is even.
 *
 * The generated SQL: `median(cast(x as double))` on both engines.
 */
export function median<E extends OperationNodeSource>(x: Takes<E, Numeric>): Aggregate<number | NullOf<ValueOf<E>>> {
  return canonicalAggregate('median', x)
}

/**
 * The value below which a share of the values is, as a double; between two values it is interpolated.
 * `percentileCont(x, 0.5)` is the {@link median}.
 *
 * The generated SQL: DuckDB `quantile_cont(cast(x as double), 0.9)`, Snowflake `percentile_cont(0.9) within group (order by
 * cast(x as double))`.
 *
 * @param share From 0, the least value, to 1, the greatest.
 * @throws KerrosError `E_INVALID_OPTION` for a share beyond them.
 */
export function percentileCont<E extends OperationNodeSource>(
  x: Takes<E, Numeric>,
  share: number,
): Aggregate<number | NullOf<ValueOf<E>>> {
  return canonicalAggregate('percentile_cont', x, checkedShare('percentileCont', share))
}

/**
 * The least of the values that has at least a share of them at or below it: one of the values themselves.
 *
 * The generated SQL: DuckDB `quantile_disc(x, 0.9)`, Snowflake `percentile_disc(0.9) within group (order by x)`.
 *
 * @param share From 0, the least value, to 1, the greatest.
 * @throws KerrosError `E_INVALID_OPTION` for a share beyond them.
 */
export function percentileDisc<E extends OperationNodeSource>(
  x: Takes<E, Numeric | Temporal>,
  share: number,
): Aggregate<ValueOf<E>> {
  return canonicalAggregate('percentile_disc', x, checkedShare('percentileDisc', share))
}

function checkedShare(helper: string, share: number): number {
  if (share >= 0 && share <= 1) return share
  throw new KerrosError('E_INVALID_OPTION', `${helper} takes a share from 0 to 1, and was given ${share}`, {
    hint: 'Write 0.9 for the 90th percentile.',
  })
}

/**
 * The standard deviation of a sample as a double: NULL of fewer than two values.
 *
 * The generated SQL: `stddev_samp(cast(x as double))` on both engines.
 */
export function stddev<E extends OperationNodeSource>(x: Takes<E, Numeric>): Aggregate<number | null> {
  return canonicalAggregate('stddev', x)
}

/**
 * The standard deviation of a whole population as a double: 0 of one value.
 *
 * The generated SQL: `stddev_pop(cast(x as double))` on both engines.
 */
export function stddevPop<E extends OperationNodeSource>(x: Takes<E, Numeric>): Aggregate<number | NullOf<ValueOf<E>>> {
  return canonicalAggregate('stddev_pop', x)
}

/**
 * The variance of a sample as a double: NULL of fewer than two values.
 *
 * The generated SQL: `var_samp(cast(x as double))` on both engines.
 */
export function variance<E extends OperationNodeSource>(x: Takes<E, Numeric>): Aggregate<number | null> {
  return canonicalAggregate('variance', x)
}

/**
 * The variance of a whole population as a double: 0 of one value.
 *
 * The generated SQL: `var_pop(cast(x as double))` on both engines.
 */
export function variancePop<E extends OperationNodeSource>(
  x: Takes<E, Numeric>,
): Aggregate<number | NullOf<ValueOf<E>>> {
  return canonicalAggregate('variance_pop', x)
}

/**
 * Any one of the values. Which one is up to the engine: use it only for values that are all equal.
 *
 * The generated SQL: `any_value(x)` on both engines.
 */
export function anyValue<E extends OperationNodeSource>(x: E): Aggregate<ValueOf<E>> {
  return canonicalAggregate('any_value', x)
}

/**
 * About how many different values there are, fast and within a few percent. Results differ between engines.
 *
 * The generated SQL: `approx_count_distinct(x)` on both engines.
 */
export function approxCountDistinct(x: OperationNodeSource): Aggregate<number, never> {
  return canonicalAggregate('approx_count_distinct', x)
}

/**
 * True when all values are true; NULLs are ignored.
 *
 * The generated SQL: DuckDB `bool_and(x)`, Snowflake `booland_agg(x)`.
 */
export function boolAnd<E extends OperationNodeSource>(x: Takes<E, Truth>): Aggregate<boolean | NullOf<ValueOf<E>>> {
  return canonicalAggregate('bool_and', x)
}

/**
 * True when at least one value is true; NULLs are ignored.
 *
 * The generated SQL: DuckDB `bool_or(x)`, Snowflake `boolor_agg(x)`.
 */
export function boolOr<E extends OperationNodeSource>(x: Takes<E, Truth>): Aggregate<boolean | NullOf<ValueOf<E>>> {
  return canonicalAggregate('bool_or', x)
}

/**
 * The strings joined by a separator, without NULLs; NULL when none is left, on both engines.
 *
 * ```ts
 * listagg(eb.ref('g.genre'), ', ').orderBy(eb.ref('g.genre'))
 * ```
 * The generated SQL: DuckDB `string_agg(x, ', ' order by x)`, Snowflake `iff(count(x) = 0, null, listagg(x, ', ') within
 * group (order by x))`. `orderBy` and `withinGroupOrderBy` mean the same. Without an order the result is arbitrary.
 */
export function listagg<E extends OperationNodeSource>(
  x: Takes<E, string | null>,
  separator: string,
): Aggregate<string | NullOf<ValueOf<E>>> {
  return canonicalAggregate('listagg', x, separator)
}

/**
 * The values as a list, without NULLs; the empty list when none is left, on both engines.
 *
 * ```ts
 * arrayAgg(eb.ref('t.tag')).orderBy(eb.ref('t.relevance'), 'desc')
 * ```
 * The generated SQL: DuckDB `coalesce(list(x order by …) filter(where x is not null), [])`, Snowflake `array_agg(x) within
 * group (order by …)`.
 */
export function arrayAgg<E extends OperationNodeSource>(x: E): Aggregate<Exclude<ValueOf<E>, null>[], never> {
  return canonicalAggregate('array_agg', x)
}
