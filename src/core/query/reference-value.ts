import type { AnyColumnWithTable, Expression } from 'kysely'

/**
 * The type of what `RE` names or is: a column, an expression, a callback that makes one.
 *
 * Kysely's type of the same meaning looks at each member of a union by itself. As a part of a bound it would be asked for
 * every column that a query has, because the compiler wants to know of a literal whether the bound has literals: in
 * `eb('a.n', '>', 1)` thousands of instantiations. Here no condition looks at the members of `RE`, and what follows for an
 * unknown `RE` is soon known: it is `unknown`, with which everything can be compared.
 */
export type ReferenceValue<DB, TB extends keyof DB, RE> = [RE] extends [string]
  ? [RE] extends [`${infer T}.${infer C}`]
    ? [T] extends [TB]
      ? [C] extends [keyof DB[T]]
        ? DB[T][C]
        : AnyColumnWithTable<DB, TB> extends RE
          ? unknown
          : ColumnOfEach<DB, TB, RE>
      : unknown
    : ColumnOfAny<DB, TB, RE>
  : ExpressionValue<RE>

/** The values of columns of several tables, each named with its own. */
type ColumnOfEach<DB, TB extends keyof DB, RE> = {
  [T in TB]: DB[T][ColumnIn<RE, T> & keyof DB[T]]
}[TB]

type ColumnIn<RE, T> = RE extends `${T & string}.${infer C}` ? C : never

type ColumnOfAny<DB, TB extends keyof DB, C> = {
  [T in TB]: DB[T][C & keyof DB[T]]
}[TB]

/** The type of an expression, of the column of a subquery, or of what a callback makes. */
export type ExpressionValue<RE> = [RE] extends [(...eb: never) => infer R]
  ? ExpressionValue<R>
  : [RE] extends [{ readonly isSelectQueryBuilder: true; readonly expressionType: infer O }]
    ? NonNullable<O>[keyof NonNullable<O>] | null
    : [RE] extends [Expression<infer V>]
      ? V
      : unknown
