import { ExpressionWrapper, type OperationNodeSource } from 'kysely'
import { KerrosError } from '../errors/index.js'
import { constant } from '../nodes/immediate.js'
import { checkedSeparator } from './call/checked-separator.js'
import { type EachTakes, type NullOf, type Scalar, scalar, type Takes, type ValueOf } from './call/function-call.js'

type Text = string | null

/**
 * A string literal as a typed expression: written into the SQL, never a bind.
 *
 * ```ts
 * eb.selectFrom('m').select(text('movies').as('kind'))   // select 'movies' as "kind"
 * ```
 */
export function text<const T extends string>(value: T): Scalar<T> {
  return new ExpressionWrapper(constant(value))
}

/**
 * Strings joined together; NULL when one of them is.
 *
 * The generated SQL: DuckDB `(a || b)`, Snowflake `concat(a, b)`.
 */
export function concat<P extends readonly (OperationNodeSource | string)[]>(
  ...parts: EachTakes<P, Text, string>
): Scalar<string | NullOf<ValueOf<P[number]>>> {
  return scalar('concat', ...parts)
}

/**
 * True when `x` contains `part`; every string contains the empty one.
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
 * True when `x` begins with `part`.
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
 * True when `x` ends with `part`.
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
 * How many characters (Unicode code points, not bytes) a string has.
 *
 * The generated SQL: `length(x)` on both engines.
 */
export function length<E extends OperationNodeSource>(x: Takes<E, Text>): Scalar<number | NullOf<ValueOf<E>>> {
  return scalar('length', x)
}

/**
 * The string in lower case, by Unicode's rules.
 *
 * The generated SQL: `lower(x)` on both engines.
 */
export function lower<E extends OperationNodeSource>(x: Takes<E, Text>): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('lower', x)
}

/**
 * The string in upper case, by Unicode's rules.
 *
 * The generated SQL: `upper(x)` on both engines.
 */
export function upper<E extends OperationNodeSource>(x: Takes<E, Text>): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('upper', x)
}

/**
 * The string padded on the left to `size` characters, or cut to them.
 *
 * The generated SQL: `lpad(x, size, fill)` on both engines.
 *
 * @param fill What is repeated; not empty. Default: a blank.
 * @throws KerrosError `E_INVALID_OPTION` for an empty `fill`, or a `size` that is not a whole number from 0.
 */
export function lpad<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  size: number,
  fill = ' ',
): Scalar<string | NullOf<ValueOf<E>>> {
  if (fill === '')
    throw new KerrosError('E_INVALID_OPTION', 'lpad cannot fill with an empty text', { hint: 'Give it a character.' })
  checkedCount('lpad', size)
  return scalar('lpad', x, size, fill)
}

/**
 * The first characters of the string; all of it when it has fewer.
 *
 * The generated SQL: `left(x, size)` on both engines; of a column `left(x, greatest(size, 0))`.
 *
 * @param size How many characters. A column's negative number gives the empty text.
 * @throws KerrosError `E_INVALID_OPTION` for a size that is no whole number from 0.
 */
export function left<E extends OperationNodeSource, N extends OperationNodeSource | number>(
  x: Takes<E, Text>,
  size: Takes<N, number, number>,
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('left', x, typeof size === 'number' ? checkedCount('left', size) : size)
}

/**
 * The last characters of the string; all of it when it has fewer.
 *
 * The generated SQL: `right(x, size)` on both engines; of a column `right(x, greatest(size, 0))`.
 *
 * @param size How many characters. A column's negative number gives the empty text.
 * @throws KerrosError `E_INVALID_OPTION` for a size that is no whole number from 0.
 */
export function right<E extends OperationNodeSource, N extends OperationNodeSource | number>(
  x: Takes<E, Text>,
  size: Takes<N, number, number>,
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('right', x, typeof size === 'number' ? checkedCount('right', size) : size)
}

/**
 * Where `part` begins in the string: its first character's number, counted from 1; 0 when it is not there. The empty
 * string begins at 1.
 *
 * The generated SQL: DuckDB `strpos(x, part)`, Snowflake `position(part, x)`.
 */
export function position<A extends OperationNodeSource, B extends OperationNodeSource | string>(
  x: Takes<A, Text>,
  part: Takes<B, Text, string>,
): Scalar<number | NullOf<ValueOf<A> | ValueOf<B>>> {
  return scalar('position', x, part)
}

/**
 * The string without the given characters at both ends.
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
 * The string without the given characters at its start.
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
 * The string without the given characters at its end.
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
 * The MD5 of the string's UTF-8 bytes as 32 lower-case hexadecimal digits.
 *
 * The generated SQL: `md5(x)` on both engines.
 */
export function md5<E extends OperationNodeSource>(x: Takes<E, Text>): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('md5', x)
}

/**
 * The string with every `search` replaced.
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
 * One of the parts between separators, by its number; the empty string when there are fewer.
 *
 * The generated SQL: `split_part(x, separator, part)` on both engines.
 *
 * @param separator Not empty: engines split at nothing differently.
 * @param part Counts from 1; from the end when negative.
 * @throws KerrosError `E_INVALID_OPTION` for an empty separator, and for part 0.
 */
export function splitPart<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  separator: string,
  part: number,
): Scalar<string | NullOf<ValueOf<E>>> {
  return scalar('split_part', x, checkedSeparator('splitPart', separator), checkedPosition('splitPart', part))
}

/**
 * A part of the string; the empty string where it would begin before the string or after its end.
 *
 * The generated SQL: `substring(x, start, size)` on both engines; from a negative start
 * `case when length(x) < 2 then '' else substring(x, (-2), size) end`, and so from a column.
 *
 * @param start Counts characters from 1; from the end when negative. A column's 0 gives the empty text.
 * @param size How many characters; to the end when left out. A column's negative number gives the empty text.
 * @throws KerrosError `E_INVALID_OPTION` for the start 0, and for a size that is no whole number from 0.
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
  if (size === undefined) return scalar('substring', x, from)
  return scalar('substring', x, from, typeof size === 'number' ? checkedCount('substring', size) : size)
}

function checkedCount(name: string, count: number): number {
  if (Number.isInteger(count) && count >= 0) return count
  throw new KerrosError('E_INVALID_OPTION', `${name} cannot give ${count} characters`, {
    hint: 'Use a whole number from 0.',
  })
}

function checkedPosition(name: string, position: number): number {
  if (Number.isInteger(position) && position !== 0) return position
  throw new KerrosError('E_INVALID_OPTION', `${name} cannot start at ${position}`, {
    hint: 'Positions are whole numbers that count from 1, or from the end when negative.',
  })
}
