import type { Expression, OperationNode, QueryCreator, Simplify } from 'kysely'

/** What a query callback may return: any Kysely query or raw SQL expression with a row type. */
export interface Queryable {
  readonly expressionType?: any
  toOperationNode(): OperationNode
}

/** The row type of a query, as a plain object type. */
export type QueryRow<Q extends { readonly expressionType?: any }> = Simplify<NonNullable<Q['expressionType']>>

/** What a run may tell a query. Two facts, no context. */
export interface RunFacts {
  /** Whether or not the model's own table is kept and only new rows are computed. */
  readonly isIncremental: boolean
}

/** A definition's query, as the runtime and callers by hand see it. */
export type DefinitionQuery<Row> = (db: QueryCreator<any>, facts?: RunFacts) => Expression<Row>
