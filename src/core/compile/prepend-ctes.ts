import { type CommonTableExpressionNode, type OperationNode, RawNode, SelectQueryNode, WithNode } from 'kysely'

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
  // A query that is raw SQL has no place for a WITH clause of ours but the one before it.
  return RawNode.create(['', ' ', ''], [added, query])
}
