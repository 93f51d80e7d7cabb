import type { ExpressionBuilder } from 'kysely'
import type { Operations } from './operations.js'
import type { TableOrTables } from './query-arguments.js'
import type { SelectFrom } from './query-result.js'

/**
 * Kysely's expression builder, whose subqueries report a wrong column at its own line. An intersection, because the
 * compiler then finds Kysely's own type in it where a helper wants that: an interface that extends it would be compared
 * with it member by member. The order counts: of the signatures of `selectFrom` the compiler takes the first for calls, and
 * the last to infer the type arguments of `helper<DB, TB>(eb: ExpressionBuilder<DB, TB>)`.
 */
export type SubqueryBuilder<DB, TB extends keyof DB> = Subqueries<DB, TB> &
  Operations<DB, TB> &
  ExpressionBuilder<DB, TB> &
  NoInference

interface Subqueries<DB, TB extends keyof DB> {
  readonly eb: SubqueryBuilder<DB, TB>
  selectFrom<TE extends TableOrTables<DB, TB>>(from: TE): SelectFrom<DB, TB, TE>
  selectFrom(a: never, b: never, c: never, d: never): unknown
}

// As in `SelectQuery`, no call matches it. One parameter more, because of two equal signatures the compiler keeps the first.
interface NoInference {
  selectFrom(a: never, b: never, c: never, d: never, e: never): unknown
}
