import { type Expression, expressionBuilder } from 'kysely'
import type { SelectHelper } from './query-column.js'
import { type History, versionAt } from './version-at.js'

/**
 * Keeps the rows of a snapshot that were current at a time: its source as it was then. For `$call`. Deletion records are left out.
 *
 * ```ts
 * db.selectFrom('h').$call(asOf(prices_snapshot, 'h', new Date('2024-05-01'))).select(['h.sku', 'h.price'])
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case):
 * `… where ("h"."valid_from" <= … and ("h"."valid_to" is null or "h"."valid_to" > …))`
 *
 * @param history The snapshot; for a relation that passes a snapshot's columns on, their names:
 *   `{ validFrom: 'valid_from', validTo: 'valid_to' }`, and `isDeleted` where it has deletion records.
 * @param table The history, by its name in the query.
 * @param time A date, or an expression.
 * @throws KerrosError `E_INVALID_OPTION` for what keeps no versions, as `scdType1` does not.
 */
export function asOf<DB, TB extends keyof DB, O, const T extends string>(
  history: History<NoInfer<DB[T & keyof DB]>>,
  table: T & NoInfer<TB>,
  time: Date | Expression<Date | null>,
): SelectHelper<DB, TB, O> {
  const at: Expression<unknown> = time instanceof Date ? expressionBuilder<any, any>().val(time) : time
  const isCurrent = versionAt('asOf', history as History<any>, table, at)
  return (qb) => qb.where(isCurrent as never)
}
