import { type Expression, ExpressionWrapper } from 'kysely'
import { constant } from '../compile/immediate.js'
import { KerrosError } from '../errors/index.js'
import { type NullOf, type Operand, type Scalar, scalar } from './function-call.js'

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
export function concat<T extends Text = never>(
  ...parts: readonly (Expression<T> | string)[]
): Scalar<string | NullOf<T>> {
  return scalar('concat', ...parts)
}

/**
 * Whether or not `x` has `part` in it; the empty text is in every text.
 *
 * The generated SQL: `contains(x, part)` on both engines.
 */
export function contains<A extends Text, B extends Text = never>(
  x: Expression<A>,
  part: Expression<B> | string,
): Scalar<boolean | NullOf<A | B>> {
  return scalar('contains', x, part)
}

/**
 * Whether or not `x` begins with `part`.
 *
 * The generated SQL: DuckDB `starts_with(x, part)`, Snowflake `startswith(x, part)`.
 */
export function startsWith<A extends Text, B extends Text = never>(
  x: Expression<A>,
  part: Expression<B> | string,
): Scalar<boolean | NullOf<A | B>> {
  return scalar('starts_with', x, part)
}

/**
 * Whether or not `x` ends with `part`.
 *
 * The generated SQL: DuckDB `ends_with(x, part)`, Snowflake `endswith(x, part)`.
 */
export function endsWith<A extends Text, B extends Text = never>(
  x: Expression<A>,
  part: Expression<B> | string,
): Scalar<boolean | NullOf<A | B>> {
  return scalar('ends_with', x, part)
}

/**
 * How many characters (Unicode code points, not bytes) a text has.
 *
 * The generated SQL: `length(x)` on both engines.
 */
export function length<T extends Text>(x: Expression<T>): Scalar<number | NullOf<T>> {
  return scalar('length', x)
}

/**
 * The text in lower case, by Unicode's rules.
 *
 * The generated SQL: `lower(x)` on both engines.
 */
export function lower<T extends Text>(x: Expression<T>): Scalar<string | NullOf<T>> {
  return scalar('lower', x)
}

/**
 * The text in upper case, by Unicode's rules.
 *
 * The generated SQL: `upper(x)` on both engines.
 */
export function upper<T extends Text>(x: Expression<T>): Scalar<string | NullOf<T>> {
  return scalar('upper', x)
}

/**
 * The text filled up on the left to `size` characters, or cut to them.
 *
 * The generated SQL: `lpad(x, size, fill)` on both engines.
 *
 * @param fill What is repeated; not empty. Default: a blank.
 */
export function lpad<T extends Text>(x: Expression<T>, size: number, fill = ' '): Scalar<string | NullOf<T>> {
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
export function trim<T extends Text>(x: Expression<T>, characters = ' '): Scalar<string | NullOf<T>> {
  return scalar('trim', x, characters)
}

/**
 * The text without given characters at its start.
 *
 * The generated SQL: `ltrim(x, ' ')` on both engines.
 */
export function ltrim<T extends Text>(x: Expression<T>, characters = ' '): Scalar<string | NullOf<T>> {
  return scalar('ltrim', x, characters)
}

/**
 * The text without given characters at its end.
 *
 * The generated SQL: `rtrim(x, ' ')` on both engines.
 */
export function rtrim<T extends Text>(x: Expression<T>, characters = ' '): Scalar<string | NullOf<T>> {
  return scalar('rtrim', x, characters)
}

/**
 * The MD5 of the text's UTF-8 bytes as 32 lower-case hexadecimal digits.
 *
 * The generated SQL: `md5(x)` on both engines.
 */
export function md5<T extends Text>(x: Expression<T>): Scalar<string | NullOf<T>> {
  return scalar('md5', x)
}

/**
 * The text with every `search` replaced.
 *
 * The generated SQL: `replace(x, search, replacement)` on both engines.
 *
 * @param search Not empty.
 */
export function replace<T extends Text>(
  x: Expression<T>,
  search: Operand<string>,
  replacement: Operand<string>,
): Scalar<string | NullOf<T>> {
  return scalar('replace', x, search, replacement)
}

/**
 * The part of that number between separators; the empty text when there are fewer.
 *
 * The generated SQL: `split_part(x, separator, part)` on both engines.
 *
 * @param part Counts from 1; from the end when negative.
 */
export function splitPart<T extends Text>(
  x: Expression<T>,
  separator: string,
  part: number,
): Scalar<string | NullOf<T>> {
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
export function substring<T extends Text>(
  x: Expression<T>,
  start: Operand<number>,
  size?: Operand<number>,
): Scalar<string | NullOf<T>> {
  const from = typeof start === 'number' ? checkedPosition('substring', start) : start
  return size === undefined ? scalar('substring', x, from) : scalar('substring', x, from, size)
}

function checkedPosition(name: string, position: number): number {
  if (Number.isInteger(position) && position !== 0) return position
  throw new KerrosError('E_INVALID_OPTION', `${name} cannot start at ${position}`, {
    hint: 'Positions are whole numbers that count from 1, or from the end when negative.',
  })
}
