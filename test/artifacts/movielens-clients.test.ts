import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { defineProject } from 'kerros'
import * as movielens from 'kerros/movielens'
import { snowflake } from 'kerros/snowflake'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateMovieLens } from '../../src/cli/movielens/generate-movielens.js'
import { projectLineage } from '../../src/core/lineage/project-lineage.js'
import { generateArtifacts } from '../../src/runtime/artifacts/generate-artifacts.js'
import { writeArtifacts } from '../../src/runtime/artifacts/write-artifacts.js'
import { writeManifest } from '../../src/runtime/artifacts/write-manifest.js'
import { type OpenProject, openProject } from '../../src/runtime/open/open-project.js'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { buildMovieLens, createMovieLensProject, ROOT } from '../movielens/movielens-project.js'
import { loadRawTables } from '../movielens/raw-tables.js'
import { pythonEnv } from '../servers/python-env.js'

const run = promisify(execFile)
const HERE = import.meta.dirname

let project: ScratchProject
let opened: OpenProject
let python: string

beforeAll(async () => {
  project = await createMovieLensProject()
  const csv = path.join(project.folder, 'csv')
  await generateMovieLens({ directory: csv, scale: 0.001 })
  await project.execute(...loadRawTables(csv))
  await buildMovieLens(project)
  const targets = {
    dev: project.target,
    prod: snowflake({ account: 'a', user: 'u', database: 'MOVIELENS', schema: 'PROD' }),
  }
  const config = defineProject({ name: 'movielens', models: [{ ...movielens }], defaultTarget: 'dev', targets })
  opened = await openProject({ project: config, cwd: ROOT })
  const { manifest, catalog } = await generateArtifacts(opened)
  await writeArtifacts(path.join(project.folder, 'dev'), { 'manifest.json': manifest, 'catalog.json': catalog })
  await writeManifest(
    await openProject({ project: config, cwd: ROOT, target: 'prod' }),
    path.join(project.folder, 'prod'),
  )
  python = await pythonEnv(path.join(HERE, 'clients-requirements.txt'))
}, 600_000)

afterAll(() => project?.remove())

/** What dbt-colibri says of each column, as `node.column`. */
async function colibri(): Promise<Map<string, ReadonlySet<string>>> {
  const [target, out] = [path.join(project.folder, 'dev'), path.join(project.folder, 'colibri')]
  const command = 'from dbt_colibri.cli.cli import cli; cli()'
  const files = ['--manifest', path.join(target, 'manifest.json'), '--catalog', path.join(target, 'catalog.json')]
  const { stdout, stderr } = await run(python, [
    '-c',
    command,
    'generate',
    ...files,
    '--output-dir',
    out,
    '--disable-telemetry',
  ])
  expect(`${stdout}${stderr}`).not.toMatch(/\[(WARNING|ERROR)\]/)
  const { lineage } = JSON.parse(await readFile(path.join(out, 'colibri-manifest.json'), 'utf8'))
  const parents = Object.entries<any>(lineage.parents).flatMap(([node, columns]) =>
    Object.entries<any>(columns)
      .filter(([column]) => !column.startsWith('__colibri'))
      .map(
        ([column, origins]) =>
          [
            `${node}.${column}`,
            new Set<string>(origins.map((each: any) => `${each.dbt_node}.${each.column}`)),
          ] as const,
      ),
  )
  return new Map(parents)
}

/** What the manifest says of each column that a query makes, and what decides its value. */
async function ours(): Promise<
  Map<string, { readonly madeOf: ReadonlySet<string>; readonly deciders: ReadonlySet<string> }>
> {
  const { nodes } = JSON.parse(await readFile(path.join(project.folder, 'dev/manifest.json'), 'utf8'))
  const isInlined = (id: string) => nodes[id]?.config.materialized === 'ephemeral'
  const lineage = projectLineage(opened.project).nodes
  const decidersOf = new Map(
    lineage.flatMap((node) =>
      node.columns.map((column) => [`${node.uniqueId}.${column.name}`, column.deciders] as const),
    ),
  )
  // An ephemeral is part of the SQL that is read, so its columns are those of what it reads.
  const through = (node: string, column: string): readonly string[] =>
    isInlined(node) ? madeOf(node, column) : [`${node}.${column}`]
  const madeOf = (node: string, column: string): readonly string[] =>
    (nodes[node].columns[column]?.meta.kerros?.made_of ?? []).flatMap((each: any) => through(each.node, each.column))
  const deciders = (node: string, column: string): readonly string[] => [
    ...(decidersOf.get(`${node}.${column}`) ?? []).flatMap((each) => [
      ...through(each.node, each.column),
      ...(isInlined(each.node) ? deciders(each.node, each.column) : []),
    ]),
    ...(nodes[node].columns[column]?.meta.kerros?.made_of ?? []).flatMap((each: any) =>
      isInlined(each.node) ? deciders(each.node, each.column) : [],
    ),
  ]
  return new Map(
    Object.values<any>(nodes)
      .filter(({ resource_type }) => ['model', 'snapshot'].includes(resource_type))
      .flatMap((node) =>
        Object.keys(node.columns).map((column) => {
          const id = node.unique_id
          return [`${id}.${column}`, { madeOf: new Set(madeOf(id, column)), deciders: new Set(deciders(id, column)) }]
        }),
      ),
  )
}

describe('clients of the reference project', () => {
  it('find the same columns as its manifest says: dbt-colibri', async () => {
    const theirs = await colibri()
    // On engines whose names have no case, dbt-colibri writes all in lower case.
    const folded = (names: ReadonlySet<string>) => new Set([...names].map((each) => each.toLowerCase()))
    const different: string[] = []
    let same = 0
    for (const [name, own] of await ours()) {
      const [madeOf, deciders] = [folded(own.madeOf), folded(own.deciders)]
      // What a snapshot adds to its rows is not in its query.
      if (/^snapshot.*\.(valid_from|valid_to|scd_id|scd_updated_at|is_deleted)$/.test(name)) continue
      const found = folded(theirs.get(name) ?? new Set())
      const isSame =
        [...madeOf].every((each) => found.has(each)) &&
        [...found].every((each) => madeOf.has(each) || deciders.has(each))
      if (isSame) same++
      else different.push(`${name}: kerros ${[...madeOf].join(' ')}; colibri ${[...found].join(' ')}`)
    }
    expect(different).toEqual([])
    expect(same).toBeGreaterThan(200)
  }, 300_000)

  it('understand all of its compiled SQL, of both engines: sqlglot', async () => {
    const manifests = ['dev', 'prod'].map((name) => path.join(project.folder, name, 'manifest.json'))
    const { stdout } = await run(python, [path.join(HERE, 'parse_compiled.py'), ...manifests])
    const [duckDb, snowflakes] = JSON.parse(stdout)
    expect(duckDb).toEqual({ dialect: 'duckdb', queries: snowflakes.queries, refused: {} })
    expect(snowflakes).toEqual({ dialect: 'snowflake', queries: snowflakes.queries, refused: {} })
    expect(duckDb.queries).toBeGreaterThan(150)
  }, 300_000)
})
