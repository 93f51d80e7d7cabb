import { analysis, compile, defineProject, type Target, text } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { snowflake } from 'kerros/snowflake'
import { expect, it } from 'vitest'
import { printStatements } from '../../../src/cli/output/print-statements.js'
import type { Terminal } from '../../../src/cli/output/terminal.js'
import type { CompiledNode } from '../../../src/runtime/compile.js'

/** Long enough to be formatted. */
const INSERT = `insert into "orders" select "${'o'.repeat(90)}"`

const node: CompiledNode = {
  uniqueId: 'model.shop.orders',
  name: 'orders',
  resourceType: 'model',
  file: 'src/orders.ts',
  statements: [INSERT],
  steps: [
    { kind: 'note', description: 'note: "a\nb" is left out\nAdd it.', statements: [] },
    { kind: 'insert', statements: [INSERT] },
  ],
}

function printed(options: { readonly json?: boolean }): string {
  let text = ''
  const stdout = { write: (part: string) => (text += part) }
  const rules = { backslashEscapes: false, slashesStartComment: false }
  printStatements({ setup: [], nodes: [node] }, rules, options, { stdout } as unknown as Terminal)
  return text
}

it('prints what a step does besides its statements as comments, of every line of it', () => {
  expect(printed({})).toBe(`-- model.shop.orders (src/orders.ts)
-- note: "a
-- b" is left out
-- Add it.
insert into "orders"
select "${'o'.repeat(90)}";

`)
})

it('gives programs each step with its kind, its words and its statements, which are not formatted', () => {
  expect(JSON.parse(printed({ json: true }))).toEqual({ event: 'compiled', ...node })
})

it.each<[string, Target, string]>([
  ['DuckDB, where a backslash is a letter', duckdb({ path: ':memory:' }), '\\'],
  ['Snowflake, where it escapes', snowflake({ account: 'a', user: 'u', database: 'D', schema: 'S' }), '\\\\'],
])('formats strings with backslashes for %s', async (_, target, backslash) => {
  const texts = ['ends in \\', 'from  a (', "it's \\", '  \\n,  b'] as const
  const paths = analysis({}, (db) => db.selectNoFrom(texts.map((each, i) => text(each).as(`path_number_${i}`))))
  const project = defineProject({ name: 'p', models: [{ paths }], targets: { dev: target } })
  let printed = ''
  const stdout = { write: (part: string) => (printed += part) }
  printStatements({ setup: [], nodes: await compile({ project }) }, target.dialect.lexicalRules, {}, {
    stdout,
  } as unknown as Terminal)
  const written = texts.map((each) => `'${each.replaceAll('\\', backslash).replaceAll("'", "''")}'`)
  expect(printed.split('\n').slice(1, 6)).toEqual([
    'select',
    ...written.map(
      (each, i) =>
        `  ${each} as "${target.dialect.name === 'duckdb' ? `path_number_${i}` : `PATH_NUMBER_${i}`}"${i < 3 ? ',' : ';'}`,
    ),
  ])
})
