import { Dialect, tokenize } from '@polyglot-sql/sdk'
import { expect, it } from 'vitest'
import { formatSql } from '../../src/core/format/format-sql.js'
import { duckDbSqlDialect } from '../../src/dialects/duckdb/warehouse/duckdb-sql-dialect.js'
import { snowflakeSqlDialect } from '../../src/dialects/snowflake/warehouse/snowflake-sql-dialect.js'
import fc from '../seeded-fast-check.js'
import { inMemory, type MemoryProject } from './memory-project.js'

/** Text that a careless formatter takes for SQL. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc
      .array(
        fc.constantFrom(
          ...['a', ' ', '  ', '\n', '\t', "'", '"', '(', ')', ',', '--', '/*', '*/', '//', '\\', '$$', '$a$'],
          ...['{{ ref("x") }}', ' from ', ' and ', 'case', 'end', ';', '\u00a0', '😀', '->', '::'],
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  )
  .filter((each) => !each.includes('\0') && each.isWellFormed())

const space = fc.constantFrom(' ', '  ', '\n', '\n  ', '\t', ' /* a  (b */ ', ' -- c  (d,\n', '\n-- e\n')

/** Joins parts with whitespace and comments. */
const spaced = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.tuple(...parts), fc.array(space, { minLength: parts.length, maxLength: parts.length }))
    .map(([texts, spaces]) => texts.map((each, at) => (at === 0 ? each : `${spaces[at]}${each}`)).join(''))

const word = (each: string): fc.Arbitrary<string> => fc.constant(each)

/** Queries in what both engines have, and in what the engine has of its own. */
function queries(
  literal: fc.Arbitrary<string>,
  own: readonly string[],
  named: fc.Arbitrary<string> = text,
): fc.Arbitrary<string> {
  const name = named.filter((each) => each !== '').map((each) => `"${each.replaceAll('"', '""')}"`)
  const { query } = fc.letrec<{ expression: string; query: string }>((tie) => {
    const expression = tie('expression')
    const call = fc.tuple(expression, space, expression, fc.constantFrom('', ' ', '\n'))
    return {
      expression: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        literal,
        name,
        fc.constantFrom('1', '-1.5e3', 'null', 'a.b', 'count(*)', ...own),
        call.map(([first, between, second, end]) => `coalesce(${first},${between}${second}${end})`),
        spaced(expression, fc.constantFrom('||', '+', '=', 'and', 'or', 'is distinct from'), expression).map(
          (each) => `(${each})`,
        ),
        spaced(word('case when'), expression, word('then'), expression, word('else'), expression, word('end')),
        spaced(word('('), expression, word('between'), expression, word('and'), expression, word(')')),
        expression.map((each) => `(${each})::varchar`),
        tie('query').map((each) => `(${each})`),
      ),
      query: fc.oneof(
        spaced(word('select'), expression, word('as'), name),
        spaced(word('select distinct'), expression, word(','), name, word('from'), name, word('where'), expression),
        spaced(
          ...['with', 'a', 'as', '('].map(word),
          tie('query'),
          ...[')', 'select', '*', 'from', 'a', 'left join', 'b', 'on'].map(word),
          expression,
        ),
      ),
    }
  })
  return query
}

/** The statement as DuckDB's parser reads it, without the positions. */
async function parsed(project: MemoryProject, sql: string): Promise<string> {
  const [row] = await project.rows(`select json_serialize_sql('${sql.replaceAll("'", "''")}') as tree`)
  return String(row!['tree']).replace(/"query_location":\d+/g, '')
}

it('DuckDB reads a formatted query as it reads the query', async () => {
  const { lexicalRules } = duckDbSqlDialect('memory')
  const plain = text.map((each) => `'${each.replaceAll("'", "''")}'`)
  const escaped = text.map((each) => `E'${each.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
  const dollars = text.filter((each) => !each.includes('$')).map((each) => `$q$${each}$q$`)
  const literal = fc.oneof({ weight: 4, arbitrary: plain }, escaped, dollars, word("'one'\n  'string'"))
  const own = ['7 // 2', 'list_transform([1], x -> x+1)', "{'a': 1}.a", '[1, 2][1:2]', "j->>'$.a'"]
  const seen = { formatted: 0, valid: 0 }
  await inMemory(async (project) => {
    const property = fc.asyncProperty(queries(literal, own), async (sql) => {
      const formatted = formatSql(sql, lexicalRules)
      const tree = await parsed(project, sql)
      expect(await parsed(project, formatted)).toBe(tree)
      if (formatted !== sql) seen.formatted++
      if (!tree.includes('"error":true')) seen.valid++
    })
    await fc.assert(property, { numRuns: 300, examples: [[`select 'a\\', '  b' -- '`]] })
  })
  // Otherwise nothing was compared.
  expect(seen.valid).toBeGreaterThan(200)
  expect(seen.formatted).toBeGreaterThan(150)
})

it('a parser of Snowflake finds the same tokens in a formatted query as in the query', () => {
  const { lexicalRules } = snowflakeSqlDialect()
  // The parser takes three quotes for the start of something else, and an empty dollar quote.
  const tame = text.filter((each) => !/^['"]|['"]$/.test(each))
  const plain = tame.map((each) => `'${each.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`)
  const escaped = tame.map((each) => `'${each.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
  const dollars = tame.filter((each) => each !== '' && !each.includes('$')).map((each) => `$$${each}$$`)
  const own = ['v:a.b[0]::int', 'filter(a, x -> x > 1)', 'f(a => 1)', '7 // two  (\n', '$1']
  const tokensOf = (sql: string) => tokenize(sql, Dialect.Snowflake).tokens?.map((token) => token.text)
  let formattedOnes = 0
  const property = fc.property(queries(fc.oneof(plain, escaped, dollars), own, tame), (sql) => {
    const formatted = formatSql(sql, lexicalRules)
    const tokens = tokensOf(sql)
    expect(tokensOf(formatted)).toEqual(tokens)
    if (tokens !== undefined && formatted !== sql) formattedOnes++
  })
  fc.assert(property, { numRuns: 300, examples: [[`select 'a\\'  b' -- '`]] })
  expect(formattedOnes).toBeGreaterThan(150)
})
