import type {
  AliasableExpression,
  BinaryOperator,
  ComparisonOperator,
  ComparisonOperatorExpression,
  Expression,
  ExpressionWrapper,
  FilterObject,
  OperandExpression,
  ReferenceExpression,
  SqlBool,
  ValueExpression,
} from 'kysely'
import type { DateString } from '../columns/index.js'
import type { ReferenceValue } from './reference-value.js'

// Kysely types a comparison `boolean | 0 | 1` and never NULL, whatever its operands are, and arithmetic as its left operand.
// In a model's queries NULL follows from both, and a comparison is a `boolean`, as a column of a contract is.

/** What the expression builder of a model's callback does with operators. */
export interface Operations<DB, TB extends keyof DB> {
  <
    RE extends ReferenceExpression<DB, TB>,
    OP extends BinaryOperator | Expression<unknown>,
    VE extends OperandOrList<DB, TB, RE>,
  >(
    lhs: RE,
    op: OP,
    rhs: VE,
  ): Operation<DB, TB, OP, LeftValue<DB, TB, RE>, VE>
  not<RE extends ReferenceExpression<DB, TB>>(
    expr: RE,
  ): BooleanExpression<DB, TB, boolean | NullIn<ReferenceValue<DB, TB, RE>>>
  exists<RE extends ReferenceExpression<DB, TB>>(expr: RE): BooleanExpression<DB, TB, boolean>
  between<
    RE extends ReferenceExpression<DB, TB>,
    SE extends ValueExpression<DB, TB, ReferenceValue<DB, TB, RE>>,
    EE extends ValueExpression<DB, TB, ReferenceValue<DB, TB, RE>>,
  >(
    expr: RE,
    start: SE,
    end: EE,
  ): BooleanExpression<DB, TB, boolean | NullIn<ReferenceValue<DB, TB, RE>> | NullOf<SE> | NullOf<EE>>
  and<E extends OperandExpression<SqlBool | null>>(
    exprs: ReadonlyArray<E>,
  ): BooleanExpression<DB, TB, boolean | NullOf<E>>
  and<E extends Readonly<FilterObject<DB, TB>>>(exprs: E): BooleanExpression<DB, TB, boolean | null>
  or<E extends OperandExpression<SqlBool | null>>(
    exprs: ReadonlyArray<E>,
  ): BooleanExpression<DB, TB, boolean | NullOf<E>>
  or<E extends Readonly<FilterObject<DB, TB>>>(exprs: E): BooleanExpression<DB, TB, boolean | null>
}

/** An expression that is true or false, or NULL where `T` has it: a comparison, and what is made of several. */
export interface BooleanExpression<DB, TB extends keyof DB, T extends boolean | null> extends AliasableExpression<T> {
  and<RE extends ReferenceExpression<DB, TB>, VE extends OperandOrList<DB, TB, RE>>(
    lhs: RE,
    op: ComparisonOperatorExpression,
    rhs: VE,
  ): BooleanExpression<DB, TB, T | NullIn<ReferenceValue<DB, TB, RE>> | NullOf<VE>>
  and<E extends OperandExpression<SqlBool | null>>(expression: E): BooleanExpression<DB, TB, T | NullOf<E>>
  or<RE extends ReferenceExpression<DB, TB>, VE extends OperandOrList<DB, TB, RE>>(
    lhs: RE,
    op: ComparisonOperatorExpression,
    rhs: VE,
  ): BooleanExpression<DB, TB, T | NullIn<ReferenceValue<DB, TB, RE>> | NullOf<VE>>
  or<E extends OperandExpression<SqlBool | null>>(expression: E): BooleanExpression<DB, TB, T | NullOf<E>>
  $castTo<C>(): ExpressionWrapper<DB, TB, C>
  $notNull(): BooleanExpression<DB, TB, Exclude<T, null>>
}

/** What something can be compared with: of its type, or NULL, or a list of such. */
type OperandOrList<DB, TB extends keyof DB, RE> =
  | ValueExpression<DB, TB, ReferenceValue<DB, TB, RE> | null>
  | ReadonlyArray<ValueExpression<DB, TB, ReferenceValue<DB, TB, RE> | null>>

/** For an unknown column the compiler puts all that can be one: then nothing more is reported. */
type LeftValue<DB, TB extends keyof DB, RE> = ReferenceExpression<DB, TB> extends RE ? any : ReferenceValue<DB, TB, RE>

/** What an operator gives: of a comparison a condition, else a value of the left operand's type. */
type Operation<DB, TB extends keyof DB, OP, L, VE> = OP extends ComparisonOperator
  ? BooleanExpression<DB, TB, OP extends NeverNull ? boolean : boolean | NullIn<L> | NullOf<VE>>
  : ExpressionWrapper<
      DB,
      TB,
      OP extends Expression<infer T> ? (unknown extends T ? SqlBool : T) : Arithmetic<OP, L, VE>
    >

type NeverNull = 'is' | 'is not' | 'is distinct from' | 'is not distinct from'

/** By zero DuckDB gives NULL. Two days are some days apart, two timestamps an interval, which is text. */
type Arithmetic<OP, L, VE> =
  | NullIn<L>
  | NullOf<VE>
  | (OP extends '/' | '%' ? null : never)
  | (OP extends '||'
      ? L extends null
        ? never
        : L extends readonly unknown[]
          ? L
          : string
      : L extends null
        ? never
        : L extends DateString
          ? number
          : L extends Date
            ? string
            : Widened<L>)

/** The type of a literal's own type: `1 + 1` is no `1`. */
type Widened<T> = T extends number ? number : T extends bigint ? bigint : T

type NullIn<T> = Extract<T, null>

/** `null` where an operand, or one of a list of them, may be NULL. */
type NullOf<VE> = VE extends readonly (infer V)[]
  ? NullOf<V>
  : VE extends { readonly isSelectQueryBuilder: true }
    ? // Of no rows.
      null
    : VE extends { readonly expressionType: infer T }
      ? NullIn<T>
      : VE extends (...args: never) => infer R
        ? NullOf<R>
        : NullIn<VE>
