import type { Expression, OperationNode, QueryCreator, Simplify } from 'kysely'
import type { Db, Inputs } from './ref.js'

/** What a query callback may return: any Kysely query or raw SQL expression with a row type. */
export interface Queryable {
  readonly expressionType?: any
  toOperationNode(): OperationNode
}

/**
 * What a query callback gets: Kysely's query creator over the inputs. `NoInfer` keeps the compiler from comparing query
 * creators member by member, which would cost more than ten models.
 */
export type QueryDb<I extends Inputs> = NoInfer<QueryCreator<Db<I>>>

/**
 * What a query callback returns, which must be a {@link Queryable}. As a constraint of `Q` that would be the context in
 * which each call of the query is typed, and multiply its cost.
 */
export type Returned<Q> = Q extends Queryable ? Q : 'a Kysely query is expected here'

/** The row type of a query, as a plain object type; any row while `Q` is not known yet. */
export type QueryRow<Q> = Q extends { readonly expressionType?: infer Row } ? Simplify<NonNullable<Row>> : any

/** What a run may tell a query. Two facts, no context. */
export interface RunFacts {
  /** Whether or not the model's own table is kept and only new rows are computed. */
  readonly isIncremental: boolean
}

/** A definition's query, as the runtime and callers by hand see it. */
export type DefinitionQuery<Row> = (db: QueryCreator<any>, facts?: RunFacts) => Expression<Row>
