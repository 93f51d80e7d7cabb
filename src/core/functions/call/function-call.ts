import {
  type Expression,
  ExpressionWrapper,
  FunctionNode,
  type OperationNode,
  type OperationNodeSource,
  type SqlBool,
} from 'kysely'
import { constant } from '../../nodes/immediate.js'
import type { WidenLiteral } from '../../query/widen-literal.js'
import { type CanonicalFunction, canonicalName } from './canonical-function.js'
import { refuseColumnNames } from './refuse-column-names.js'

/** An expression of type `T` that can be used in any query. */
export type Scalar<T> = ExpressionWrapper<{}, never, T>

/** `null` where `T` has it: a function of a nullable column is nullable. */
export type NullOf<T> = Extract<T, null>

/** The type of an expression's values; `never` for a constant. */
export type ValueOf<E> = E extends { readonly expressionType: infer T | undefined } ? T : never

/**
 * The type of a helper's parameter whose values are `T`'s: `E` itself where they are, and `Expression<T>` otherwise, so
 * that the compiler says what was expected.
 *
 * ```ts
 * function upper<E extends OperationNodeSource>(x: Takes<E, string | null>): Scalar<string | NullOf<ValueOf<E>>>
 * ```
 * Not `x: Expression<T>`: that would be the context in which the compiler types the call that is passed (`eb.ref(…)`), and
 * it would compare what Kysely's call returns with it, which looks into all tables of the query, and into those of their
 * models. For the same reason it is `E` as long as `E` is not known.
 *
 * @typeParam C Constants that are accepted too.
 */
export type Takes<E, T, C = never> = [E] extends [{ readonly expressionType: T | undefined } | C]
  ? E
  : OperationNodeSource extends E
    ? E
    : [NamesNoColumn<E>] extends [true]
      ? E
      : Expression<T> | C

/**
 * `true` for `eb.ref('r.usr')` of a column that is not there: the compiler reports the name and goes on with the types of
 * all columns together, which no column has. In tables whose columns all have one type it looks like a column; a CASE of
 * columns of all the types there are looks like it.
 */
type NamesNoColumn<E> = [E] extends [ExpressionWrapper<infer DB, infer TB, infer T>]
  ? [keyof DB] extends [never]
    ? false
    : [AnyValue<DB, TB>, T] extends [T, AnyValue<DB, TB>]
      ? [ColumnLike<DB, TB, T>] extends [never]
        ? true
        : false
      : false
  : false

type AnyValue<DB, TB extends keyof DB> = { [X in TB]: DB[X][keyof DB[X]] }[TB]

type ColumnLike<DB, TB extends keyof DB, T> = {
  [X in TB]: { [K in keyof DB[X]]: [T] extends [DB[X][K]] ? K : never }[keyof DB[X]]
}[TB]

/** {@link Takes} for each of several parameters. */
export type EachTakes<P extends readonly unknown[], T, C = never> = { [I in keyof P]: Takes<P[I], T, C> }

/** {@link Takes} for several parameters of one type: each is compared with the first one. */
export type AllAlike<P extends readonly unknown[]> = { [I in keyof P]: Alike<P[I], ValueOf<First<P>>> }

type First<P extends readonly unknown[]> = P extends readonly [infer F, ...unknown[]] ? F : P[number]

type Alike<E, T> = [T] extends [WidenLiteral<ValueOf<E>> | null] ? E : Takes<E, WidenLiteral<T> | null>

/** The values of a condition. */
export type Truth = SqlBool | null

/** Something that is true, false or NULL: `eb('r.rating', '>=', 4)`. */
export type Condition = Expression<Truth>

/** An expression, or a constant that is written into the SQL as a literal. */
export type Operand<T> = Expression<T> | Exclude<T, null>

/** The node of an expression or of a constant. */
export function operandNode(value: unknown): OperationNode {
  return isExpression(value) ? value.toOperationNode() : constant(value)
}

/**
 * A call of a canonical function. Arguments that are not expressions are constants.
 *
 * @throws KerrosError `E_INVALID_OPTION` for a string in the place of a column.
 */
export function scalar<T>(name: CanonicalFunction, ...args: readonly unknown[]): Scalar<T> {
  refuseColumnNames(name, args)
  return new ExpressionWrapper(FunctionNode.create(canonicalName(name), args.map(operandNode)))
}

function isExpression(value: unknown): value is Expression<unknown> {
  return typeof value === 'object' && value !== null && 'toOperationNode' in value
}
