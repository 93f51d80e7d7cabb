import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Analysis } from 'kerros'
import * as snowflake from 'kerros/snowflake'
import { compileSql } from 'kerros/testing'
import { MACROS } from '../typed-values/exported-names.js'
import { exampleCode } from './example-code.js'
import { type ExportedFunction, exportedFunctions } from './exported-function.js'
import { functionExamples } from './function-examples.js'

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

/** docs/functions.md, as the code is now. */
export function functionsPage(): string {
  const functions = exportedFunctions([...filesOf('core/functions'), ...filesOf('macros')])
  const code = exampleCode(path.join(import.meta.dirname, 'function-examples.ts'))
  const groups = Object.entries<{ readonly [name: string]: Analysis<any> }>(functionExamples)
  const contents = groups.map(([group, examples]) => {
    const links = Object.keys(examples).map((name) => `[${name}](#${name.toLowerCase()})`)
    return `**[${group}](#${anchor(group)})**: ${links.join(', ')}\n`
  })
  const sections = groups.map(([group, examples]) => {
    const entries = Object.entries(examples).map(([name, example]) =>
      entryOf(name, functions.get(name)!, code.get(name)!, example),
    )
    const importLine = entries.length > 0 && MACROS.includes(Object.keys(examples)[0]!) ? MACROS_IMPORT : ''
    return `## ${group}\n\n${importLine}${entries.join('\n')}`
  })
  return [HEAD, ...contents, ...sections, snowflakeSection()].join('\n')
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

/** Helpers of Snowflake alone: without examples, which run on DuckDB. */
function snowflakeSection(): string {
  const helpers = exportedFunctions(filesOf('dialects/snowflake/helpers'))
  const rows = [...helpers]
    .filter(([name]) => Object.hasOwn(snowflake, name))
    .map(([, { signature, summary }]) => `- \`${signature}\`: ${summary}`)
    .sort()
  return `## Only on Snowflake\n\nImported from \`kerros/snowflake\`, for what is built only there.\n\n${rows.join('\n')}\n`
}
