import { type Expression, ExpressionWrapper, FunctionNode, type OperationNode, type SqlBool } from 'kysely'
import { constant } from '../compile/immediate.js'
import { type CanonicalFunction, canonicalName } from './canonical-function.js'

/** An expression of type `T` that stands in any query. */
export type Scalar<T> = ExpressionWrapper<{}, never, T>

/** `null` where `T` has it: a function of a nullable column is nullable. */
export type NullOf<T> = Extract<T, null>

/**
 * The type of an expression's values. A function that takes `E extends OperationNodeSource` instead of `Expression<T>`
 * spares the type checker a comparison that costs as much as three columns, at each model's first call.
 */
export type ValueOf<E> = E extends Expression<infer T> ? T : never

/** Something that is true, false or NULL: `eb('r.rating', '>=', 4)`. */
export type Condition = Expression<SqlBool | null>

/** An expression, or a constant that is written into the SQL as a literal. */
export type Operand<T> = Expression<T> | Exclude<T, null>

/** The node of an expression or of a constant. */
export function operandNode(value: unknown): OperationNode {
  return isExpression(value) ? value.toOperationNode() : constant(value)
}

/** A call of a canonical function. Arguments that are not expressions are constants. */
export function scalar<T>(name: CanonicalFunction, ...args: readonly unknown[]): Scalar<T> {
  return new ExpressionWrapper(FunctionNode.create(canonicalName(name), args.map(operandNode)))
}

function isExpression(value: unknown): value is Expression<unknown> {
  return typeof value === 'object' && value !== null && 'toOperationNode' in value
}
