import { IdentifierNode, ListNode, type OperationNodeSource } from 'kysely'
import type { ValueOf } from '../../../../core/functions/call/function-call.js'
import type { TableFunction } from '../../../../core/functions/table-functions.js'
import { snowflakeCall } from '../expressions/snowflake-call.js'
import { columnsOf } from './columns-of.js'

/** Which columns become rows. */
export interface UnpivotOptions<K, C, N extends string, V extends string, I extends boolean> {
  /** The columns that stay. */
  readonly keep: readonly K[]
  /** The columns that become rows; all of one type. */
  readonly columns: readonly C[]
  /** The new column with the old column's name, as Snowflake stores it: in upper case unless it was created in quotes. */
  readonly name: N
  /** The new column with the value. */
  readonly value: V
  /** Whether NULLs make rows. Default is `false`. */
  readonly includeNulls?: I
}

/**
 * Columns as rows, of a table or a query.
 *
 * ```ts
 * const u = unpivot(tableOf(db, 'shops'), { keep: ['shop'], columns: ['q1', 'q2'], name: 'quarter', value: 'amount' })
 * db.selectFrom(u.as('u')).select(['u.shop', 'u.quarter', 'u.amount'])
 * ```
 * The generated SQL: `select "U"."SHOP", "U"."QUARTER", "U"."AMOUNT" from (select * from (select "SHOP", "Q1", "Q2" from
 * "SHOPS") unpivot ("AMOUNT" for "QUARTER" in ("Q1", "Q2"))) as "U"`.
 *
 * @see https://docs.snowflake.com/en/sql-reference/constructs/unpivot
 */
export function unpivot<
  E extends OperationNodeSource,
  const K extends keyof ValueOf<E> & string,
  const C extends keyof ValueOf<E> & string,
  const N extends string,
  const V extends string,
  const I extends boolean = false,
>(
  source: E,
  options: UnpivotOptions<K, C, N, V, I>,
): TableFunction<
  Pick<ValueOf<E>, K> & { [P in N]: string } & {
    [P in V]: I extends true ? ValueOf<E>[C] : Exclude<ValueOf<E>[C], null>
  }
> {
  const { keep, columns, name, value, includeNulls } = options
  return snowflakeCall(
    'unpivot',
    ['(select * from ', includeNulls ? ' unpivot include nulls (' : ' unpivot (', ' for ', ' in (', ')))'],
    [
      columnsOf(source, [...keep, ...columns]),
      IdentifierNode.create(value),
      IdentifierNode.create(name),
      ListNode.create(columns.map((column) => IdentifierNode.create(column))),
    ],
  )
}
