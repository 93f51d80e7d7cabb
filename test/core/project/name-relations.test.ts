import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build, DiagnosticsError, defineProject, integer, type NamingFunction, source, table, view } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { describe, expect, it } from 'vitest'
import { buildProject } from '../../../src/core/project/build-project.js'
import { nameRelations } from '../../../src/core/project/name-relations.js'
import { DuckDbDatabase } from '../../../src/dialects/duckdb/connect/duckdb-database.js'

const raw = source('raw', { movies: { id: integer() } })
const elsewhere = source('raw', { films: { id: integer() } }, { database: 'lake' })
const one = view({ m: raw.movies }, (db) => db.selectFrom('m').select('m.id'), { tags: ['core'] })
const two = table({ m: raw.movies }, (db) => db.selectFrom('m').select('m.id'))

function relations(naming?: NamingFunction) {
  const { project } = buildProject('p', [{ file: 'src/core/a.ts', exports: { raw, elsewhere, one, two } }])
  const named = nameRelations(project, { target: 'dev', database: 'shop', schema: 'main' }, naming)
  const names = [...named.relations].map(([id, { database, schema, name }]) => `${id}: ${database}.${schema}.${name}`)
  return { names, diagnostics: named.diagnostics }
}

describe('places of relations', () => {
  it('in the schema of the target; sources where they are declared', () => {
    expect(relations()).toEqual({
      names: [
        'model.p.one: shop.main.one',
        'model.p.two: shop.main.two',
        'source.p.raw.films: lake.raw.films',
        'source.p.raw.movies: shop.raw.movies',
      ],
      diagnostics: [],
    })
  })

  it('are those that the naming function returns', () => {
    const seen: unknown[] = []
    const { names, diagnostics } = relations((input) => {
      seen.push(input)
      return input.tags.includes('core') ? { schema: `${input.target}_core`, name: `v_${input.name}` } : {}
    })
    expect(names.slice(0, 2)).toEqual(['model.p.one: shop.dev_core.v_one', 'model.p.two: shop.main.two'])
    expect(diagnostics).toEqual([])
    expect(seen[0]).toEqual({
      name: 'one',
      resourceType: 'model',
      file: 'src/core/a.ts',
      tags: ['core'],
      target: 'dev',
      relation: { database: 'shop', schema: 'main', name: 'one' },
    })
  })

  it('two relations in one place are reported, also when only the case differs, also with a source', () => {
    const messages = (naming: NamingFunction) =>
      relations(naming).diagnostics.map(({ code, message, hint }) => `${code} ${message} → ${hint}`)
    expect(messages(({ name }) => ({ name: name === 'one' ? 'x' : 'X' }))).toMatchInlineSnapshot(`
      [
        "E_AMBIGUOUS_NAME "one" (src/core/a.ts) and "two" (src/core/a.ts) are both shop.main.X → Rename one of them, or give one an \`alias\` or a \`schema\`.",
      ]
    `)
    expect(messages(({ name }) => (name === 'one' ? { schema: 'raw', name: 'movies' } : {}))).toHaveLength(1)
  })
})

it('a build puts relations there and readers find them', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-naming-'))
  const file = path.join(folder, 'shop.duckdb')
  const query = async (...statements: readonly string[]) => {
    const database = new DuckDbDatabase({ path: file })
    const session = await database.connect()
    let rows: readonly unknown[] = []
    for (const sql of statements) rows = (await session.query(sql)).rows
    await database.close()
    return rows
  }
  try {
    await query('create schema raw', 'create table raw.movies as select 7 as id')
    const reader = view({ two }, (db) => db.selectFrom('two').selectAll())
    const naming: NamingFunction = ({ name }) => ({ schema: 'Odd "schema"', name: `${name} (built)` })
    const project = defineProject({
      name: 'p',
      models: [{ raw, two, reader }],
      targets: { dev: duckdb({ path: 'shop.duckdb' }) },
      naming,
    })
    expect((await build({ project, cwd: folder })).nodes.map(({ status }) => status)).toEqual(['success', 'success'])
    expect(await query('select * from "Odd ""schema"""."reader (built)"')).toEqual([{ id: 7 }])
    const clash = defineProject({ ...project, naming: () => ({ name: 'x' }) } as never)
    await expect(build({ project: clash, cwd: folder })).rejects.toThrow(DiagnosticsError)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
