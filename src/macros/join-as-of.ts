import { type Expression, expressionBuilder, type SelectQueryBuilder, type StringReference } from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import { quotedNames } from '../core/errors/wording.js'
import { columnOf } from '../core/query/column-of.js'
import type { WithNulls } from '../core/query/joined-tables.js'
import { type History, versionAt } from './version-at.js'

/** Which version of a history a row is joined with. */
export interface JoinAsOfOptions<Row, C, Inner extends boolean = boolean> {
  /** For each column of the history's key, the column that has the same value: `{ sku: 's.sku' }`. */
  readonly on: { readonly [K in keyof Row & string]?: C }
  /** The column with the time whose version is meant. */
  readonly at: C
  /** Whether rows without a version are left out. Default: false, they have NULL in the history's columns. */
  readonly inner?: Inner
}

/** The tables of a query after the join. */
type Joined<DB, T, Inner> = Inner extends true ? DB : WithNulls<DB, T>

/**
 * Joins each row with the version of a history that was current at the row's own time. For `$call`. Versions of a key never overlap, so
 * there is one row for each row before it; one without a version has NULL there.
 *
 * ```ts
 * db.selectFrom('s').$call(joinAsOf(prices_snapshot, 'p', { on: { sku: 's.sku' }, at: 's.sold_at' })).select(['s.sku', 'p.price'])
 * ```
 * The generated SQL, on both engines (Snowflake: names in upper case): `… left join … as "p" on "p"."sku" = "s"."sku" and
 * ("p"."valid_from" <= "s"."sold_at" and ("p"."valid_to" is null or "p"."valid_to" > "s"."sold_at"))`
 *
 * @param history The snapshot; for a relation that passes a snapshot's columns on, their names, as in {@link asOf}.
 * @param table The history, by its name among the inputs.
 * @throws KerrosError `E_INVALID_OPTION` when `on` is not the snapshot's whole key, so that rows could have several versions.
 */
export function joinAsOf<DB, TB extends keyof DB, O, const T extends string, const Inner extends boolean = false>(
  history: History<NoInfer<DB[T & keyof DB]>>,
  table: T & NoInfer<keyof DB>,
  options: JoinAsOfOptions<NoInfer<DB[T & keyof DB]>, NoInfer<StringReference<DB, TB>>, Inner>,
): (
  qb: SelectQueryBuilder<DB, TB, O>,
) => SelectQueryBuilder<Joined<DB, T, Inner>, (TB | T) & keyof Joined<DB, T, Inner>, O> {
  const on = Object.entries(options.on) as (readonly [string, string])[]
  checkKey(
    history as History<any>,
    on.map(([column]) => column),
  )
  const isCurrent = versionAt('joinAsOf', history as History<any>, table, reference(options.at as string))
  const condition = (join: any): any =>
    on
      .reduce((joined, [column, other]) => joined.on(columnOf(table, column), '=', reference(other)), join)
      .on(isCurrent)
  return (qb: any) => (options.inner ? qb.innerJoin(table, condition) : qb.leftJoin(table, condition))
}

function reference(column: string): Expression<unknown> {
  return expressionBuilder<any, any>().ref(column)
}

/** A part of the key would have several versions at a time. */
function checkKey(history: History<any>, on: readonly string[]): void {
  const refused = (message: string) => {
    throw new KerrosError('E_INVALID_OPTION', message, {
      hint: "Say for each column of the key which one has its value: on: { sku: 's.sku' }.",
    })
  }
  if (on.length === 0) refused('joinAsOf was given no column of the key')
  const key = 'materialization' in history ? history.materialization.identity?.uniqueKey : undefined
  if (key === undefined) return
  const missing = key.filter((column) => !on.some((named) => named.toLowerCase() === column.toLowerCase()))
  if (missing.length > 0) refused(`joinAsOf was given a part of the key only: ${quotedNames(missing)} is missing`)
}
