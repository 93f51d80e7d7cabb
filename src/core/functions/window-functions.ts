import type { OperationNodeSource } from 'kysely'
import { type Aggregate, canonicalAggregate, plainAggregate } from './aggregate.js'
import type { ValueOf } from './call/function-call.js'

/**
 * The number of a row in its partition, from 1. End the order in a unique column, or the numbers are arbitrary.
 *
 * ```ts
 * rowNumber().over((w) => w.partitionBy(eb.ref('r.user_id')).orderBy(eb.ref('r.rated_at'), 'desc'))
 * ```
 * The generated SQL: `row_number() over(partition by … order by …)` on both engines.
 */
export function rowNumber(): Aggregate<number, never> {
  return plainAggregate('row_number')
}

/**
 * The rank of a row in its partition, from 1; equals share a rank and leave a gap after it.
 *
 * The generated SQL: `rank() over(…)` on both engines.
 */
export function rank(): Aggregate<number, never> {
  return plainAggregate('rank')
}

/**
 * The rank of a row in its partition, from 1; equals share a rank, without gaps.
 *
 * The generated SQL: `dense_rank() over(…)` on both engines.
 */
export function denseRank(): Aggregate<number, never> {
  return plainAggregate('dense_rank')
}

/**
 * The number of a row's bucket, from 1, when its partition is split into `buckets` of equal size.
 *
 * The generated SQL: `ntile(buckets) over(…)` on both engines.
 */
export function ntile(buckets: number): Aggregate<number, never> {
  return plainAggregate('ntile', buckets)
}

/**
 * The value of an earlier row of the partition; NULL when there is no such row.
 *
 * The generated SQL: `lag(x, offset) over(…)` on both engines.
 *
 * @param offset How many rows earlier. Default 1.
 */
export function lag<E extends OperationNodeSource>(x: E, offset = 1): Aggregate<ValueOf<E> | null, never> {
  return plainAggregate('lag', x, offset)
}

/**
 * The value of a later row of the partition; NULL when there is no such row.
 *
 * The generated SQL: `lead(x, offset) over(…)` on both engines.
 *
 * @param offset How many rows later. Default 1.
 */
export function lead<E extends OperationNodeSource>(x: E, offset = 1): Aggregate<ValueOf<E> | null, never> {
  return plainAggregate('lead', x, offset)
}

/**
 * The value of the first row of the whole partition, or of the frame if `rowsBetween` or `rangeBetween` gives one.
 *
 * The generated SQL: `first_value(x) over(… order by … rows between unbounded preceding and unbounded following)` on both
 * engines.
 */
export function firstValue<E extends OperationNodeSource>(x: E): Aggregate<ValueOf<E>> {
  return canonicalAggregate('first_value', x)
}

/**
 * The value of the last row of the whole partition: not of the current row, which is what DuckDB gives without a frame.
 * If `rowsBetween` or `rangeBetween` gives a frame, the value of its last row.
 *
 * The generated SQL: `last_value(x) over(… order by … rows between unbounded preceding and unbounded following)` on both
 * engines.
 */
export function lastValue<E extends OperationNodeSource>(x: E): Aggregate<ValueOf<E>> {
  return canonicalAggregate('last_value', x)
}
