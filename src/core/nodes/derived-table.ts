import { type AliasedExpression, ExpressionWrapper, type OperationNode, ParensNode, RawNode } from 'kysely'

/** A query within another one. Raw SQL gets the parentheses that the queries of Kysely have there by themselves. */
export function innerQuery(query: OperationNode): OperationNode {
  return RawNode.is(query) ? ParensNode.create(query) : query
}

/** A query as something to select from. */
export function derivedTable<Name extends string>(query: OperationNode, name: Name): AliasedExpression<any, Name> {
  return new ExpressionWrapper<any, any, any>(innerQuery(query)).as(name)
}
