import type {
  AliasedDynamicTableBuilder,
  AliasedExpression,
  AnyColumn,
  DrainOuterGeneric,
  SelectQueryBuilder,
  SelectType,
} from 'kysely'
import type { JoinedNames, JoinedTables, NameOf, TablesFrom, WithNulls } from './joined-tables.js'
import type { SelectQuery } from './select-query.js'
import type { WidenLiteral } from './widen-literal.js'

// What methods of `SelectQuery` return. Where a type argument is `any` it is `any`: the compiler puts `any` for a method's
// type parameters when it compares our builder with Kysely's, and would compare the builders that come back in the same
// way, method by method, for each of the methods, which costs more than everything else. In generic code such a condition
// is open, and `any` is then not in the way of the builder's methods, as Kysely's builder would be. `unknown extends T`
// also knows a `T extends 'r' | 'm'`, of which `0 extends 1 & T` makes `never`.

/** The builder after a method with the type parameter `T`. */
export type Selected<DB, TB extends keyof DB, O, T> = unknown extends T ? any : SelectQuery<DB, TB, O>

/** The builder after `$if`. A helper of `SelectQueryBuilder<any, any, any>` makes `T` `any`, and must not lose the row. */
export type Extended<DB, TB extends keyof DB, O, T> = 0 extends 1 & T
  ? SelectQueryBuilder<DB, TB, O & Partial<Omit<T, keyof O>>>
  : SelectQuery<DB, TB, O & Partial<Omit<T, keyof O>>>

/**
 * What `selectAll` adds to the row: of one table its row as it is. Kysely maps each column to what a `ColumnType` says of
 * it, which kerros' tables have none of; through a chain of models that select all of each other the compiler would look at
 * each column again in each of them.
 */
export type AllSelection<DB, TB extends keyof DB> = [Several<TB>] extends [never] ? DB[TB] : AllOfSeveral<DB, TB>

type AllOfSeveral<DB, TB extends keyof DB> = DrainOuterGeneric<{
  [C in AnyColumn<DB, TB>]: { [T in TB]: SelectType<C extends keyof DB[T] ? DB[T][C] : never> }[TB]
}>

/** `never` for one name. */
type Several<TB, All = TB> = TB extends unknown ? ([All] extends [TB] ? never : TB) : never

/** The builder after `selectFrom`. */
export type SelectFrom<DB, TB extends keyof DB, TE> = Joined<TE, TablesFrom<DB, TB, TE>, JoinedNames<DB, TB, TE>, {}>

/** The builder after `innerJoin` and `crossJoin`. */
export type InnerJoined<DB, TB extends keyof DB, O, TE> = Joined<
  TE,
  JoinedTables<DB, TB, TE>,
  JoinedNames<DB, TB, TE>,
  O
>

/** The builder after `leftJoin`. */
export type LeftJoined<DB, TB extends keyof DB, O, TE> = Joined<
  TE,
  WithNulls<JoinedTables<DB, TB, TE>, NameOf<DB, TE>>,
  JoinedNames<DB, TB, TE>,
  O
>

/** The builder after `rightJoin`. */
export type RightJoined<DB, TB extends keyof DB, O, TE> = Joined<
  TE,
  WithNulls<JoinedTables<DB, TB, TE>, Exclude<TB, NameOf<DB, TE>>>,
  JoinedNames<DB, TB, TE>,
  O
>

/** The builder after `fullJoin`. */
export type FullJoined<DB, TB extends keyof DB, O, TE> = Joined<
  TE,
  WithNulls<JoinedTables<DB, TB, TE>, JoinedNames<DB, TB, TE>>,
  JoinedNames<DB, TB, TE>,
  O
>

type Joined<TE, DB, TB, O> = AnyTable extends TE ? any : SelectQuery<DB, TB & keyof DB, O>

// Two things of which a table is never both. For an unknown table the compiler tries everything that can be a table, as it
// uses `any` elsewhere, and no further errors follow.
type AnyTable = AliasedDynamicTableBuilder<any, any> | ((eb: any) => AliasedExpression<any, any>)

/**
 * The builder after `$call`: ours over what the function returned. A builder of ours is known by the last signature of
 * `executeTakeFirst`, because telling it from Kysely's by comparison would look into every method.
 */
export type Called<T> = 0 extends 1 & T
  ? any
  : T extends { executeTakeFirst(...unused: never): infer R }
    ? unknown extends R
      ? T
      : T extends SelectQueryBuilder<infer DB, infer TB, infer O>
        ? SelectQuery<DB, TB, O>
        : T
    : T

/** The builder after `union` and `unionAll`: a column holds what it holds in either query. */
export type United<DB, TB extends keyof DB, O, E> = unknown extends E
  ? any
  : SelectQuery<DB, TB, UnitedRow<O, RowOf<E>>>

type UnitedRow<O, P> = { [K in keyof O]: K extends keyof P ? UnitedValue<O[K], P[K]> : O[K] }

// Of a recursive query the second half may be `any`: its kind is the first one's.
type UnitedValue<V, W> = 0 extends 1 & W ? WidenLiteral<V> : V | W

type RowOf<E> = E extends { readonly expressionType: infer O | undefined }
  ? O
  : E extends ReadonlyArray<infer Q>
    ? RowOf<Q>
    : E extends (...eb: never) => infer R
      ? RowOf<R>
      : never
