import type {
  AliasedDynamicTableBuilder,
  AliasedExpression,
  AnyAliasedColumn,
  AnyAliasedColumnWithTable,
  AnyColumn,
  AnyColumnWithTable,
  DynamicReferenceBuilder,
  Expression,
  ExpressionBuilder,
  OperandExpression,
  OrderByDirection,
  ReferenceExpression,
  SimpleTableReference,
  SqlBool,
  StringReference,
} from 'kysely'
import type { NamesColumns } from './names-columns.js'
import type { ReferenceValue } from './reference-value.js'

import type { SubqueryBuilder } from './subquery-builder.js'
import type { WidenLiteral } from './widen-literal.js'

// What methods of Kysely's query builder take, in types that Kysely does not export, or with a callback that gets our
// expression builder.

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

/**
 * What `union`, `intersect`, `except` and their `…All` take: a query whose values are of the same kinds. A literal is of
 * its kind (`text('a')` and `text('b')` unite), and one side may know NULL where the other does not.
 */
export type SetOperand<DB, O> =
  | Expression<SetRow<O>>
  | ReadonlyArray<Expression<SetRow<O>>>
  | ((eb: SubqueryBuilder<WithFirstHalf<DB, O>, never>) => Expression<SetRow<O>> | ReadonlyArray<Expression<SetRow<O>>>)

type SetRow<O> = { [K in keyof O]: WidenLiteral<O[K]> | null }

/** What a join takes. */
export type Table<DB, TB extends keyof DB> =
  | SimpleTableReference<DB>
  | AliasedExpression<any, any>
  | ((eb: SubqueryBuilder<DB, TB>) => AliasedExpression<any, any>)
  | AliasedDynamicTableBuilder<any, any>

/** What `selectFrom` takes. */
export type TableOrTables<DB, TB extends keyof DB> = Table<DB, TB> | ReadonlyArray<Table<DB, TB>>

/** What `where` and `having` take as their only argument. */
export type ConditionArgument<DB, TB extends keyof DB> =
  | OperandExpression<SqlBool | null>
  | ((eb: SubqueryBuilder<DB, TB>) => OperandExpression<SqlBool | null>)

/** What `where` and `having` compare `RE` with. */
export type ComparisonOperand<DB, TB extends keyof DB, RE> = OperandOrList<DB, TB, ReferenceValue<DB, TB, RE> | null>

type OperandOrList<DB, TB extends keyof DB, V> = OperandValue<DB, TB, V> | ReadonlyArray<OperandValue<DB, TB, V>>

type OperandValue<DB, TB extends keyof DB, V> =
  | V
  | OperandExpression<V>
  | ((eb: SubqueryBuilder<DB, TB>) => OperandExpression<V>)

/**
 * What `select` takes: Kysely's `SelectExpression`, in which an expression that names columns, as those of a window, names
 * only the query's.
 */
export type SelectItem<DB, TB extends keyof DB> =
  | AnyAliasedColumnWithTable<DB, TB>
  | AnyAliasedColumn<DB, TB>
  | AnyColumnWithTable<DB, TB>
  | AnyColumn<DB, TB>
  | DynamicReferenceBuilder<any>
  | (AliasedExpression<any, any> & NamesColumns<StringReference<DB, TB>>)
  | ((eb: ExpressionBuilder<DB, TB>) => AliasedExpression<any, any>)

/** What `select` takes as its only selection. */
export type OneSelectItem<DB, TB extends keyof DB> =
  | SelectItem<DB, TB>
  | ((eb: SubqueryBuilder<DB, TB>) => AliasedExpression<any, any>)

/** The callback that `select` takes. */
export type SelectionCallback<DB, TB extends keyof DB> = (
  eb: SubqueryBuilder<DB, TB>,
) => ReadonlyArray<SelectItem<DB, TB>>

/** The tables that `forUpdate` and its like lock. */
export type TableOrList<TB extends keyof any> = (TB & string) | ReadonlyArray<TB & string>

declare const RECURSIVE: unique symbol

/** A row of a recursive query within it, while its first half is not known. */
export interface RecursiveRow {
  readonly [RECURSIVE]: true
  readonly [column: string]: any
}

/** The tables of a second half: there the rows of a recursive query are those of its first half. */
type WithFirstHalf<DB, O> = { [T in keyof DB]: DB[T] extends RecursiveRow ? WidenedRow<O> : DB[T] }

type WidenedRow<O> = { [K in keyof O]: WidenLiteral<O[K]> }
