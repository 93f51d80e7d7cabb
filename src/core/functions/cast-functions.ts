import type { OperationNodeSource } from 'kysely'
import type { Column } from '../columns/index.js'
import type { WidenLiteral } from '../query/widen-literal.js'
import { type NullOf, type Scalar, scalar, type Takes, type Truth, type ValueOf } from './call/function-call.js'
import { typeOperand } from './call/type-operand.js'

/**
 * A value as another type. A value that the type cannot hold is an error when the query runs; see {@link tryCast}.
 *
 * ```ts
 * castTo(eb.ref('r.rating'), double())
 * ```
 * The generated SQL: `cast(x as double)` on both engines; to `json()` DuckDB `to_json(x)`, Snowflake `to_variant(x)`. In models
 * text is read, and dates and timestamps become text, by one rule on both engines (docs/queries.md), never by the session's
 * formats; a double as text is refused. Halves of a double round to even on DuckDB and away from zero on Snowflake:
 * `round` first.
 *
 * @param column The type, as a column of a source has it. Where `x` can be NULL the result can, too.
 */
export function castTo<E extends OperationNodeSource, V>(x: E, column: Column<V>): Scalar<V | NullOf<ValueOf<E>>> {
  return scalar('cast', x, typeOperand(column))
}

/**
 * NULL of a type: for a column that one half of a union has and the other one lacks.
 *
 * ```ts
 * select((eb) => ['w.id', 'w.email', nullOf(varchar()).as('till')]).unionAll(db.selectFrom('s').select(['s.id', …, 's.till']))
 * ```
 * The generated SQL: `cast(null as varchar)` on both engines.
 */
export function nullOf<V>(column: Column<V>): Scalar<V | null> {
  return scalar('cast', null, typeOperand(column))
}

/**
 * A string as another type; NULL when it is not a valid value of that type.
 *
 * One rule says which text becomes a value, the same on both engines: docs/queries.md.
 *
 * The generated SQL: DuckDB `try_cast(regexp_extract(x, '…') as date)`, Snowflake
 * `try_to_date(iff(regexp_like(x, '…'), x, null), 'YYYY-MM-DD')`; to `json()` `try_cast(x as json)` and `try_parse_json(x)`.
 *
 * @param x Text only: Snowflake's TRY_CAST takes nothing else.
 */
export function tryCast<E extends OperationNodeSource, V>(
  x: Takes<E, string | null>,
  column: Column<V>,
): Scalar<V | null> {
  return scalar('try_cast', x, typeOperand(column))
}

/**
 * One of two values, by a condition; the second one when the condition is false or NULL. More cases: Kysely's `eb.case()`.
 *
 * The generated SQL: DuckDB `case when c then a else b end`, Snowflake `iff(c, a, b)`.
 */
export function iff<C extends OperationNodeSource, A extends OperationNodeSource, B extends OperationNodeSource>(
  condition: Takes<C, Truth>,
  then: A,
  otherwise: B,
): Scalar<ValueOf<A> | ValueOf<B>> {
  return scalar('iff', condition, then, otherwise)
}

type Constant = string | number | bigint | boolean | Date

/**
 * NULL when the two are equal, else the first.
 *
 * The generated SQL: `nullif(x, value)` on both engines.
 */
export function nullIf<E extends OperationNodeSource, V extends OperationNodeSource | Constant>(
  x: Takes<E, Constant | null>,
  value: Takes<V, WidenLiteral<ValueOf<E>> | null, WidenLiteral<Exclude<ValueOf<E>, null>>>,
): Scalar<ValueOf<E> | null> {
  return scalar('nullif', x, value)
}

/**
 * A value as part of a key: whole numbers in decimal, dates as `YYYY-MM-DD` in any session, NULL for NULL.
 * A double or a timestamp is refused when the model is compiled, since engines write them differently.
 *
 * The generated SQL: `cast(x as varchar)` on both engines; of a DATE as {@link dateText}.
 */
export function keyText<E extends OperationNodeSource>(
  x: Takes<E, string | number | bigint | boolean | null>,
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('key_text', x)
}
