import type {
  CallbackSelection,
  CommonTableExpressionNode,
  CommonTableExpressionOutput,
  KyselyPlugin,
  QueryCreator,
  QueryCreatorWithCommonTableExpression,
  RecursiveCommonTableExpression,
  Selection,
} from 'kysely'
import type { OneSelectItem, RecursiveRow, SelectItem, SelectionCallback, TableOrTables } from './query-arguments.js'
import type { Selected, SelectFrom } from './query-result.js'
import type { SelectableItem } from './selectable-item.js'

/**
 * Kysely's query creator, whose queries report a wrong column at its own line: they are `SelectQuery`, where the
 * signatures that no call matches are explained.
 */
export interface QuerySource<DB> extends QueryCreator<DB> {
  selectFrom<TE extends TableOrTables<DB, never>>(from: TE): SelectFrom<DB, never, TE>
  selectFrom(a: never, b: never, c: never, d: this): unknown
  selectNoFrom<SE extends SelectItem<DB, never>>(
    selections: ReadonlyArray<SE>,
  ): Selected<DB, never, Selection<DB, never, SE>, SE>
  selectNoFrom<const CB extends SelectionCallback<DB, never>>(
    callback: CB,
  ): Selected<DB, never, CallbackSelection<DB, never, CB>, CB>
  selectNoFrom<SE extends OneSelectItem<DB, never>>(selection: SE): Selected<DB, never, Selection<DB, never, SE>, SE>
  selectNoFrom<const S>(item: SelectableItem<DB, never, S>): any
  with<N extends string, E extends CommonTableExpression<DB, N>>(
    name: NameOrBuilder<N>,
    expression: E,
  ): WithCommonTableExpression<DB, N, E>
  with(a: never, b: never, c: never, d: this): unknown
  withRecursive<N extends string, E extends RecursiveExpression<DB, N>>(
    name: NameOrBuilder<N>,
    expression: E,
  ): WithCommonTableExpression<DB, N, E>
  withRecursive(a: never, b: never, c: never, d: this): unknown
  withPlugin(plugin: KyselyPlugin): QuerySource<DB>
  withoutPlugins(): QuerySource<DB>
  withSchema(schema: string): QuerySource<DB>
}

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
