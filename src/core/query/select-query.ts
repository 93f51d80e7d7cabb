import type {
  AbortableQueryOptions,
  CallbackSelection,
  ComparisonOperatorExpression,
  Expression,
  FetchModifier,
  JoinCallbackExpression,
  JoinReferenceExpression,
  KyselyPlugin,
  KyselyTypeError,
  NarrowPartial,
  OrderByExpression,
  OrderByModifiers,
  ReferenceExpression,
  Selection,
  SelectQueryBuilder,
  SimplifySingleResult,
  TopModifier,
  ValueExpression,
} from 'kysely'
import type {
  ComparisonOperand,
  ConditionArgument,
  DirectedReference,
  GroupByArgument,
  OneSelectItem,
  SelectItem,
  SelectionCallback,
  SetOperand,
  Table,
  TableOrList,
} from './query-arguments.js'
import type {
  AllSelection,
  Called,
  Extended,
  FullJoined,
  InnerJoined,
  LeftJoined,
  RightJoined,
  Selected,
  United,
} from './query-result.js'
import type { SelectableItem } from './selectable-item.js'

/**
 * Kysely's query builder with one more signature of `select`, and every method that returns a builder declared again so
 * that it returns this one. {@link SelectableItem} says what the signature is for.
 *
 * It and Kysely's builder can be used in each other's place, and of a union of both the compiler keeps this one. Two
 * things keep it so, and cheap:
 *
 * - What a method returns when its type parameters are `any` is `any`: see `query-result.ts`.
 * - Signatures of four parameters `never` that no call matches. The compiler infers the type arguments of
 *   `helper<DB, TB, O>(query: SelectQueryBuilder<DB, TB, O>)` from the methods, with the last signatures of both sides
 *   next to each other and `any` for their type parameters: without these it would infer `any`. Where there is but one
 *   signature on both sides, they also keep it from comparing the bounds of the type parameters. What they return is what
 *   `ReturnType` gives: the builder, where it is always the same, and nothing from which `O` would be inferred wrongly.
 *   `this` makes the signatures of two builders differ, so that a union of builders is not called by them.
 *
 * Its types, those of its arguments and results, and of subqueries are defined by each other, in the one circle of imports of
 * the code: what a builder's method returns is a builder. A method that Kysely adds is found by
 * test/types/query-methods.test-d.ts.
 */
export interface SelectQuery<DB, TB extends keyof DB, O> extends SelectQueryBuilder<DB, TB, O> {
  where<RE extends ReferenceExpression<DB, TB>, VE extends ComparisonOperand<DB, TB, RE>>(
    lhs: RE,
    op: ComparisonOperatorExpression,
    rhs: VE,
  ): SelectQuery<DB, TB, O>
  where<E extends ConditionArgument<DB, TB>>(expression: E): SelectQuery<DB, TB, O>
  whereRef<LRE extends ReferenceExpression<DB, TB>, RRE extends ReferenceExpression<DB, TB>>(
    lhs: LRE,
    op: ComparisonOperatorExpression,
    rhs: RRE,
  ): SelectQuery<DB, TB, O>
  whereRef(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  having<RE extends ReferenceExpression<DB, TB>, VE extends ComparisonOperand<DB, TB, RE>>(
    lhs: RE,
    op: ComparisonOperatorExpression,
    rhs: VE,
  ): SelectQuery<DB, TB, O>
  having<E extends ConditionArgument<DB, TB>>(expression: E): SelectQuery<DB, TB, O>
  havingRef<LRE extends ReferenceExpression<DB, TB>, RRE extends ReferenceExpression<DB, TB>>(
    lhs: LRE,
    op: ComparisonOperatorExpression,
    rhs: RRE,
  ): SelectQuery<DB, TB, O>
  havingRef(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  select<SE extends SelectItem<DB, TB>>(selections: ReadonlyArray<SE>): Selected<DB, TB, O & Selection<DB, TB, SE>, SE>
  select<const CB extends SelectionCallback<DB, TB>>(
    callback: CB,
  ): Selected<DB, TB, O & CallbackSelection<DB, TB, CB>, CB>
  select<SE extends OneSelectItem<DB, TB>>(selection: SE): Selected<DB, TB, O & Selection<DB, TB, SE>, SE>
  select(a: never, b: never, c: never, d: this): unknown
  select(a: never, b: never, c: never, d: this): unknown
  select<const S>(item: SelectableItem<DB, TB, S>): any
  distinctOn<RE extends ReferenceExpression<DB, TB>>(selections: ReadonlyArray<RE>): SelectQuery<DB, TB, O>
  distinctOn<RE extends ReferenceExpression<DB, TB>>(selection: RE): SelectQuery<DB, TB, O>
  modifyFront(modifier: Expression<any>): SelectQuery<DB, TB, O>
  modifyEnd(modifier: Expression<any>): SelectQuery<DB, TB, O>
  distinct(): SelectQuery<DB, TB, O>
  forUpdate(of?: TableOrList<TB>): SelectQuery<DB, TB, O>
  forShare(of?: TableOrList<TB>): SelectQuery<DB, TB, O>
  forKeyShare(of?: TableOrList<TB>): SelectQuery<DB, TB, O>
  forNoKeyUpdate(of?: TableOrList<TB>): SelectQuery<DB, TB, O>
  skipLocked(): SelectQuery<DB, TB, O>
  noWait(): SelectQuery<DB, TB, O>
  selectAll<T extends TB>(table: ReadonlyArray<T>): Selected<DB, TB, O & AllSelection<DB, T>, T>
  selectAll<T extends TB>(table: T): Selected<DB, TB, O & DB[T], T>
  selectAll<T = never>(): Selected<DB, TB, O & AllSelection<DB, TB>, T>
  selectAll(a: never, b: never, c: never, d: this): unknown
  selectAll(a: never, b: never, c: never, d: this): unknown
  selectAll(a: never, b: never, c: never, d: this): unknown
  innerJoin<
    TE extends Table<DB, TB>,
    K1 extends JoinReferenceExpression<DB, TB, TE>,
    K2 extends JoinReferenceExpression<DB, TB, TE>,
  >(table: TE, k1: K1, k2: K2): InnerJoined<DB, TB, O, TE>
  innerJoin<TE extends Table<DB, TB>, const FN extends JoinCallbackExpression<DB, TB, TE>>(
    table: TE,
    callback: FN,
  ): InnerJoined<DB, TB, O, TE>
  innerJoin(a: never, b: never, c: never, d: this): unknown
  innerJoin(a: never, b: never, c: never, d: this): unknown
  leftJoin<
    TE extends Table<DB, TB>,
    K1 extends JoinReferenceExpression<DB, TB, TE>,
    K2 extends JoinReferenceExpression<DB, TB, TE>,
  >(table: TE, k1: K1, k2: K2): LeftJoined<DB, TB, O, TE>
  leftJoin<TE extends Table<DB, TB>, const FN extends JoinCallbackExpression<DB, TB, TE>>(
    table: TE,
    callback: FN,
  ): LeftJoined<DB, TB, O, TE>
  leftJoin(a: never, b: never, c: never, d: this): unknown
  leftJoin(a: never, b: never, c: never, d: this): unknown
  rightJoin<
    TE extends Table<DB, TB>,
    K1 extends JoinReferenceExpression<DB, TB, TE>,
    K2 extends JoinReferenceExpression<DB, TB, TE>,
  >(table: TE, k1: K1, k2: K2): RightJoined<DB, TB, O, TE>
  rightJoin<TE extends Table<DB, TB>, const FN extends JoinCallbackExpression<DB, TB, TE>>(
    table: TE,
    callback: FN,
  ): RightJoined<DB, TB, O, TE>
  rightJoin(a: never, b: never, c: never, d: this): unknown
  rightJoin(a: never, b: never, c: never, d: this): unknown
  fullJoin<
    TE extends Table<DB, TB>,
    K1 extends JoinReferenceExpression<DB, TB, TE>,
    K2 extends JoinReferenceExpression<DB, TB, TE>,
  >(table: TE, k1: K1, k2: K2): FullJoined<DB, TB, O, TE>
  fullJoin<TE extends Table<DB, TB>, const FN extends JoinCallbackExpression<DB, TB, TE>>(
    table: TE,
    callback: FN,
  ): FullJoined<DB, TB, O, TE>
  fullJoin(a: never, b: never, c: never, d: this): unknown
  fullJoin(a: never, b: never, c: never, d: this): unknown
  crossJoin<TE extends Table<DB, TB>>(table: TE): InnerJoined<DB, TB, O, TE>
  crossJoin(a: never, b: never, c: never, d: this): unknown
  innerJoinLateral<
    TE extends Table<DB, TB>,
    K1 extends JoinReferenceExpression<DB, TB, TE>,
    K2 extends JoinReferenceExpression<DB, TB, TE>,
  >(table: TE, k1: K1, k2: K2): InnerJoined<DB, TB, O, TE>
  innerJoinLateral<TE extends Table<DB, TB>, const FN extends JoinCallbackExpression<DB, TB, TE>>(
    table: TE,
    callback: FN,
  ): InnerJoined<DB, TB, O, TE>
  innerJoinLateral(a: never, b: never, c: never, d: this): unknown
  innerJoinLateral(a: never, b: never, c: never, d: this): unknown
  leftJoinLateral<
    TE extends Table<DB, TB>,
    K1 extends JoinReferenceExpression<DB, TB, TE>,
    K2 extends JoinReferenceExpression<DB, TB, TE>,
  >(table: TE, k1: K1, k2: K2): LeftJoined<DB, TB, O, TE>
  leftJoinLateral<TE extends Table<DB, TB>, const FN extends JoinCallbackExpression<DB, TB, TE>>(
    table: TE,
    callback: FN,
  ): LeftJoined<DB, TB, O, TE>
  leftJoinLateral(a: never, b: never, c: never, d: this): unknown
  leftJoinLateral(a: never, b: never, c: never, d: this): unknown
  crossJoinLateral<TE extends Table<DB, TB>>(table: TE): InnerJoined<DB, TB, O, TE>
  crossJoinLateral(a: never, b: never, c: never, d: this): unknown
  crossApply<TE extends Table<DB, TB>>(table: TE): InnerJoined<DB, TB, O, TE>
  crossApply(a: never, b: never, c: never, d: this): unknown
  outerApply<TE extends Table<DB, TB>>(table: TE): LeftJoined<DB, TB, O, TE>
  outerApply(a: never, b: never, c: never, d: this): unknown
  groupBy<GE extends GroupByArgument<DB, TB, O>>(groupBy: GE): SelectQuery<DB, TB, O>
  groupBy(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  orderBy<OE extends OrderByExpression<DB, TB, O>>(expr: OE, modifiers?: OrderByModifiers): SelectQuery<DB, TB, O>
  orderBy<OE extends OrderByExpression<DB, TB, O> | DirectedReference<DB, TB, O>>(
    exprs: ReadonlyArray<OE>,
  ): SelectQuery<DB, TB, O>
  orderBy<OE extends DirectedReference<DB, TB, O>>(expr: OE): SelectQuery<DB, TB, O>
  orderBy<OE extends OrderByExpression<DB, TB, O>>(expr: OE, modifiers: Expression<any>): SelectQuery<DB, TB, O>
  limit<VE extends ValueExpression<DB, TB, number | bigint | null>>(limit: VE): SelectQuery<DB, TB, O>
  limit(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  offset<VE extends ValueExpression<DB, TB, number | bigint>>(offset: VE): SelectQuery<DB, TB, O>
  offset(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  fetch(rowCount: number | bigint, modifier?: FetchModifier): SelectQuery<DB, TB, O>
  top(expression: number | bigint, modifiers?: TopModifier): SelectQuery<DB, TB, O>
  union<E extends SetOperand<DB, O>>(expression: E): United<DB, TB, O, E>
  union(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  unionAll<E extends SetOperand<DB, O>>(expression: E): United<DB, TB, O, E>
  unionAll(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  intersect<E extends SetOperand<DB, O>>(expression: E): SelectQuery<DB, TB, O>
  intersect(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  intersectAll<E extends SetOperand<DB, O>>(expression: E): SelectQuery<DB, TB, O>
  intersectAll(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  except<E extends SetOperand<DB, O>>(expression: E): SelectQuery<DB, TB, O>
  except(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  exceptAll<E extends SetOperand<DB, O>>(expression: E): SelectQuery<DB, TB, O>
  exceptAll(a: never, b: never, c: never, d: this): SelectQuery<DB, TB, O>
  clearSelect(a: never, b: never, c: never, d: this): unknown
  clearSelect<T = never>(): Selected<DB, TB, {}, T>
  clearWhere(): SelectQuery<DB, TB, O>
  clearLimit(): SelectQuery<DB, TB, O>
  clearOffset(): SelectQuery<DB, TB, O>
  clearOrderBy(): SelectQuery<DB, TB, O>
  clearGroupBy(): SelectQuery<DB, TB, O>
  $call<T>(func: (qb: SelectQueryBuilder<DB, TB, O>) => T): Called<T>
  $call<T>(func: (qb: this) => T): T
  $if<O2>(condition: boolean, func: (qb: this) => Expression<O & O2>): Extended<DB, TB, O, O2>
  $if(a: never, b: never, c: never, d: this): unknown
  $castTo<C>(): Selected<DB, TB, C, C>
  $castTo(a: never, b: never, c: never, d: this): unknown
  $narrowType<T>(): Selected<DB, TB, NarrowPartial<O, T>, T>
  $narrowType(a: never, b: never, c: never, d: this): unknown
  $assertType<T extends O>(): O extends T
    ? Selected<DB, TB, T, T>
    : KyselyTypeError<`$assertType() call failed: The type passed in is not equal to the output type of the query.`>
  $assertType(a: never, b: never, c: never, d: this): unknown
  withPlugin(plugin: KyselyPlugin): SelectQuery<DB, TB, O>
  executeTakeFirst(options?: AbortableQueryOptions): Promise<SimplifySingleResult<O>>
  // Without it, `O` would be inferred from the row or `undefined`.
  executeTakeFirst(a: never, b: never, c: never, d: this): unknown
}
