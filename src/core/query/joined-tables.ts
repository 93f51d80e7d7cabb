import type { DrainOuterGeneric, JoinBuilder, JoinCallbackExpression, Nullable } from 'kysely'

// What a query reads after `selectFrom` of `TE` or a join with it. Kysely gives it within its own builder only: to take it
// out of there, the compiler would infer from that builder, and so compare it with itself, which costs as much as ten
// models. Two parts and not one condition with a builder in each branch, so that methods can be called where `TE` is a type
// parameter.

/** The tables that can be named. */
export type JoinedTables<DB, TB extends keyof DB, TE> = [TE] extends [keyof DB]
  ? DB
  : OfJoin<DB, TB, TE> extends (join: JoinBuilder<infer D, any>) => any
    ? D
    : never

/** The same after `selectFrom`: `'u as e'` does not hide the input `e`, which may come under another name. */
export type TablesFrom<DB, TB extends keyof DB, TE> = [TE] extends [keyof DB]
  ? DB
  : [TE] extends [`${infer T} as ${infer A}`]
    ? DB & DrainOuterGeneric<{ [P in A]: DB[T & keyof DB] }>
    : JoinedTables<DB, TB, TE>

/** The names of those that are read. */
export type JoinedNames<DB, TB extends keyof DB, TE> = TB | NameOf<DB, TE>

/** The name of `TE`. */
export type NameOf<DB, TE> = [TE] extends [keyof DB]
  ? TE
  : OfJoin<DB, never, TE> extends (join: JoinBuilder<any, infer T>) => any
    ? T
    : never

/** The tables, with NULL in all columns of those that are on the side of a join where there may be no row. */
export type WithNulls<Tables, Names> = DrainOuterGeneric<{
  [T in keyof Tables]: T extends Names ? Nullable<Tables[T]> : Tables[T]
}>

// Kysely does not export how it finds the tables of an expression, but the callback of a join gets them.
type OfJoin<DB, TB extends keyof DB, TE> = JoinCallbackExpression<DB, TB, TE extends ReadonlyArray<infer T> ? T : TE>
