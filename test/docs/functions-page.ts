import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Analysis } from 'kerros'
import { compileSql } from 'kerros/testing'
import { SnowflakeQueryCompiler } from '../../src/dialects/snowflake/query/snowflake-query-compiler.js'
import { compileOnly } from '../dialects/snowflake/query/database.js'
import { MACROS } from '../typed-values/exported-names.js'
import { exampleCode } from './example-code.js'
import { exampleTypes } from './example-types.js'
import { type ExportedFunction, exportedFunctions } from './exported-function.js'
import { functionExamples } from './function-examples.js'
import { type Shop, snowflakeExamples, statementOf } from './snowflake-examples.js'

const SRC = path.resolve(import.meta.dirname, '../../src')

const HEAD = `# Functions and macros

<!-- Written by \`npm run docs:functions\` out of the docstrings in src and of test/docs/function-examples.ts. -->

Every function of \`kerros\` and every macro of \`kerros/macros\`, with an example and the SQL that it compiles to. The functions
have one meaning on both engines; the macros are queries or expressions built from them. Kysely's own expressions
(\`eb('m.rating', '>=', 4)\`, \`eb.case()\`, \`eb.fn.coalesce\`, …) work next to them. In the examples \`m\` is a table of movies; of a
query with one value only that value's SQL is shown.

\`Expression<number>\` is a column (\`eb.ref('m.votes')\`) or any other expression of numbers, \`Expression<date>\` one of dates or
timestamps, \`Expression\` one of any type. Other parameters are constants. Result types are in
[types.md](types.md), rules for strings, dates and regular expressions in [queries.md](queries.md).
`

const EXAMPLES = path.join(import.meta.dirname, 'function-examples.ts')
const SNOWFLAKE_EXAMPLES = path.join(import.meta.dirname, 'snowflake-examples.ts')

/** docs/functions.md, as the code is now. */
export async function functionsPage(): Promise<string> {
  const functions = exportedFunctions([...filesOf('core/functions'), ...filesOf('macros')])
  const code = exampleCode(EXAMPLES)
  const types = await functionTypes(code)
  const groups = Object.entries<{ readonly [name: string]: Analysis<any> }>(functionExamples)
  const contents = groups.map(([group, examples]) => {
    const links = Object.keys(examples).map((name) => `[${name}](#${name.toLowerCase()})`)
    return `**[${group}](#${anchor(group)})**: ${links.join(', ')}\n`
  })
  const sections = groups.map(([group, examples]) => {
    const entries = Object.entries(examples).map(([name, example]) =>
      entryOf(name, functions.get(name)!, `${code.get(name)!}\n// ${types.get(name)!}`, example),
    )
    const importLine = entries.length > 0 && MACROS.includes(Object.keys(examples)[0]!) ? MACROS_IMPORT : ''
    return `## ${group}\n\n${importLine}${entries.join('\n')}`
  })
  const snowflake = await snowflakeSection()
  return [HEAD, ...contents, snowflake.contents, ...sections, snowflake.section].join('\n')
}

const MACROS_IMPORT = 'Imported from `kerros/macros`.\n\n'

function filesOf(folder: string): readonly string[] {
  return readdirSync(path.join(SRC, folder))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => path.join(SRC, folder, file))
}

const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w ]/g, '')
    .replaceAll(' ', '-')

function entryOf(name: string, { signature, summary }: ExportedFunction, code: string, example: Analysis<any>): string {
  const [inDuckDb, inSnowflake] = (['duckdb', 'snowflake'] as const).map((dialect) =>
    valueOnly(compileSql(example, { dialect, names: { example } })),
  )
  return `### ${name}

\`${signature}\`

${summary}

\`\`\`ts
${code}
\`\`\`

\`\`\`sql
-- DuckDB
${inDuckDb}
-- Snowflake
${inSnowflake}
\`\`\`
`
}

/** The SQL of the example's one value, without the query around it. */
function valueOnly(sql: string): string {
  return /^select (.+) as "value" from "\w+"."\w+"[^()]*$/is.exec(sql)?.[1] ?? sql
}

/** The types of the examples' values, and of the rows of those that are whole queries. */
async function functionTypes(code: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const head = `import { movies, archive, lent, prices } from '../../../test/docs/function-examples.js'
const inputs = { m: movies, a: archive, l: lent, p: prices }
type Builder = SubqueryBuilder<Db<typeof inputs>, 'm'>
declare const eb: Builder
declare function valueOf<V>(of: { as(alias: 'value'): import('kysely').AliasedExpression<V, any> }): V
declare function rowOf<R>(of: Analysis<R>): R
`
  const examples = [...code].map(([name, text]) => ({
    name,
    code: /^\(?\s*(?:db\b|\w+\(\s*db\b)/.test(text) ? `rowOf(analysis(inputs, (db) => ${text}))` : `valueOf(${text})`,
  }))
  return exampleTypes(EXAMPLES, head, examples)
}

/** Helpers of Snowflake alone: their examples are parsed, and run where the tests' server can. */
async function snowflakeSection(): Promise<{ readonly contents: string; readonly section: string }> {
  const rooms = ['expressions', 'tables', 'statements']
  const helpers = exportedFunctions(rooms.flatMap((room) => filesOf(`dialects/snowflake/helpers/${room}`)))
  const code = exampleCode(SNOWFLAKE_EXAMPLES)
  const head = `import type { Shop } from '../../../test/docs/snowflake-examples.js'
declare const db: Kysely<Shop>
declare function rowOf<O>(of: { execute(db: Kysely<Shop>): Promise<import('kysely').QueryResult<O>> }): O
declare function rowOf<O>(of: Compilable<O>): O
`
  const names = Object.keys(snowflakeExamples).sort()
  const types = await exampleTypes(
    SNOWFLAKE_EXAMPLES,
    head,
    names.map((name) => ({ name, code: `rowOf(${code.get(name)!})` })),
  )
  const compiled = compileOnly<Shop>(new SnowflakeQueryCompiler({ literals: 'inline' }))
  const entries = names.map((name) => {
    const { signature, summary } = helpers.get(name)!
    const type = types.get(name)!
    const rows = type.startsWith('{') ? `\n// ${type}` : ''
    const shown = `${code.get(name)!}${rows}`
    return `### ${name}${name in functionNames ? ' of Snowflake' : ''}

\`${signature}\`

${summary}

\`\`\`ts
${shown}
\`\`\`

\`\`\`sql
${statementOf(snowflakeExamples[name]!, compiled)}
\`\`\`
`
  })
  const title = 'Only on Snowflake'
  const links = names.map((name) => `[${name}](#${name.toLowerCase()}${name in functionNames ? '-of-snowflake' : ''})`)
  return {
    contents: `**[${title}](#${anchor(title)})**: ${links.join(', ')}\n`,
    section: `## ${title}\n\nImported from \`kerros/snowflake\`, for what is built only there.\n\n${entries.join('\n')}`,
  }
}

/** Names that headings of the page have before those of Snowflake's helpers. */
const functionNames: { readonly [name: string]: unknown } = Object.assign({}, ...Object.values(functionExamples))
