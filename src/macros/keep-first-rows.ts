import {
  type AliasedExpression,
  BinaryOperationNode,
  type Expression,
  ExpressionWrapper,
  OperatorNode,
  type SelectQueryBuilder,
} from 'kysely'
import { KerrosError } from '../core/errors/index.js'
import { type Aggregate, rowNumber } from '../core/functions/index.js'
import { constant } from '../core/nodes/immediate.js'
import { qualifyNode } from '../core/nodes/qualify.js'
import { columnExpression } from './column-expression.js'
import type { OrderColumn } from './query-column.js'

/** What `topN` and `deduplicate` have in common. */
export interface FirstRows {
  /** The helper's name, for messages. */
  readonly helper: string
  readonly n: number
  readonly partitionBy: readonly string[]
  readonly orderBy: readonly OrderColumn<string>[]
  /** The name of the column with the row's number, if there is to be one. */
  readonly as: string | undefined
}

/** A `$call` helper that keeps the first rows of each partition through QUALIFY. Its caller knows the row type. */
export function keepFirstRows(rows: FirstRows): (qb: SelectQueryBuilder<any, any, any>) => any {
  checkRows(rows)
  return (qb) => {
    const select = qb.toOperationNode()
    // QUALIFY is a clause of one select: added now, it would belong to the first one.
    if (select.setOperations)
      throw new KerrosError('E_UNSUPPORTED', `${rows.helper} cannot follow a union, intersect or except`, {
        hint: 'Call it in each select before, or put the set operation into a CTE (db.with(…)) and select from that.',
      })
    const column = (name: string): Expression<unknown> => columnExpression(select, name, rows.helper)
    const number = rowNumberOf(rows, column)
    // The predicate repeats the window function: an alias would hide behind a column of the same name.
    const isFirst = BinaryOperationNode.create(number.toOperationNode(), OperatorNode.create('<='), constant(rows.n))
    const kept = qb.modifyEnd(new ExpressionWrapper(qualifyNode(isFirst)))
    return rows.as === undefined ? kept : kept.select(number.as(rows.as) as AliasedExpression<number, string>)
  }
}

function rowNumberOf(rows: FirstRows, column: (name: string) => Expression<unknown>): Aggregate<number> {
  return rowNumber().over((window) => {
    const partitioned = rows.partitionBy.length > 0 ? window.partitionBy(rows.partitionBy.map(column)) : window
    return rows.orderBy.reduce(
      (ordered, [name, direction]) => ordered.orderBy(column(name), (order) => order[direction]().nullsLast()),
      partitioned,
    )
  })
}

function checkRows({ helper, n, orderBy }: FirstRows): void {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new KerrosError('E_INVALID_OPTION', `${helper} cannot keep ${n} rows`, {
      hint: '`n` is a whole number from 1.',
    })
  if (orderBy.length === 0)
    throw new KerrosError('E_INVALID_OPTION', `${helper} has no order, so which rows stay would be arbitrary`, {
      hint: "Say what comes first: orderBy: [['loaded_at', 'desc']].",
    })
  for (const order of orderBy)
    if (!Array.isArray(order) || (order[1] !== 'asc' && order[1] !== 'desc'))
      throw new KerrosError('E_INVALID_OPTION', `${helper} has an order that is no column with 'asc' or 'desc'`, {
        hint: "Give each column its direction: orderBy: [['loaded_at', 'desc']].",
      })
}
