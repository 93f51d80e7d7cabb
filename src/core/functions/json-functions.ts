import type { OperationNodeSource } from 'kysely'
import type { Column, Json } from '../columns/index.js'
import { checkedSeparator } from './call/checked-separator.js'
import { type AllAlike, type NullOf, type Scalar, scalar, type Takes, type ValueOf } from './call/function-call.js'
import { parseJsonPath } from './call/json-path.js'
import { typeOperand } from './call/type-operand.js'

/** The type of a list's values. */
type ElementOf<L> = L extends readonly (infer E)[] ? Exclude<E, null> : never

/**
 * JSON from a string; NULL for the empty string and for white space. Text that is not JSON is an error when the query runs (`tryCast(x, json())`
 * gives NULL instead).
 *
 * The generated SQL: DuckDB `cast(nullif(trim(x, …), '') as json)`, Snowflake `parse_json(x)`.
 */
export function parseJson<E extends OperationNodeSource>(x: Takes<E, string | null>): Scalar<Json | null> {
  return scalar('parse_json', x)
}

/**
 * A value inside JSON, as a given type; NULL when nothing is at the path, or JSON's null.
 *
 * ```ts
 * jsonPath(eb.ref('e.payload'), 'user.tags[0]', varchar())
 * ```
 * The generated SQL: DuckDB `json_extract_string(x, '$."user"."tags"[0]')`, Snowflake
 * `cast(get_path(x, 'user.tags[0]') as varchar)`; for other types than text DuckDB casts the text.
 *
 * @param path Keys separated by points, positions from 0 in brackets, other keys in quotes: `a.b[0]["some key"]`.
 * @param column The type; `json()` for an object or a list.
 * @throws KerrosError `E_INVALID_OPTION` for a path that is not of this form.
 */
export function jsonPath<V>(x: OperationNodeSource, path: string, column: Column<V>): Scalar<V | null> {
  parseJsonPath(path)
  return scalar('json_path', x, path, typeOperand(column))
}

/**
 * A JSON object of named values. Keys whose value is NULL are kept. Dates have no form in JSON: use `dateText` first.
 *
 * ```ts
 * objectConstruct({ id: eb.ref('m.movie_id'), title: eb.ref('m.title') })
 * ```
 * The generated SQL: DuckDB `json_object('id', …, 'title', …)`, Snowflake `object_construct_keep_null('id', …)`.
 */
export function objectConstruct<const V extends { readonly [key: string]: OperationNodeSource }>(
  values: {
    readonly [K in keyof V]: Takes<V[K], Json>
  },
): Scalar<{ -readonly [K in keyof V]: ValueOf<V[K]> }> {
  return scalar('object_construct', ...Object.entries(values).flat())
}

/**
 * A list of values of one type.
 *
 * The generated SQL: DuckDB `list_value(a, b)`, Snowflake `array_construct(a, b)`.
 */
export function arrayConstruct<P extends readonly OperationNodeSource[]>(
  ...values: AllAlike<P>
): Scalar<ValueOf<P[number]>[]> {
  return scalar('array_construct', ...values)
}

/**
 * A list with one more value at its end; NULL when the list is NULL.
 *
 * The generated SQL: DuckDB `list_append(x, value)`, Snowflake `array_append(x, value)`.
 *
 * @param value Not NULL.
 */
export function arrayAppend<E extends OperationNodeSource, V>(
  x: Takes<E, readonly unknown[] | null>,
  value: Takes<V, ElementOf<ValueOf<E>>, ElementOf<ValueOf<E>>>,
): Scalar<ValueOf<E>> {
  return scalar('array_append', x, value)
}

/**
 * The values of a list and then those of another one of the same type; NULL when one of the lists is NULL.
 *
 * The generated SQL: DuckDB `list_concat(a, b)`, Snowflake `array_cat(a, b)`.
 */
export function arrayConcat<A extends OperationNodeSource, B extends OperationNodeSource>(
  a: Takes<A, readonly unknown[] | null>,
  b: Takes<B, NonNullable<ValueOf<A>> | null>,
): Scalar<NonNullable<ValueOf<A>> | NullOf<ValueOf<A> | ValueOf<B>>> {
  return scalar('array_concat', a, b)
}

/**
 * True when a value is in a list; NULL when the list is NULL.
 *
 * The generated SQL: DuckDB `list_contains(x, value)`, Snowflake `array_contains(to_variant(value), x)`.
 */
export function arrayContains<E extends OperationNodeSource, V>(
  x: Takes<E, readonly unknown[] | null>,
  value: Takes<V, ElementOf<ValueOf<E>>, ElementOf<ValueOf<E>>>,
): Scalar<boolean | NullOf<ValueOf<E>>> {
  return scalar('array_contains', x, value)
}

/**
 * How many values a list has.
 *
 * The generated SQL: DuckDB `len(x)`, Snowflake `array_size(x)`.
 */
export function arraySize<E extends OperationNodeSource>(
  x: Takes<E, readonly unknown[] | null>,
): Scalar<number | NullOf<ValueOf<E>>> {
  return scalar('array_size', x)
}

/**
 * The parts of a string as a list; as rows: `splitToTable`.
 *
 * The generated SQL: DuckDB `string_split(x, separator)`, Snowflake `split(x, separator)`.
 *
 * @param separator Not empty.
 */
export function split<E extends OperationNodeSource>(
  x: Takes<E, string | null>,
  separator: string,
): Scalar<string[] | NullOf<ValueOf<E>>> {
  return scalar('split', x, checkedSeparator('split', separator))
}
