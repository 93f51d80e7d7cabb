import type { DrainOuterGeneric, JoinBuilder, JoinCallbackExpression, SelectQueryBuilder } from 'kysely'
import type { SelectQuery } from './select-query.js'

/** The builder after `selectFrom`. Kysely's where `TE` is `any`: see `query-result.ts`. */
export type SelectFrom<DB, TE> = 0 extends 1 & TE
  ? SelectQueryBuilder<DB, any, {}>
  : [TE] extends [keyof DB]
    ? SelectQuery<DB, TE, {}>
    : [TE] extends [`${infer T} as ${infer A}`]
      ? T extends keyof DB
        ? SelectQuery<DB & DrainOuterGeneric<{ [P in A]: DB[T] }>, A, {}>
        : never
      : TE extends ReadonlyArray<infer T>
        ? OfJoin<JoinCallbackExpression<DB, never, T>>
        : OfJoin<JoinCallbackExpression<DB, never, TE>>

// Kysely does not export how it finds the tables of an expression, but the callback of a join gets them.
type OfJoin<J> = J extends (join: JoinBuilder<infer DB, infer TB>) => any ? SelectQuery<DB, TB, {}> : never
