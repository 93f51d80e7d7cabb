import type {
  CommonTableExpressionNode,
  CommonTableExpressionOutput,
  QueryCreator,
  QueryCreatorWithCommonTableExpression,
  RecursiveCommonTableExpression,
} from 'kysely'
import type { QuerySource } from './query-source.js'
import type { WidenLiteral } from './widen-literal.js'

/** What `with` takes: a query, or a function that gets our query creator. */
export type CommonTableExpression<DB, N extends string> =
  | CommonTableExpressionOutput<DB, N>
  | ((db: QuerySource<DB>) => CommonTableExpressionOutput<DB, N>)

/** What `withRecursive` takes. */
export type RecursiveExpression<DB, N extends string> =
  RecursiveCommonTableExpression<DB, N> extends (db: QueryCreator<any>) => infer Q
    ? (db: QuerySource<DB & RecursiveTable<N>>) => Q
    : never

type RecursiveTable<N extends string> = N extends `${infer T}(${string})`
  ? RecursiveCommonTableExpression<{}, N> extends (db: QueryCreator<infer D>) => any
    ? { [K in T]: D[K & keyof D] }
    : never
  : { [K in N]: RecursiveRow }

declare const RECURSIVE: unique symbol

/** A row of a recursive query within it, while its first half is not known. */
interface RecursiveRow {
  readonly [RECURSIVE]: true
  readonly [column: string]: any
}

/** The tables of a second half: there the rows of a recursive query are those of its first half. */
export type WithFirstHalf<DB, O> = { [T in keyof DB]: DB[T] extends RecursiveRow ? WidenedRow<O> : DB[T] }

type WidenedRow<O> = { [K in keyof O]: WidenLiteral<O[K]> }

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
