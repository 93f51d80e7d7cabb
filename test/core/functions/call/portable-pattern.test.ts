import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from 'vitest'
import { portablePattern } from '../../../../src/core/functions/call/portable-pattern.js'
import { regexpGroup, regexpLike, regexpReplace } from '../../../../src/core/functions/index.js'
import fc from '../../../seeded-fast-check.js'
import { t } from '../fixture.js'
import { duckDb, openDuckDb, snowflake, sqlOf } from '../run-case.js'

// What these say is on https://docs.snowflake.com/en/sql-reference/functions-regexp, unless noted.
const refused: readonly (readonly [what: string, pattern: string])[] = [
  ['a group that does not count', '(?:a)b'],
  ['a flag', '(?i)abc'],
  ['a flag of a group', '(?i:abc)'],
  ['look-ahead', 'a(?=b)'],
  ['negative look-ahead', 'a(?!b)'],
  ['look-behind', '(?<=a)b'],
  ['negative look-behind', '(?<!a)b'],
  ['a named group', '(?<year>\\d+)'],
  ["a named group in Python's way", '(?P<year>\\d+)'],
  ['an atomic group', '(?>a+)b'],
  ['a lazy star', '.*?b'],
  ['a lazy plus', '.+?b'],
  ['a lazy question mark', 'a??b'],
  ['a lazy count', 'a{2,3}?b'],
  ['a possessive repetition', 'a++b'],
  ['a repetition of a repetition', 'a**'],
  ['a back reference', '(a)\\1'],
  ['a Unicode class', '\\p{L}+'],
  ['a negated Unicode class', '\\P{L}+'],
  ['a Unicode class within a class', '[\\p{L}]'],
  ['a hexadecimal escape', '\\x41'],
  ['the beginning of the text', '\\Aabc'],
  ['the end of the text', 'abc\\z'],
  ['a quoted part', '\\Qa.b\\E'],
  ['a negated class within a class', '[\\D.]'],
  ['a repetition of nothing', '*a'],
  ['a repetition of an anchor', '^*a'],
  ['a repetition after |', 'a|+b'],
  ['a count without an end before its start', 'a{3,2}'],
  ['a count beyond what engines know', 'a{1001}'],
  ['a brace that counts nothing', 'a{b}'],
  ['a count without a start', 'a{,3}'],
  ['a parenthesis that is not closed', '(ab'],
  ['a parenthesis that is not opened', 'ab)'],
  ['a class that is not closed', '[ab'],
  ['a range that runs backwards', '[z-a]'],
  ['a range between signs', '[+-/]'],
  ['a class by an unknown name', '[[:vowel:]]'],
  ['an equivalence class', '[[=a=]]'],
  ['an empty group', 'a()b'],
  ['an empty alternative', 'a|'],
  ['a backslash at the end', 'ab\\'],
]

describe('a pattern that Snowflake does not document is refused in every helper, with the place and another way', () => {
  it.each(refused)('%s', (_, pattern) => {
    const refusal = expect.objectContaining({ code: 'E_INVALID_OPTION', hint: expect.stringMatching(/\.$/) })
    expect(() => regexpLike(t.s, pattern)).toThrow(refusal)
    expect(() => regexpGroup(t.s, pattern, 1)).toThrow(refusal)
    expect(() => regexpReplace(t.s, pattern)).toThrow(refusal)
  })

  it.each([
    ['a group that is not there', () => regexpGroup(t.s, '(a)', 2)],
    ['group 0', () => regexpGroup(t.s, '(a)', 0)],
    ['half a group', () => regexpGroup(t.s, '(a)', 0.5)],
    ['a group of a pattern without groups', () => regexpGroup(t.s, '\\(a\\)', 1)],
    ['a replacement with a group that is not there', () => regexpReplace(t.s, '(a)', '\\2')],
    ['a replacement with the whole match', () => regexpReplace(t.s, '(a)', '\\0')],
    ['a replacement with a backslash', () => regexpReplace(t.s, 'a', '\\\\')],
    ['replacing nothing', () => regexpReplace(t.s, 'a*', '-')],
    ['replacing the end', () => regexpReplace(t.s, '$', '-')],
    ['replacing an optional group', () => regexpReplace(t.s, '(a|b?)', '-')],
  ])('%s', (_, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'E_INVALID_OPTION' }))
  })

  it('says it', () => {
    const said = ['(?:a)b', '(?i)a', '.*?b', '\\p{L}', 'a(?=b)'].map((pattern) => {
      try {
        return regexpLike(t.s, pattern)
      } catch (error) {
        return `${(error as Error).message} → ${(error as { hint: string }).hint}`
      }
    })
    expect(said).toMatchInlineSnapshot(`
      [
        "the pattern of regexpLike has a group that does not count, (?:…) (at character 2 of (?:a)b), which engines read differently or not at all → Use ( … ) and count it: the next group is one further.",
        "the pattern of regexpLike has the flag (?i) (at character 2 of (?i)a), which engines read differently or not at all → Use the option: { ignoreCase: true }.",
        "the pattern of regexpLike has a lazy repetition (at character 3 of .*?b), which engines read differently or not at all → Say what may come in between: [^,]* instead of .*?.",
        "the pattern of regexpLike has the Unicode class \\p (at character 3 of \\p{L}), which engines read differently or not at all → List the characters: [A-Za-zÀ-ÿ], or use [[:alpha:]].",
        "the pattern of regexpLike has look-around (at character 3 of a(?=b)), which engines read differently or not at all → Match what is around it, too, and take a group of it with regexpGroup.",
      ]
    `)
  })
})

it('an alternation of a whole match is a group, and case is an option', () => {
  expect(sqlOf(snowflake(), regexpLike(t.s, 'a|b', { ignoreCase: true }))).toBe(`regexp_like("T"."S", '(a|b)', 'i')`)
  expect(sqlOf(duckDb(), regexpLike(t.s, 'a|b', { ignoreCase: true }))).toBe(`regexp_full_match("t"."s", '(a|b)', 'i')`)
  const group = regexpGroup(t.s, '(x)', 1, { ignoreCase: true })
  expect(sqlOf(snowflake(), group)).toBe(`nullif(regexp_substr("T"."S", '(x)', 1, 1, 'ie', 1), '')`)
  expect(sqlOf(duckDb(), group)).toBe(`nullif(regexp_extract("t"."s", '(x)', 1, 'i'), '')`)
  const replaced = regexpReplace(t.s, '(x)', '<\\1>', { ignoreCase: true })
  expect(sqlOf(snowflake(), replaced)).toBe(`regexp_replace("T"."S", '(x)', '<\\\\1>', 1, 0, 'i')`)
  expect(sqlOf(duckDb(), replaced)).toBe(`regexp_replace("t"."s", '(x)', '<\\1>', 'gi')`)
})

it.each([
  ['[\\d.]', '[0-9.]'],
  ['[\\w\\-]', '[0-9A-Za-z_-]'],
  ['[\\]\\\\]', '[]\\\\]'],
  ['[^a\\]]', '[^]a]'],
  ['[\\^a]', '[a^]'],
  ['[\\^]', '\\^'],
  ['[a-]', '[a-]'],
  ['[\\s]', '[ \t\n\r\f]'],
  ['\\t', '\t'],
  ['[[:alpha:]]+', '[[:alpha:]]+'],
])('the class %s is written in the form that every syntax reads alike: %s', (pattern, text) => {
  expect(portablePattern('regexpLike', pattern).text).toBe(text)
})

const character = fc.constantFrom('a', 'b', '0', '_', ' ', '-', ']', '^', '\\', '.', '\t', 'é')
const escaped = (char: string): string => (/[a-z0-9_ é\t]/.test(char) ? char : `\\${char}`)
const member = fc.oneof(
  character.map((char) => (/[\]\\^-]/.test(char) ? `\\${char}` : char)),
  fc.constantFrom('\\d', '\\w', '\\s', 'a-b', '0-9', '\\t'),
)
const { pattern } = fc.letrec<{ pattern: string; atom: string; piece: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 4 },
    character.map(escaped),
    fc.constantFrom('.', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\t'),
    fc
      .tuple(fc.boolean(), fc.array(member, { minLength: 1, maxLength: 4 }))
      .map(([isNegated, members]) => `[${isNegated ? '^' : ''}${members.join('')}]`),
    tie('pattern').map((inner) => `(${inner})`),
  ),
  piece: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '{0,}'))
    .map(([atom, quantifier]) => `${atom}${quantifier}`),
  pattern: fc
    .array(fc.array(tie('piece'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((alternatives) => alternatives.map((pieces) => pieces.join('')).join('|')),
}))
const subject = fc.array(character, { maxLength: 5 }).map((characters) => characters.join(''))

let connection: DuckDBConnection
beforeAll(async () => {
  connection = await openDuckDb()
})

it("a pattern matches what JavaScript's regular expressions match, and what it says of the empty text is so", async () => {
  await fc.assert(
    fc.asyncProperty(pattern, fc.array(subject, { minLength: 4, maxLength: 4 }), async (source, subjects) => {
      const own = new RegExp(`^(?:${source})$`)
      const { text, matchesEmpty, groups } = portablePattern('regexpLike', source)
      const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`
      const result = await connection.runAndReadAll(
        `select regexp_full_match(x, ${quoted(text)}) from (values ${subjects.map((value) => `(${quoted(value)})`)}) as t(x)`,
      )
      expect(result.getRowsJson().map(([matches]) => matches)).toEqual(subjects.map((value) => own.test(value)))
      expect(matchesEmpty).toBe(own.test(''))
      expect(groups).toBe(new RegExp(`${source}|`).exec('')!.length - 1)
    }),
    { numRuns: 1500 },
  )
})
