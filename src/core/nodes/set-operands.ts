import {
  AliasNode,
  IdentifierNode,
  type OperationNode,
  ParensNode,
  SelectAllNode,
  SelectionNode,
  SelectQueryNode,
  type SetOperationNode,
} from 'kysely'

/** A set operation's operand, in parentheses where its clauses would otherwise become those of the whole. */
export function setOperand(node: OperationNode): OperationNode {
  if (!SelectQueryNode.is(node)) return node
  const { orderBy, limit, offset, fetch, top, setOperations, with: ctes } = node
  const hasOwnClauses = orderBy || limit || offset || fetch || top || setOperations || ctes
  return hasOwnClauses ? ParensNode.create(node) : node
}

/**
 * A query whose set operations happen in the order in which they are written: SQL would do INTERSECT before UNION and
 * EXCEPT, so what is before it becomes a subquery. `a.union(b).intersect(c)` is
 * `select * from (a union b) intersect c`.
 */
export function inWrittenOrder(node: SelectQueryNode): SelectQueryNode {
  const operations = node.setOperations ?? []
  const intersect = operations.findLastIndex(isMisread)
  if (intersect < 0) return node
  const { orderBy, limit, offset, fetch, explain, with: ctes, endModifiers, setOperations: _, ...head } = node
  const first = inWrittenOrder({ ...head, setOperations: operations.slice(0, intersect) })
  const whole = { orderBy, limit, offset, fetch, explain, with: ctes, endModifiers }
  const clauses = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined))
  return {
    ...SelectQueryNode.createFrom([AliasNode.create(first, IdentifierNode.create('kerros_set'))]),
    selections: [SelectionNode.create(SelectAllNode.create() as never)],
    setOperations: operations.slice(intersect),
    ...clauses,
  } as SelectQueryNode

  function isMisread({ operator }: SetOperationNode, i: number): boolean {
    return operator === 'intersect' && operations.slice(0, i).some((before) => before.operator !== 'intersect')
  }
}
