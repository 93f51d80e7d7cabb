import {
  build,
  dataTest,
  defineProject,
  operation,
  type QueryComment,
  runOperation,
  table,
  varchar,
  view,
} from 'kerros'
import { snowflake } from 'kerros/snowflake'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import fc from '../../seeded-fast-check.js'
import { snowflakeServer } from '../../servers/snowflake-server.js'
import { Shop } from '../shop.js'

/** The statement that DuckDB itself is running. */
const own_text = table(
  {},
  () => sql<{ text: string }>`select current_query() as text -- the end
`,
  { contract: { text: varchar() } },
)
const kept_text = view({ o: own_text }, (db) => db.selectFrom('o').selectAll())
const no_text = dataTest({ o: own_text }, (db) => db.selectFrom('o').selectAll().where('o.text', 'is', null))

describe('a query comment', () => {
  let shop: Shop
  beforeEach(async () => {
    shop = await Shop.open()
  })
  afterEach(() => shop.close())

  const project = (queryComment: QueryComment) =>
    defineProject({
      name: 'shop',
      models: [{ own_text, kept_text, no_text }],
      targets: { dev: shop.target },
      queryComment,
    })
  const built = async (queryComment: QueryComment) => {
    const result = await build({ project: project(queryComment), cwd: shop.folder })
    const [row] = await shop.rows('select text from own_text')
    return { ...result, text: String((row as { text: unknown }).text) }
  }

  it('is behind the statement that is sent, and not in the one that is reported', async () => {
    const { nodes, text } = await built(
      ({ project, target, runId, nodeId }) => `${project} ${target} ${runId.length} ${nodeId}`,
    )
    expect(text).toMatch(/^create[\s\S]*-- the end[\s\S]*\n\/\* shop dev 8 model\.shop\.own_text \*\/;?$/)
    expect(nodes.map(({ status }) => status)).toEqual(['success', 'pass', 'success'])
    expect(JSON.stringify(nodes.map(({ statements }) => statements))).not.toContain('shop dev')
    // The engine keeps the text of a view.
    const [{ sql: kept }] = (await shop.rows(`select sql from duckdb_views() where view_name = 'kept_text'`)) as any
    expect(kept).not.toContain('shop dev')
  })

  it('never ends before it shall, nor begins another one', async () => {
    const part = fc.constantFrom(
      '*/',
      '/*',
      '*',
      '/',
      ' ',
      '\n',
      '--',
      ';',
      "'",
      '"',
      '$$',
      '?',
      'drop table own_text',
      '\0',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const { nodes, text } = await built(parts.join(''))
        expect(nodes.map(({ status, error }) => [status, error?.message])).toEqual([
          ['success', undefined],
          ['pass', undefined],
          ['success', undefined],
        ])
        const comment = text.slice(text.indexOf('-- the end')).split('\n').slice(1).join('\n')
        expect(comment.slice(3, -2)).not.toMatch(/\/\*[\s\S]*\/\*|\*\/[\s\S]*\*\//)
      }),
      { numRuns: 25 },
    )
  })

  it('is left out where it is empty', async () => {
    for (const comment of ['', () => undefined, () => ' '] satisfies QueryComment[])
      expect((await built(comment)).text).not.toContain('/*')
  })

  it('that is no text is refused', async () => {
    await expect(build({ project: project((() => 5) as never), cwd: shop.folder })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: 'the function "queryComment" of the configuration returns no text',
    })
    expect(() => project(5 as never)).toThrow('"queryComment" is a number, not a string or a function')
  })
})

const server = await snowflakeServer()

describe.skipIf(server.skipReason)('a query comment on Snowflake', () => {
  it('is behind the statements of nodes, tests and operations', async () => {
    const { accessUrl, account, username, password, database } = server
    const target = snowflake({ accessUrl, account, user: username, password, database, schema: 'commented' })
    const numbers = table({}, () => sql<{ n: string }>`select 'x' as n`, { contract: { n: varchar() } })
    const no_rows = dataTest({ n: numbers }, (db) => db.selectFrom('n').selectAll().where('n.n', 'is', null))
    const grant = operation({}, () => sql`select 2 as operated;`)
    const project = defineProject({
      name: 'shop',
      models: [{ numbers, no_rows, grant }],
      targets: { dev: target },
      queryComment: ({ nodeId }) => `of ${nodeId}`,
    })
    const before = (await server.statements()).length
    const { nodes } = await build({ project })
    expect(nodes.map(({ status, error }) => [status, error?.message])).toEqual([
      ['success', undefined],
      ['pass', undefined],
    ])
    const operated = await runOperation({ project, name: 'grant' })
    expect(operated.status).toBe('success')
    const sent = (await server.statements()).slice(before)
    expect(sent.filter((text) => /\n\/\* of model\.shop\.numbers \*\/$/.test(text)).length).toBeGreaterThan(0)
    expect(sent.filter((text) => /\n\/\* of test\.shop\.no_rows \*\/$/.test(text))).toHaveLength(1)
    expect(
      sent.filter((text) => /^select 2 as operated\n\/\* of operation\.shop\.grant \*\/$/.test(text)),
    ).toHaveLength(1)
    await server.drop()
  })
})
