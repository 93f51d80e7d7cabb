import type {
  AnyColumn,
  DrainOuterGeneric,
  SelectQueryBuilder,
  SelectQueryBuilderWithFullJoin,
  SelectQueryBuilderWithInnerJoin,
  SelectQueryBuilderWithLeftJoin,
  SelectQueryBuilderWithRightJoin,
  SelectType,
  TableExpression,
} from 'kysely'
import type { SelectQuery } from './select-query.js'

// What methods of `SelectQuery` return. Where a type argument is `any` it is Kysely's own builder: the compiler puts `any`
// for a method's type parameters when it compares our builder with Kysely's, and two equal types are compared at once, by
// their arguments. Our builder would be compared method by method, for each of its methods, which costs 2 times as much
// as everything else.

/** The builder after a method with the type parameter `T`. */
export type Selected<DB, TB extends keyof DB, O, T> = 0 extends 1 & T
  ? SelectQueryBuilder<DB, TB, O>
  : SelectQuery<DB, TB, O>

/** What `selectAll` adds to the row. */
export type AllSelection<DB, TB extends keyof DB> = DrainOuterGeneric<{
  [C in AnyColumn<DB, TB>]: { [T in TB]: SelectType<C extends keyof DB[T] ? DB[T][C] : never> }[TB]
}>

/** The builder after `innerJoin` and `crossJoin`. */
export type InnerJoined<DB, TB extends keyof DB, O, TE extends TableExpression<DB, TB>> = Joined<
  TE,
  SelectQueryBuilderWithInnerJoin<DB, TB, O, TE>
>

/** The builder after `leftJoin`. */
export type LeftJoined<DB, TB extends keyof DB, O, TE extends TableExpression<DB, TB>> = Joined<
  TE,
  SelectQueryBuilderWithLeftJoin<DB, TB, O, TE>
>

/** The builder after `rightJoin`. */
export type RightJoined<DB, TB extends keyof DB, O, TE extends TableExpression<DB, TB>> = Joined<
  TE,
  SelectQueryBuilderWithRightJoin<DB, TB, O, TE>
>

/** The builder after `fullJoin`. */
export type FullJoined<DB, TB extends keyof DB, O, TE extends TableExpression<DB, TB>> = Joined<
  TE,
  SelectQueryBuilderWithFullJoin<DB, TB, O, TE>
>

type Joined<TE, Q> = 0 extends 1 & TE
  ? Q
  : Q extends SelectQueryBuilder<infer DB, infer TB, infer O>
    ? SelectQuery<DB, TB, O>
    : never

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
