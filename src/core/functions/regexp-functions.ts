import type { OperationNodeSource } from 'kysely'
import { KerrosError } from '../errors/index.js'
import { type NullOf, type Scalar, scalar, type Takes, type ValueOf } from './call/function-call.js'
import { type PortablePattern, portablePattern } from './call/portable-pattern.js'

type Text = string | null

/** How a regular expression is read. */
export interface RegexpOptions {
  /** Whether upper and lower case are the same. Default: false. */
  readonly ignoreCase?: boolean | undefined
}

/**
 * What a group of a regular expression captured in the first match; NULL when nothing matched or the group is empty.
 *
 * ```ts
 * tryCast(regexpGroup(eb.ref('m.title'), '\\((\\d{4})\\)$', 1), integer())
 * ```
 * The generated SQL: DuckDB `nullif(regexp_extract(x, pattern, group), '')`, Snowflake
 * `nullif(regexp_substr(x, pattern, 1, 1, 'e', group), '')`.
 *
 * @param pattern POSIX's extended syntax with `\d \D \s \S \w \W \b \B`, which is all that Snowflake knows: docs/queries.md.
 * @param group Counts from 1.
 * @throws KerrosError `E_INVALID_OPTION` for another syntax (`(?:…)`, `(?i)`, lazy repetitions, look-around, `\p{L}`, …), and
 *   for a group that the pattern does not have.
 */
export function regexpGroup<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  pattern: string,
  group: number,
  options: RegexpOptions = {},
): Scalar<string | null> {
  const { text, groups } = portablePattern('regexpGroup', pattern)
  if (!Number.isInteger(group) || group < 1 || group > groups)
    throw new KerrosError('E_INVALID_OPTION', `regexpGroup asks for group ${group} of a pattern that has ${groups}`, {
      hint: 'Groups are counted from 1, by their opening parentheses.',
    })
  return scalar('regexp_group', x, text, group, flags(options))
}

/**
 * True when the *whole* string matches a regular expression; `.*` on both sides looks for it anywhere.
 *
 * The generated SQL: DuckDB `regexp_full_match(x, pattern)`, Snowflake `regexp_like(x, pattern)`.
 *
 * @param pattern As of {@link regexpGroup}.
 * @throws KerrosError `E_INVALID_OPTION` for another syntax.
 */
export function regexpLike<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  pattern: string,
  options: RegexpOptions = {},
): Scalar<boolean | NullOf<ValueOf<E>>> {
  const { text, isAlternation } = portablePattern('regexpLike', pattern)
  // Snowflake documents that it puts ^ before and $ after the pattern.
  return scalar('regexp_like', x, isAlternation ? `(${text})` : text, flags(options))
}

/**
 * The string with every match of a regular expression replaced.
 *
 * The generated SQL: DuckDB `regexp_replace(x, pattern, replacement, 'g')`, Snowflake
 * `regexp_replace(x, pattern, replacement)`.
 *
 * @param pattern As of {@link regexpGroup}; it must not match the empty text, of which engines replace different ones.
 * @param replacement `\1` to `\9` stand for groups: `'[\\1]'` in TypeScript. Default: nothing.
 * @throws KerrosError `E_INVALID_OPTION` for another syntax, and for a group that the pattern does not have.
 */
export function regexpReplace<E extends OperationNodeSource>(
  x: Takes<E, Text>,
  pattern: string,
  replacement = '',
  options: RegexpOptions = {},
): Scalar<string | NullOf<ValueOf<E>>> {
  const read = portablePattern('regexpReplace', pattern)
  checkReplacement(read, pattern, replacement)
  return scalar('regexp_replace', x, read.text, replacement, flags(options))
}

function checkReplacement({ groups, matchesEmpty }: PortablePattern, pattern: string, replacement: string): void {
  if (matchesEmpty)
    throw new KerrosError(
      'E_INVALID_OPTION',
      `the pattern of regexpReplace also matches the empty text, of which engines replace different ones: ${pattern}`,
      { hint: 'Ask for one character at least: a+ instead of a*.' },
    )
  for (const [found, number] of replacement.matchAll(/\\(.?)/gsu))
    if (!/^[1-9]$/.test(number!) || Number(number) > groups)
      throw new KerrosError(
        'E_INVALID_OPTION',
        `the replacement of regexpReplace has ${found}, but the pattern has ${groups} groups`,
        {
          hint: 'A backslash is only allowed before the number of a group, from 1 to 9; replace(…) accepts any string.',
        },
      )
}

function flags({ ignoreCase = false }: RegexpOptions): string {
  return ignoreCase ? 'i' : ''
}
