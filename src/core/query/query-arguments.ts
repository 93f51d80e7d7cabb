import type { Expression, ExpressionBuilder, OrderByDirection, ReferenceExpression, StringReference } from 'kysely'

// What methods of Kysely's query builder take, in types that Kysely does not export.

/** What `groupBy` takes. */
export type GroupByArgument<DB, TB extends keyof DB, O> =
  | GroupByItem<DB, TB, O>
  | ReadonlyArray<GroupByItem<DB, TB, O>>
  | ((eb: ExpressionBuilder<DB, TB>) => ReadonlyArray<GroupByItem<DB, TB, O>>)

type GroupByItem<DB, TB extends keyof DB, O> = ReferenceExpression<DB, TB> | (keyof O & string)

/** A column of `orderBy` with its direction: `'r.rating desc'`. */
export type DirectedReference<
  DB,
  TB extends keyof DB,
  O,
> = `${StringReference<DB, TB> | (keyof O & string)} ${OrderByDirection}`

/** What `union`, `intersect`, `except` and their `…All` take. */
export type SetOperand<DB, O> =
  | Expression<O>
  | ReadonlyArray<Expression<O>>
  | ((eb: ExpressionBuilder<DB, never>) => Expression<O> | ReadonlyArray<Expression<O>>)

/** The tables that `forUpdate` and its like lock. */
export type TableOrList<TB extends keyof any> = (TB & string) | ReadonlyArray<TB & string>
