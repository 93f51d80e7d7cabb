import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build, clone, connect, defineProject, integer, source, table, view } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeManifest } from '../../src/runtime/artifacts/write-manifest.js'
import { openProject } from '../../src/runtime/open/open-project.js'

const one = table({}, () => sql<{ n: number }>`select 1 as n`, { contract: { n: integer() } })
const two = view({ one }, (db) => db.selectFrom('one').selectAll())

const at = (schema: string) => duckdb({ path: 'shop.duckdb', schema })
const project = defineProject({ name: 'shop', models: [{ one, two }], targets: { prod: at('prod'), ci: at('ci') } })

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(path.join(os.tmpdir(), 'kerros-clone-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

it('clone makes the relations of a state in another target, and leaves those that are there', async () => {
  await build({ project, target: 'prod', cwd })
  await writeManifest(await openProject({ project, target: 'prod', cwd }), path.join(cwd, 'state'))
  const options = { project, target: 'ci', state: 'state', cwd }
  const cloned = await clone(options)
  expect(cloned.nodes.map(({ name, status }) => [name, status])).toEqual([
    ['one', 'success'],
    ['two', 'success'],
  ])
  const ci = source('ci', { one: { n: integer() } })
  const db = connect(at('ci'), { one: ci.one }, { root: cwd })
  expect(await db.selectFrom('one').selectAll().execute()).toEqual([{ n: 1 }])
  await db.destroy()
  expect((await clone(options)).nodes.flatMap(({ statements }) => statements)).toEqual([])
  expect((await clone({ ...options, fullRefresh: true, select: ['one'] })).nodes[0]!.statements).not.toEqual([])
})

it('clone is refused without a state', async () => {
  await expect(clone({ project, cwd } as never)).rejects.toMatchObject({ code: 'E_INVALID_OPTION' })
})
