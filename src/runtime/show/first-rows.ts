import { LimitNode, type OperationNode, SelectQueryNode, ValueNode } from 'kysely'
import { compileDatabase } from '../../core/nodes/compile-database.js'
import { derivedTable } from '../../core/nodes/derived-table.js'

/**
 * Limits a query to a number of rows. The limit goes into the query itself if that has no limit of its own: around it, an
 * engine need not keep the order.
 */
export function firstRows(query: OperationNode, limit: number): OperationNode {
  if (SelectQueryNode.is(query) && !query.limit && !query.fetch)
    return { ...query, limit: LimitNode.create(ValueNode.createImmediate(limit)) } as SelectQueryNode
  if (
    SelectQueryNode.is(query) &&
    query.limit &&
    ValueNode.is(query.limit.limit) &&
    Number(query.limit.limit.value) <= limit
  )
    return query
  return compileDatabase
    .selectFrom(derivedTable(query, 'limited') as never)
    .selectAll()
    .limit(limit)
    .toOperationNode()
}
