import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { duckdb } from '../../../src/dialects/duckdb/index.js'
import { build, compile, defineProject, integer, isKerrosError, run, seed, table, view } from '../../../src/index.js'
import { writeManifest } from '../../../src/runtime/artifacts/write-manifest.js'
import { openProject } from '../../../src/runtime/open/open-project.js'

describe('--defer between two files of DuckDB', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-defer-'))
    await writeFile(path.join(folder, 'ids.csv'), 'id\n1\n2\n')
    const { project, cwd } = here('prod')
    expect((await build({ project, cwd, target: 'prod' })).ok).toBe(true)
    await writeManifest(await openProject({ project, cwd, target: 'prod' }), path.join(folder, 'state'))
    return () => rm(folder, { recursive: true })
  })
  afterEach(() => undefined)

  const targets = { dev: duckdb({ path: 'dev.duckdb' }), prod: duckdb({ path: 'prod.duckdb' }) }

  function here(_from: string, more: { targets?: object } = {}) {
    const ids = seed('ids.csv', { id: integer() })
    const stg = table({ ids }, (db) => db.selectFrom('ids').selectAll())
    const mart = table({ stg }, (db) => db.selectFrom('stg').selectAll())
    const shown = view({ stg }, (db) => db.selectFrom('stg').selectAll())
    const project = defineProject({
      name: 'shop',
      models: [{ ids, stg, mart, shown }],
      targets: (more.targets ?? targets) as typeof targets,
    })
    return { project, cwd: folder }
  }

  it('reads the other file, which is attached for the run and only read', async () => {
    const result = await run({ ...here('dev'), select: ['mart'], defer: { state: 'state' } })
    expect(result.nodes.map(({ name, status, rowsAffected }) => [name, status, rowsAffected])).toEqual([
      ['mart', 'success', 2],
    ])
    // Both are free again.
    expect((await build({ ...here('dev'), target: 'prod' })).ok).toBe(true)
  })

  it('says of a view over the other file where it works', async () => {
    const result = await run({ ...here('dev'), select: ['shown'], defer: { state: 'state' } })
    expect(result.ok).toBe(true)
    expect(result.nodes[0]!.notes).toEqual([
      {
        message: 'reads prod.main.stg: the view works only where the database prod is attached',
        hint: 'Build "stg" in this target too, or make a table of "shown".',
      },
    ])
  })

  it('compiles before there is a file of its own', async () => {
    const [mart] = await compile({ ...here('dev'), select: ['mart'], defer: { state: 'state' } })
    expect(mart!.statements.join('\n')).toContain('"prod"."main"."stg"')
  })

  it('is refused where the other file is no target, is gone, or has the same name', async () => {
    const failure = async (project: ReturnType<typeof here>) => {
      try {
        await run({ ...project, select: ['mart'], defer: { state: 'state', favorState: true } })
      } catch (error) {
        if (isKerrosError(error)) return `${error.code} ${error.message} → ${error.hint}`
        throw error
      }
      throw new Error('nothing failed')
    }
    const { dev } = targets
    expect(await failure(here('dev', { targets: { dev } }))).toMatch(
      /E_STATE .*neither as dev\.main\.stg nor as prod\.main\.stg.*The database prod is read where a target of the configuration has it/s,
    )
    expect(await failure(here('dev', { targets: { dev, prod: duckdb({ path: 'gone/prod.duckdb' }) } }))).toMatch(
      /E_FILE_NOT_FOUND|E_CONNECTION|E_NOT_PERMITTED/,
    )
    expect(
      await failure(here('dev', { targets: { dev: duckdb({ path: 'other/prod.duckdb' }), prod: targets.prod } })),
    ).toMatch(
      /E_STATE the targets "dev" and "prod", of which the manifest in state is, are two files of one name, prod/,
    )
  })
})
