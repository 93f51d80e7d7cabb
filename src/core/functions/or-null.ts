import type { OperationNodeSource } from 'kysely'
import { type Scalar, scalar, type ValueOf } from './call/function-call.js'

/**
 * A value that may be NULL though its type does not say so: an aggregate without `groupBy`, which is NULL when there is no
 * row. In a model such an aggregate needs it, or a value in place of NULL with `coalesce`; `E_NULLABLE_AGGREGATE` says so.
 *
 * ```ts
 * db.selectFrom('o').select((eb) => [count().as('orders'), orNull(sum(eb.ref('o.amount'))).as('total')])
 * ```
 * The generated SQL: `x` as it is.
 */
export function orNull<E extends OperationNodeSource>(x: E): Scalar<ValueOf<E> | null> {
  return scalar('or_null', x)
}
