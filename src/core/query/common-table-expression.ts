import type {
  CommonTableExpressionNode,
  CommonTableExpressionOutput,
  QueryCreator,
  QueryCreatorWithCommonTableExpression,
  RecursiveCommonTableExpression,
} from 'kysely'
import type { QuerySource } from './query-source.js'

/** What `with` takes: a query, or a function that gets our query creator. */
export type CommonTableExpression<DB, N extends string> =
  | CommonTableExpressionOutput<DB, N>
  | ((db: QuerySource<DB>) => CommonTableExpressionOutput<DB, N>)

/** What `withRecursive` takes. */
export type RecursiveExpression<DB, N extends string> =
  RecursiveCommonTableExpression<DB, N> extends (db: QueryCreator<infer D>) => infer Q
    ? (db: QuerySource<D>) => Q
    : never

/** The query creator after `with` and `withRecursive`. Kysely's where `E` is `any`: see `query-result.ts`. */
export type WithCommonTableExpression<DB, N extends string, E> = 0 extends 1 & E
  ? QueryCreatorWithCommonTableExpression<DB, N, E>
  : QuerySource<TablesOf<QueryCreatorWithCommonTableExpression<DB, N, Output<E>>>>

type TablesOf<Q> = Q extends QueryCreator<infer DB> ? DB : never
type Output<E> = E extends (...args: never) => infer Q ? Q : E

/** The name of a common table expression, or a function that says whether it is materialized: Kysely exports no type. */
export type NameOrBuilder<N extends string> =
  | N
  | ((cte: <N2 extends string>(name: N2) => NameBuilder<N2>) => NameBuilder<N>)

interface NameBuilder<N extends string> {
  materialized(): NameBuilder<N>
  notMaterialized(): NameBuilder<N>
  toOperationNode(): CommonTableExpressionNode
}
