import { ExpressionWrapper, type OperationNodeSource } from 'kysely'
import { constant } from '../compile/immediate.js'
import { KerrosError } from '../errors/index.js'
import { type EachTakes, type NullOf, type Scalar, scalar, type Takes, type ValueOf } from './function-call.js'

type Text = string | null

/**
 * A text as a typed expression: a literal in the SQL, never a bind.
 *
 * ```ts
 * eb.selectFrom('m').select(text('movies').as('kind'))   // select 'movies' as "kind"
 * ```
 */
export function text<const T extends string>(value: T): Scalar<T> {
  return new ExpressionWrapper(constant(value))
}

/**
 * Texts put together; NULL when one of them is.
 *
 * The generated SQL: DuckDB `(a || b)`, Snowflake `concat(a, b)`.
 */
export function concat<P extends readonly (OperationNodeSource | string)[]>(
  ...parts: EachTakes<P, Text, string>
): Scalar<string | NullOf<ValueOf<P[number]>>> {
  return scalar('concat', ...parts)
}

/**
 * Whether or not `x` has `part` in it; the empty text is in every text.
 *
 * The generated SQL: `contains(x, part)` on both engines.
 */
export function contains<A extends OperationNodeSource, B extends OperationNodeSource | string>(
  x: Takes<A, Text>,
  part: Takes<B, Text, string>,
): Scalar<boolean | NullOf<ValueOf<A> | ValueOf<B>>> {
  return scalar('contains', x, part)
}

/**
 * Whether or not `x` begins with `part`.
 *
 * The generated SQL: DuckDB `starts_with(x, part)`, Snowflake `startswith(x, part)`.
 */
export function startsWith<A extends OperationNodeSource, B extends OperationNodeSource | string>(
  x: Takes<A, Text>,
  part: Takes<B, Text, string>,
): Scalar<boolean | NullOf<ValueOf<A> | ValueOf<B>>> {
  return scalar('starts_with', x, part)
}

/**
 * Whether or not `x` ends with `part`.
 *
 * The generated SQL: DuckDB `ends_with(x, part)`, Snowflake `endswith(x, part)`.
 */
export function endsWith<A extends OperationNodeSource, B extends OperationNodeSource | string>(
  x: Takes<A, Text>,
  part: Takes<B, Text, string>,
): Scalar<boolean | NullOf<ValueOf<A> | ValueOf<B>>> {
  return scalar('ends_with', x, part)
}

/**
 * How many characters (Unicode code points, not bytes) a text has.
 *
 * The generated SQL: `length(x)` on both engines.
 */
export function length<E extends OperationNodeSource>(x: Takes<E, Text>): Scalar<number | NullOf<ValueOf<E>>> {
  return scalar('length', x)
}

/**
 * The text in lower case, by Unicode's rules.
 *
 * The generated SQL: `lower(x)` on both engines.
 */
export function lower<E extends OperationNodeSource>(x: Takes<E, Text>): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('lower', x)
}

/**
 * The text in upper case, by Unicode's rules.
 *
 * The generated SQL: `upper(x)` on both engines.
 */
export function upper<E extends OperationNodeSource>(x: Takes<E, Text>): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('upper', x)
}

/**
 * The text filled up on the left to `size` characters, or cut to them.
 *
 * The generated SQL: `lpad(x, size, fill)` on both engines.
 *
 * @param fill What is repeated; not empty. Default: a blank.
 */
export function lpad<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  size: number,
  fill = ' ',
): Scalar<string | NullOf<ValueOf<E>>> {
  if (fill === '')
    throw new KerrosError('E_INVALID_OPTION', 'lpad cannot fill with an empty text', { hint: 'Give it a character.' })
  return scalar('lpad', x, size, fill)
}

/**
 * The text without given characters at both ends.
 *
 * The generated SQL: `trim(x, ' ')` on both engines.
 *
 * @param characters Each of these is removed. Default: blanks only, no tabs and no line breaks.
 */
export function trim<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  characters = ' ',
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('trim', x, characters)
}

/**
 * The text without given characters at its start.
 *
 * The generated SQL: `ltrim(x, ' ')` on both engines.
 */
export function ltrim<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  characters = ' ',
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('ltrim', x, characters)
}

/**
 * The text without given characters at its end.
 *
 * The generated SQL: `rtrim(x, ' ')` on both engines.
 */
export function rtrim<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  characters = ' ',
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('rtrim', x, characters)
}

/**
 * The MD5 of the text's UTF-8 bytes as 32 lower-case hexadecimal digits.
 *
 * The generated SQL: `md5(x)` on both engines.
 */
export function md5<E extends OperationNodeSource>(x: Takes<E, Text>): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('md5', x)
}

/**
 * The text with every `search` replaced.
 *
 * The generated SQL: `replace(x, search, replacement)` on both engines.
 *
 * @param search Not empty.
 */
export function replace<
  E extends OperationNodeSource,
  S extends OperationNodeSource | string,
  R extends OperationNodeSource | string,
>(
  x: Takes<E, Text>,
  search: Takes<S, string, string>,
  replacement: Takes<R, string, string>,
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('replace', x, search, replacement)
}

/**
 * The part of that number between separators; the empty text when there are fewer.
 *
 * The generated SQL: `split_part(x, separator, part)` on both engines.
 *
 * @param part Counts from 1; from the end when negative.
 */
export function splitPart<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  separator: string,
  part: number,
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('split_part', x, separator, checkedPosition('splitPart', part))
}

/**
 * A piece of the text.
 *
 * The generated SQL: `substring(x, start, size)` on both engines.
 *
 * @param start Counts characters from 1; from the end when negative.
 * @param size How many characters; to the end when left out.
 */
export function substring<
  E extends OperationNodeSource,
  S extends OperationNodeSource | number,
  N extends OperationNodeSource | number = number,
>(
  x: Takes<E, Text>,
  start: Takes<S, number, number>,
  size?: Takes<N, number, number>,
): Scalar<string | NullOf<ValueOf<E>>> {
  const from = typeof start === 'number' ? checkedPosition('substring', start) : start
  return size === undefined ? scalar('substring', x, from) : scalar('substring', x, from, size)
}

function checkedPosition(name: string, position: number): number {
  if (Number.isInteger(position) && position !== 0) return position
  throw new KerrosError('E_INVALID_OPTION', `${name} cannot start at ${position}`, {
    hint: 'Positions are whole numbers that count from 1, or from the end when negative.',
  })
}
