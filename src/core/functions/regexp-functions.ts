import type { OperationNodeSource } from 'kysely'
import { type NullOf, type Scalar, scalar, type Takes, type ValueOf } from './function-call.js'

type Text = string | null

/**
 * What a group of a regular expression matched first; NULL when nothing matched or the group is empty.
 *
 * ```ts
 * tryCast(regexpGroup(eb.ref('m.title'), '\\((\\d{4})\\)$', 1), integer())
 * ```
 * The generated SQL: DuckDB `nullif(regexp_extract(x, pattern, group), '')`, Snowflake
 * `nullif(regexp_substr(x, pattern, 1, 1, 'e', group), '')`.
 *
 * @param pattern What both engines' regular expressions know: groups, classes, `\d \s \w \b`, repetition; no look-around.
 *   Backslashes are kept on both engines.
 * @param group Counts from 1.
 */
export function regexpGroup<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  pattern: string,
  group: number,
): Scalar<string | null> {
  return scalar('regexp_group', x, pattern, group)
}

/**
 * Whether or not the *whole* text matches a regular expression; `.*` on both sides looks for it anywhere.
 *
 * The generated SQL: DuckDB `regexp_full_match(x, pattern)`, Snowflake `regexp_like(x, pattern)`.
 */
export function regexpLike<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  pattern: string,
): Scalar<boolean | NullOf<ValueOf<E>>> {
  return scalar('regexp_like', x, pattern)
}

/**
 * The text with every match of a regular expression replaced.
 *
 * The generated SQL: DuckDB `regexp_replace(x, pattern, replacement, 'g')`, Snowflake
 * `regexp_replace(x, pattern, replacement)`.
 *
 * @param replacement `\1` stands for the first group: `'[\\1]'` in TypeScript. Default: nothing.
 */
export function regexpReplace<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  pattern: string,
  replacement = '',
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('regexp_replace', x, pattern, replacement)
}
