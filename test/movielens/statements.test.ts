import {
  acceptedValues,
  incremental,
  integer,
  type NodeResult,
  notNull,
  type RunResult,
  source,
  table,
  timestamp,
  unique,
  varchar,
} from 'kerros'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { buildMovieLens, complaints } from './movielens-project.js'
import { fillRawTables } from './raw-rows.js'
import { createSnowflakeProject } from './snowflake-project.js'

const server = await snowflakeServer()

/** dbt sends 126 for 20 of the models. */
const MOST = 77

/** How many statements each kind of node may send when it is there already. */
const MOST_OF_NODE: { readonly [materialized: string]: number } = {
  seed: 1,
  view: 1,
  table: 1,
  incremental: 3,
  snapshot: 3,
}

/** What may be sent beside the statements of nodes, and how often: once a session, and around the run. */
const AROUND: readonly (readonly [RegExp, most: number])[] = [
  [/^alter session set /, 4],
  [/^merge into \S+"LEASES"/, 1],
  [/^select .* from \S+"LEASES"/, 1],
  [/^update \S+"LEASES"/, 1],
  [/^show (terse )?objects in schema /, 1],
  [/^show columns in schema /, 1],
  // Whether the tables of seeds have the rows of their files, one for all of them: then nothing is sent for a seed.
  [/^select \d+ as "SEED"/, 1],
]

let project: ScratchProject

/** What a build sent: by its nodes, and around them. */
async function recorded(build: () => Promise<RunResult>) {
  const before = (await server.statements()).length
  const result = await build()
  expect(complaints(result)).toEqual([])
  const all = (await server.statements()).slice(before)
  const ofNodes = new Set(result.nodes.flatMap(({ statements }) => statements))
  return { result, all, around: all.filter((sql) => !ofNodes.has(sql)) }
}

function tooMany(nodes: readonly NodeResult[], more = 0): readonly string[] {
  return nodes
    .filter(({ materialized, statements }) => materialized && statements.length > MOST_OF_NODE[materialized]! + more)
    .map(({ name, statements }) => `${name}: ${statements.length}`)
}

describe.skipIf(server.skipReason)('the statements of the reference project', () => {
  beforeAll(async () => {
    project = await createSnowflakeProject(server)
    await project.execute(...fillRawTables())
  }, 60_000)
  afterAll(async () => project?.remove())

  it('a second build with all tests sends few, and asks nothing for each model', async () => {
    const first = await recorded(() => buildMovieLens(project))
    // A new table declares its constraints.
    expect(tooMany(first.result.nodes, 1)).toEqual([])
    const { result, all, around } = await recorded(() => buildMovieLens(project))
    expect(all.length).toBeLessThanOrEqual(MOST)
    expect(tooMany(result.nodes)).toEqual([])
    // Every one of the kinds, so that nothing is missed.
    expect(new Set(result.nodes.map(({ materialized }) => materialized ?? 'test'))).toEqual(
      new Set([...Object.keys(MOST_OF_NODE), 'test']),
    )
    for (const [pattern, most] of AROUND)
      expect([pattern, around.filter((sql) => pattern.test(sql)).length <= most]).toEqual([pattern, true])
    expect(around.filter((sql) => !AROUND.some(([pattern]) => pattern.test(sql)))).toEqual([])
  }, 120_000)

  it('are at most three more for each audited relation, as docs/audit.md says', async () => {
    await recorded(() => buildMovieLens(project))
    const plain = await recorded(() => buildMovieLens(project))
    const audited = await recorded(() => buildMovieLens(project, {}, { audit: true }))
    const swapped = audited.result.nodes.filter(({ statements }) => statements.some((sql) => / swap with /.test(sql)))
    expect(swapped.length).toBeGreaterThan(20)
    expect(audited.all.length - plain.all.length).toBeLessThanOrEqual(3 * swapped.length)
    expect(audited.around.length).toBe(plain.around.length)
  }, 120_000)
})

/** What a build with reuse sends when nothing has changed, with all tests and snapshots. */
const MOST_OF_REUSE = 15

describe.skipIf(server.skipReason)('the statements of the reference project with reuse', () => {
  beforeAll(async () => {
    project = await createSnowflakeProject(server)
    await project.execute(...fillRawTables())
  }, 60_000)
  afterAll(async () => project?.remove())

  it('are at most 15 when nothing has changed; then nothing is built and no test is asked', async () => {
    const reuse = { reuse: 'on' } as const
    await recorded(() => buildMovieLens(project, {}, reuse))
    const { result, all } = await recorded(() => buildMovieLens(project, {}, reuse))
    const built = result.nodes.filter(({ isReused, resourceType }) => !isReused && resourceType !== 'unit_test')
    expect(built.map(({ name }) => name)).toEqual([])
    expect(all.length).toBeLessThanOrEqual(MOST_OF_REUSE)
  }, 120_000)

  it('are those of what reads a source that has changed', async () => {
    await project.execute(`update raw.raw_tags set tag = 'other' where tag = (select min(tag) from raw.raw_tags)`)
    const { result } = await recorded(() => buildMovieLens(project, {}, { reuse: 'on' }))
    const built = result.nodes.filter(({ isReused, materialized }) => materialized && !isReused).map(({ name }) => name)
    expect(built).toContain('tags_snapshot')
    expect(built).not.toContain('fct_ratings')
  }, 120_000)
})

const raw = source('raw', { events: { id: integer(), kind: varchar(), loaded_at: timestamp() } })

describe.skipIf(server.skipReason)('the statements of one node', () => {
  const events = (options: object) =>
    incremental({ e: raw.events }, (db, { since }) => db.selectFrom('e').selectAll().$call(since('e.loaded_at')), {
      watermark: 'loaded_at',
      ...options,
    } as never)

  beforeAll(async () => {
    project = await createSnowflakeProject(server)
    await project.execute(
      'create schema if not exists raw',
      'create or replace table raw.events (id integer, kind varchar, loaded_at timestamp_ntz)',
      `insert into raw.events values (1, 'a', '2026-01-01'), (2, 'b', '2026-01-02')`,
    )
  }, 60_000)
  afterAll(async () => project?.remove())

  it('are at most two to append, three to merge, six to delete and insert', async () => {
    const definitions = {
      raw,
      appended: events({ strategy: 'append' }),
      merged: events({ strategy: 'merge', uniqueKey: 'id' }),
      replaced: events({ strategy: 'delete+insert', uniqueKey: 'id' }),
    }
    await recorded(() => project.build(definitions))
    await project.execute(`insert into raw.events values (2, 'c', '2026-01-03')`)
    const { result, around } = await recorded(() => project.build(definitions))
    const counts = Object.fromEntries(result.nodes.map(({ name, statements }) => [name, statements.length]))
    expect(counts['appended']).toBeLessThanOrEqual(2)
    expect(counts['merged']).toBeLessThanOrEqual(3)
    expect(counts['replaced']).toBeLessThanOrEqual(6)
    expect(around.filter((sql) => !AROUND.some(([pattern]) => pattern.test(sql)))).toEqual([])
    expect(await project.rows('select kind from DEV.merged where id = 2')).toEqual([{ kind: 'c' }])
    expect(await project.rows('select kind from DEV.replaced where id = 2')).toEqual([{ kind: 'c' }])
  }, 60_000)

  it('are one for all tests of a relation that look at single rows', async () => {
    const tested = table({ e: raw.events }, (db) => db.selectFrom('e').select(['e.id', 'e.kind']), {
      columns: { id: { tests: [notNull()] }, kind: { tests: [notNull(), acceptedValues(['a', 'b', 'c'])] } },
    })
    const { result } = await recorded(() => project.build({ raw, tested }))
    const tests = result.nodes.filter(({ resourceType }) => resourceType === 'test')
    const statements = new Set(tests.flatMap((node) => node.statements))
    expect([tests.length, statements.size]).toEqual([3, 1])
    expect([...statements][0]!.match(/"TESTED"/g)).toHaveLength(1)
    const two = table({ e: raw.events }, (db) => db.selectFrom('e').select('e.kind').distinct(), {
      columns: { kind: { tests: [notNull(), unique()] } },
    })
    const { result: both } = await recorded(() => project.build({ raw, tested, two }))
    const sent = both.nodes.filter(({ resourceType }) => resourceType === 'test').flatMap((node) => node.statements)
    expect([sent.length, new Set(sent).size]).toEqual([5, 1])
  }, 60_000)
})
