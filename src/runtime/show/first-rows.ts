import { ExpressionWrapper, LimitNode, type OperationNode, SelectQueryNode, ValueNode } from 'kysely'
import { compileDatabase } from '../../core/nodes/compile-database.js'

/**
 * A query for at most so many of a query's rows. The limit goes into the query itself where it has none: around it, an
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
  const shown = new ExpressionWrapper<any, any, any>(query).as('shown')
  return compileDatabase
    .selectFrom(shown as never)
    .selectAll()
    .limit(limit)
    .toOperationNode()
}
