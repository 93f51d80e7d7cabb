import {
  AggregateFunctionBuilder,
  AggregateFunctionNode,
  type ComparisonOperatorExpression,
  type Expression,
  type OperandValueExpressionOrList,
  type OperationNodeSource,
  type OrderByModifiers,
  type ReferenceExpression,
} from 'kysely'
import { type CanonicalFunction, canonicalName } from './canonical-function.js'
import { operandNode, type Takes, type Truth } from './function-call.js'

// Kysely does not export its builder of OVER.
type OverCallback = NonNullable<Parameters<AggregateFunctionBuilder<{}, never, unknown>['over']>[0]>
type OverBuilder = Parameters<OverCallback>[0]

// Not `Expression<any>`: Kysely's generic calls would compare their result with it, which costs more than the rest of them.
type WindowColumn = OperationNodeSource

/** The inside of `OVER (…)`. Columns are expressions (`eb.ref('r.user_id')`), so that each is checked in its query. */
export interface WindowBuilder extends OverBuilder {
  partitionBy(by: WindowColumn | readonly WindowColumn[]): WindowBuilder
  orderBy(by: WindowColumn | readonly WindowColumn[], modifiers?: OrderByModifiers | Expression<any>): WindowBuilder
}

/**
 * An aggregate or window function of type `T`: Kysely's own builder. Columns inside of it are expressions
 * (`eb.ref('r.user_id')`), so that each is checked in its query.
 */
export interface Aggregate<T> extends AggregateFunctionBuilder<{}, never, T> {
  distinct(): Aggregate<T>
  orderBy(by: WindowColumn | readonly WindowColumn[], modifiers?: OrderByModifiers | Expression<any>): Aggregate<T>
  withinGroupOrderBy(
    by: WindowColumn | readonly WindowColumn[],
    modifiers?: OrderByModifiers | Expression<any>,
  ): Aggregate<T>
  filterWhere<RE extends ReferenceExpression<{}, never>, VE extends OperandValueExpressionOrList<{}, never, RE>>(
    left: RE,
    operator: ComparisonOperatorExpression,
    right: VE,
  ): Aggregate<T>
  filterWhere<E extends OperationNodeSource>(condition: Takes<E, Truth>): Aggregate<T>
  over(build?: (window: WindowBuilder) => WindowBuilder): Aggregate<T>
  $castTo<C>(): Aggregate<C>
  $notNull(): Aggregate<Exclude<T, null>>
}

/** A call of an aggregate that every engine has under this name. Arguments that are not expressions are constants. */
export function plainAggregate<T>(name: string, ...args: readonly unknown[]): Aggregate<T> {
  const aggregateFunctionNode = AggregateFunctionNode.create(name, args.map(operandNode))
  return new AggregateFunctionBuilder({ aggregateFunctionNode }) as unknown as Aggregate<T>
}

/** A call of a canonical aggregate. */
export function canonicalAggregate<T>(name: CanonicalFunction, ...args: readonly unknown[]): Aggregate<T> {
  return plainAggregate(canonicalName(name), ...args)
}
