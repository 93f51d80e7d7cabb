import {
  AliasNode,
  type CommonTableExpressionNode,
  IdentifierNode,
  type OperationNode,
  SelectionNode,
  SelectQueryNode,
  WithNode,
} from 'kysely'
import { innerQuery } from './derived-table.js'

/** Puts common table expressions before those that a query brings itself. */
export function prependCtes(query: OperationNode, ctes: readonly CommonTableExpressionNode[]): OperationNode {
  const [first, ...others] = ctes
  if (!first) return query
  const own = SelectQueryNode.is(query) ? query.with : undefined
  const added = [...others, ...(own?.expressions ?? [])].reduce(
    (node, cte) => WithNode.cloneWithExpression(node, cte),
    WithNode.create(first, own?.recursive === undefined ? {} : { recursive: own.recursive }),
  )
  if (SelectQueryNode.is(query)) return { ...query, with: added } as SelectQueryNode
  // A query that is raw SQL may begin with a WITH of its own, and SQL takes one: it becomes a subquery.
  const item = AliasNode.create(innerQuery(query), IdentifierNode.create('raw_query'))
  const all = SelectQueryNode.cloneWithSelections(SelectQueryNode.createFrom([item]), [SelectionNode.createSelectAll()])
  return { ...all, with: added } as SelectQueryNode
}
