import type {
  AliasableExpression,
  BinaryOperator,
  ComparisonOperator,
  ComparisonOperatorExpression,
  Expression,
  ExpressionOrFactory,
  ExpressionWrapper,
  FilterObject,
  OperandExpression,
  ReferenceExpression,
  SqlBool,
  ValueExpression,
} from 'kysely'
import type { DateString, DecimalString } from '../columns/index.js'
import type { ExpressionValue, ReferenceValue } from './reference-value.js'

// Kysely types a comparison `boolean | 0 | 1` and never NULL, regardless of its operands, and arithmetic as its left operand.
// In a model's queries NULL follows from both, and a comparison is a `boolean`, as a column of a contract is.

/** What the expression builder of a model's callback does with operators. */
export interface Operations<DB, TB extends keyof DB> {
  <
    RE extends ReferenceExpression<DB, TB>,
    OP extends BinaryOperator | Expression<unknown>,
    VE extends RightOperand<DB, TB, RE, OP>,
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

/**
 * What the right side of an operator may be: of `+ - * / %` numbers of every kind, else what the left side can be
 * compared with.
 */
type RightOperand<DB, TB extends keyof DB, RE, OP> = OP extends ArithmeticOperator
  ? Addend<DB, TB, ReferenceValue<DB, TB, RE>>
  : OperandOrList<DB, TB, RE>

type ArithmeticOperator = '+' | '-' | '*' | '/' | '%'

/** Every number mixes with every other. A string of digits is a value next to a long decimal only. */
type Addend<DB, TB extends keyof DB, L> = [L] extends [AnyNumber | null]
  ? L | number | bigint | null | ExpressionOrFactory<DB, TB, AnyNumber | null>
  : ValueExpression<DB, TB, L | null>

type AnyNumber = number | bigint | DecimalString

/** For an unknown column the compiler puts all that can be one: then nothing more is reported. */
type LeftValue<DB, TB extends keyof DB, RE> = ReferenceExpression<DB, TB> extends RE ? any : ReferenceValue<DB, TB, RE>

/** What an operator gives: of a comparison a condition, else a value of the left operand's type. */
type Operation<DB, TB extends keyof DB, OP, L, VE> = OP extends ComparisonOperator
  ? BooleanExpression<DB, TB, OP extends NeverNull ? boolean : boolean | NullIn<L> | NullOf<VE>>
  : OP extends Expression<infer T>
    ? ExpressionWrapper<DB, TB, unknown extends T ? SqlBool : T>
    : [Misuse<OP, L>] extends [never]
      ? ExpressionWrapper<DB, TB, Arithmetic<OP, L, VE>>
      : NotAnExpression<Misuse<OP, L>>

/**
 * What an operator gives of values for which engines have different meanings: nothing that a query takes. Not an error of
 * the argument, because of a call that matches no signature here the compiler would try Kysely's, which takes it.
 */
interface NotAnExpression<Message> {
  readonly doNotUse: Message
}

/** How to write instead what an operator does not say on every engine; `never` where it does. */
type Misuse<OP, L> = 0 extends 1 & L
  ? never
  : unknown extends L
    ? never
    : [L] extends [null]
      ? never
      : OP extends '||'
        ? IsExactly<L, DateString> extends true
          ? 'dateText(x) makes a string of a date'
          : [L] extends [Date | null]
            ? 'dateText(x) makes a string of a date, castTo(x, varchar()) of a timestamp'
            : [L] extends [readonly unknown[] | null]
              ? 'it joins no arrays'
              : never
        : OP extends ArithmeticOperator
          ? NotANumber<OP, L>
          : never

type NotANumber<OP, L> = [L] extends [AnyNumber | null]
  ? never
  : IsExactly<L, DateString> extends true
    ? OP extends '-'
      ? never
      : 'dateAdd moves a date'
    : [L] extends [Date | null]
      ? 'dateDiff counts the time between two timestamps, dateAdd moves one'
      : 'it is for numbers'

type NeverNull = 'is' | 'is not' | 'is distinct from' | 'is not distinct from'

/** By zero DuckDB gives NULL. Two days are some days apart. */
type Arithmetic<OP, L, VE> =
  | NullIn<L>
  | NullOf<VE>
  | (OP extends '/' | '%' ? null : never)
  | (L extends null
      ? never
      : OP extends '||'
        ? L extends Uint8Array
          ? Uint8Array
          : string
        : IsExactly<L, DateString> extends true
          ? number
          : [L] extends [AnyNumber | null]
            ? Widest<L, VE extends AnyNumber | null ? VE : ExpressionValue<VE>>
            : L)

/** The value type of numbers that are computed from two others, by docs/types.md: a `number`, if nothing wider is in them. */
type Widest<L, R> = true extends IsLongDecimal<L> | IsLongDecimal<R>
  ? DecimalString
  : [Extract<L | R, string>] extends [never]
    ? [Extract<L | R, bigint>] extends [never]
      ? number
      : number | bigint
    : number | DecimalString

type IsLongDecimal<T> = [T] extends [null] ? false : [T] extends [DecimalString | null] ? true : false

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

/**
 * Whether the values of a type are all of `T`: `false` for a string type whose values only look alike, as `'1'` looks
 * like a number.
 */
type IsExactly<V, T> = [V] extends [T | null] ? ([T] extends [V] ? true : false) : false
