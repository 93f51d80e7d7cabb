import type { OperationNode } from 'kysely'
import type { Scope } from '../../infer/scope.js'
import type { LeftOutRows } from '../../steps/left-out-rows.js'
import { returnedColumn } from './returned-column.js'
import { walkQuery } from './walk-query.js'

/**
 * What the helpers of its run leave out of a query's rows.
 *
 * @param columns The names of the query's columns.
 * @param scope The tables that the query may name.
 */
export function leftOutRows(root: OperationNode, columns: readonly string[], scope: Scope): LeftOutRows {
  const { readsSelf, since, touched } = walkQuery(root)
  const returned = returnedColumn(root, columns, scope)
  return {
    bySelf: readsSelf,
    byValues: [
      ...since.map(({ column, select }) => [returned(column, select)]),
      ...touched.map((place) => place.touched.columns.map((column) => returned(column, place.select))),
    ],
  }
}
