import {
  AggregateFunctionNode,
  ColumnNode,
  IdentifierNode,
  ListNode,
  type OperationNode,
  type OperationNodeSource,
  ReferenceNode,
} from 'kysely'
import { KerrosError } from '../../../../core/errors/index.js'
import type { ValueOf } from '../../../../core/functions/call/function-call.js'
import type { TableFunction } from '../../../../core/functions/table-functions.js'
import { constant } from '../../../../core/nodes/immediate.js'
import { snowflakeCall } from '../expressions/snowflake-call.js'
import { columnsOf } from './columns-of.js'

/** The aggregates that a pivot can use. */
export type PivotAggregate = 'sum' | 'avg' | 'count' | 'min' | 'max'

/** Which rows become columns. */
export interface PivotOptions<Row, K, F extends keyof Row, V extends keyof Row, A extends PivotAggregate, C> {
  /** The columns that stay: one row for each combination of their values. */
  readonly groupBy: readonly K[]
  /** What becomes of several rows for one cell. */
  readonly aggregate: A
  /** The column that is aggregated. */
  readonly of: V
  /** The column whose values become columns. */
  readonly for: F
  /** The new columns by name, each with the value that it stands for. */
  readonly values: { readonly [N in keyof C]: Exclude<Row[F], null> }
}

type Aggregated<T, A extends PivotAggregate> = A extends 'count' ? number : A extends 'avg' ? number | null : T | null

/**
 * Rows as columns, of a table or a query.
 *
 * ```ts
 * const p = pivot(tableOf(db, 'sales'), {
 *   groupBy: ['shop'], aggregate: 'sum', of: 'amount', for: 'quarter', values: { q1: '2024-Q1', q2: '2024-Q2' },
 * })
 * db.selectFrom(p.as('p')).select(['p.shop', 'p.q1'])
 * ```
 * The generated SQL: `select "P"."SHOP", "P"."Q1" from (select * from (select "SHOP", "QUARTER", "AMOUNT" from "SALES")
 * pivot(sum("AMOUNT") for "QUARTER" in ('2024-Q1', '2024-Q2')) as "PIVOTED" ("SHOP", "Q1", "Q2")) as "P"`.
 *
 * Only the named columns are read, so that others cannot split the groups. PIVOT's sum of NUMBER(p, s) is NUMBER(p + 12, s)
 * and so arrives as text from 16 digits on: cast the column to `double()` or the sums to `decimal(15, s)` where numbers
 * are wanted.
 *
 * @throws KerrosError `E_INVALID_OPTION` without a value.
 * @see https://docs.snowflake.com/en/sql-reference/constructs/pivot
 */
export function pivot<
  E extends OperationNodeSource,
  const K extends keyof ValueOf<E> & string,
  const F extends keyof ValueOf<E> & string,
  const V extends keyof ValueOf<E> & string,
  const A extends PivotAggregate,
  const C extends { readonly [name: string]: unknown },
>(
  source: E,
  options: PivotOptions<ValueOf<E>, K, F, V, A, C>,
): TableFunction<Pick<ValueOf<E>, K> & { [N in keyof C]: Aggregated<ValueOf<E>[V], A> }> {
  const { groupBy, aggregate, of, for: column, values } = options
  const names = Object.keys(values)
  if (names.length === 0)
    throw new KerrosError('E_INVALID_OPTION', 'pivot has no values to turn into columns', {
      hint: "Name them: values: { q1: '2024-Q1' }.",
    })
  return snowflakeCall(
    'pivot',
    ['(select * from ', ' pivot(', ' for ', ' in (', ')) as ', ' (', '))'],
    [
      columnsOf(source, [...groupBy, column, of]),
      AggregateFunctionNode.create(AGGREGATES[aggregate], [ReferenceNode.create(ColumnNode.create(of))]),
      ColumnNode.create(column),
      ListNode.create(Object.values(values).map(constant)),
      IdentifierNode.create('pivoted'),
      ListNode.create([...groupBy, ...names].map((name): OperationNode => IdentifierNode.create(name))),
    ],
  )
}

/** The name becomes SQL, so it is looked up. */
const AGGREGATES: { readonly [A in PivotAggregate]: string } = {
  sum: 'sum',
  avg: 'avg',
  count: 'count',
  min: 'min',
  max: 'max',
}
