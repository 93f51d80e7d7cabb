import {
  AggregateFunctionBuilder,
  AggregateFunctionNode,
  type AliasedAggregateFunctionBuilder,
  type AliasedExpression,
  type ComparisonOperatorExpression,
  type Expression,
  type OperandValueExpressionOrList,
  type OperationNodeSource,
  type OrderByModifiers,
  type ReferenceExpression,
} from 'kysely'
import type { NamesColumns } from '../query/names-columns.js'
import { type CanonicalFunction, canonicalFunction, canonicalName } from './call/canonical-function.js'
import { operandNode, type Takes, type Truth } from './call/function-call.js'
import { refuseColumnNames } from './call/refuse-column-names.js'
import { forEachColumn, type OverBuilder, type WindowBuilder, windowBuilder } from './window-builder.js'

/** A frame that leaves out the current row, so that there may be no row in it. Exists for the type checker only. */
declare const EMPTY_FRAME: unique symbol

/** A window whose frame may be empty. */
export interface EmptyFrame {
  readonly [EMPTY_FRAME]: true
}

/**
 * An aggregate or window function of type `T`: Kysely's own builder. Columns inside of it are expressions
 * (`eb.ref('r.user_id')`), so that each is checked in its query; those of a window can be names, too.
 *
 * @typeParam OfNothing What it gives where there is no row: after `filterWhere`, and in a frame that may be empty.
 */
export interface Aggregate<T, OfNothing = null> extends AggregateFunctionBuilder<{}, never, any> {
  get expressionType(): T | undefined
  as<A extends string>(alias: A): AliasedAggregateFunctionBuilder<{}, never, T, A>
  clearOrderBy(): Aggregate<T, OfNothing>
  distinct(): Aggregate<T, OfNothing>
  orderBy(
    by: OperationNodeSource | readonly OperationNodeSource[],
    modifiers?: OrderByModifiers | Expression<any>,
  ): Aggregate<T, OfNothing>
  withinGroupOrderBy(
    by: OperationNodeSource | readonly OperationNodeSource[],
    modifiers?: OrderByModifiers | Expression<any>,
  ): Aggregate<T, OfNothing>
  filterWhere<RE extends ReferenceExpression<{}, never>, VE extends OperandValueExpressionOrList<{}, never, RE>>(
    left: RE,
    operator: ComparisonOperatorExpression,
    right: VE,
  ): Aggregate<T | OfNothing, OfNothing>
  filterWhere<E extends OperationNodeSource>(condition: Takes<E, Truth>): Aggregate<T | OfNothing, OfNothing>
  over<W extends WindowBuilder<any> = WindowBuilder>(
    build?: (window: WindowBuilder) => W,
  ): Over<W extends EmptyFrame ? T | OfNothing : T, NamesOf<W>, OfNothing>
  $castTo<C>(): Aggregate<C, OfNothing>
  $notNull(): Aggregate<Exclude<T, null>, OfNothing>
}

/** A function over a window; over one that names columns it can only be selected, since `select` checks the names. */
export type Over<T, C, OfNothing = null> = [C] extends [never] ? Aggregate<T, OfNothing> : OverNamedColumns<T, C>

/** The columns that a window names. */
type NamesOf<W> = W extends NamesColumns<infer C> ? Exclude<C, undefined> : never

/**
 * A function over a window that names its columns: `sum(…).over((w) => w.partitionBy('r.user_id'))`. It is an element of
 * `select`, which compares the names with the query's columns. In another place, as in `divide(…)` or `eb(…)`, no one
 * would: there the window's columns are expressions, `w.partitionBy(eb.ref('r.user_id'))`.
 */
export interface OverNamedColumns<T, C> {
  /** Names the result; the result is an element of `select`. */
  as<A extends string>(alias: A): AliasedExpression<T, A> & NamesColumns<C>
  /** Gives the values another type, for TypeScript only. */
  $castTo<V>(): OverNamedColumns<V, C>
  /** Says that the values are never NULL, for TypeScript only. */
  $notNull(): OverNamedColumns<Exclude<T, null>, C>
}

type Column = OperationNodeSource | readonly OperationNodeSource[]

/** Kysely's builder of aggregates, that takes lists of columns, and names of columns in windows. */
class ColumnAggregate extends AggregateFunctionBuilder<any, any, any> {
  override distinct(): any {
    return changed(super.distinct())
  }

  override orderBy(by: any, ...modifiers: any): any {
    const plain = new AggregateFunctionBuilder<any, any, any>({ aggregateFunctionNode: this.toOperationNode() })
    return changed(forEachColumn(plain, by as Column, (built, column) => built.orderBy(column, ...modifiers)))
  }

  override clearOrderBy(): any {
    return changed(super.clearOrderBy())
  }

  override withinGroupOrderBy(by: any, ...modifiers: any): any {
    const plain = new AggregateFunctionBuilder<any, any, any>({ aggregateFunctionNode: this.toOperationNode() })
    return changed(
      forEachColumn(plain, by as Column, (built, column) => built.withinGroupOrderBy(column, ...modifiers)),
    )
  }

  override filterWhere(...condition: any): any {
    return changed(super.filterWhere(...(condition as [any])))
  }

  override filterWhereRef(...condition: any): any {
    return changed(super.filterWhereRef(...(condition as [any, any, any])))
  }

  override over(build?: any): any {
    return changed(super.over(build && ((over: OverBuilder) => build(windowBuilder(over)))))
  }

  override $castTo(): any {
    return this
  }

  override $notNull(): any {
    return this
  }
}

function changed(builder: AggregateFunctionBuilder<any, any, any>): ColumnAggregate {
  return new ColumnAggregate({ aggregateFunctionNode: builder.toOperationNode() })
}

/**
 * A call of an aggregate that every engine has under this name. Arguments that are not expressions are constants.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a string in the place of a column.
 */
export function plainAggregate<T, N = null>(name: string, ...args: readonly unknown[]): Aggregate<T, N> {
  refuseColumnNames(canonicalFunction(name) ?? name, args)
  const aggregateFunctionNode = AggregateFunctionNode.create(name, args.map(operandNode))
  return new ColumnAggregate({ aggregateFunctionNode }) as unknown as Aggregate<T, N>
}

/** A call of a canonical aggregate. */
export function canonicalAggregate<T, N = null>(name: CanonicalFunction, ...args: readonly unknown[]): Aggregate<T, N> {
  return plainAggregate(canonicalName(name), ...args)
}
