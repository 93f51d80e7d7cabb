import path from 'node:path'
import { defineProject, load } from 'kerros'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { WarehouseSession } from '../../src/core/ports/warehouse.js'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { s3Server } from '../servers/s3-server.js'
import { sdkRows, sdkSession } from '../servers/sdk-rows.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import type { ColumnFigures, ModelFigures } from './model-figures.js'
import { DATA, expected, isThere } from './published-data.js'
import { createSnowflakeProject } from './snowflake-project.js'

const server = await snowflakeServer()
const s3 = await s3Server()

// As a user would: the environment says where the files go. The worker may have loaded the project for another test.
vi.resetModules()
process.env['AWS_ENDPOINT_URL_S3'] = s3.endpoint
process.env['AWS_REGION'] = s3.region
process.env['AWS_ACCESS_KEY_ID'] = s3.accessKeyId
process.env['AWS_SECRET_ACCESS_KEY'] = s3.secretAccessKey
process.env['MOVIELENS_STAGE_URL'] = `s3://${s3.bucket}/movielens`
const movielens = await import('kerros/movielens')
const { buildMovieLens, complaints } = await import('./movielens-project.js')

/** Moments of loading differ from load to load. */
const NOT_COMPARED = new Set(['loaded_at', 'last_loaded_at', '_loaded_at', '_file'])

if (!isThere)
  process.stderr.write(
    `SKIPPED: no MovieLens data in ${DATA}, so no figure is checked in Snowflake. Set KERROS_MOVIELENS_DATA.\n`,
  )

let project: ScratchProject

function loadFiles(): ReturnType<typeof load> {
  const config = defineProject({ name: 'scratch', models: [{ ...movielens }], targets: { prod: project.target } })
  return load({ project: config, cwd: project.folder, data: path.join(DATA, 'movielens') })
}

/** The figures of a relation as it stands, its least and greatest values written as in `like`. */
async function figures(session: WarehouseSession, model: string, like: ModelFigures): Promise<ModelFigures> {
  const { database, schema } = project.target
  const relation = { database, schema: like.layer === 'raw' ? 'raw' : schema, name: model }
  const names = Object.keys(like.columns)
  const there = (await session.columnsOf(relation)).map(({ name }) => name.toLowerCase())
  expect([model, ...there.filter((name) => !NOT_COMPARED.has(name)).sort()]).toEqual([
    model,
    ...names.map((name) => name.toLowerCase()).sort(),
  ])
  const parts = names.flatMap((name, i) => [
    `count(${name}) as n${i}, count(distinct ${name}) as d${i}, min(${name}) as l${i}, max(${name}) as g${i}`,
    ...(like.columns[name]!.sum === undefined ? [] : [`round(sum(cast(${name} as double)), 2) as s${i}`]),
  ])
  const from = `${relation.schema}.${relation.name}`
  const row = (await session.execute(`select count(*) as n, ${parts.join(', ')} from ${from}`)).rows[0]!
  const columns = names.map((name, i): [string, ColumnFigures] => {
    const { sum, min, max } = like.columns[name]!
    const found = { not_null: Number(row[`n${i}`]), distinct: Number(row[`d${i}`]) }
    const ends = { min: written(row[`l${i}`], min), max: written(row[`g${i}`], max) }
    return [name, { ...found, ...(sum !== undefined && { sum: Number(row[`s${i}`]) }), ...ends }]
  })
  return { layer: like.layer, rows: Number(row['n']), columns: Object.fromEntries(columns) }
}

/** A value as the text that is expected, where it is the same value. */
function written(value: unknown, like: string): string {
  const text = value instanceof Date ? value.toISOString().replace('T', ' ').replace('.000Z', '') : String(value)
  return typeof value === 'number' && value === Number(like) ? like : text
}

async function expectFigures(): Promise<void> {
  expect(Object.keys(expected).length).toBeGreaterThan(35)
  const warehouse = await project.target.connect({ projectRoot: project.folder, threads: 1 })
  try {
    await warehouse.withSession(async (session) => {
      for (const [model, like] of Object.entries(expected))
        expect([model, await figures(session, model, like)]).toEqual([model, like])
    })
  } finally {
    await warehouse.close()
  }
}

describe.skipIf(server.skipReason ?? s3.skipReason ?? !isThere)('MovieLens in Snowflake, through S3', () => {
  beforeAll(async () => {
    project = await createSnowflakeProject(server)
  })
  afterAll(async () => project?.remove())

  it('every figure is met', async () => {
    const { tables } = await loadFiles()
    expect(tables.flatMap(({ files }) => files.map(({ warnings }) => warnings)).flat()).toEqual([])
    expect(complaints(await buildMovieLens(project, { threads: 4 }))).toEqual([])
    await expectFigures()
  }, 120_000)

  it('every figure is met again after a second run, which has nothing to add', async () => {
    expect((await loadFiles()).loadedAt).toBeUndefined()
    expect(complaints(await buildMovieLens(project, { threads: 4 }))).toEqual([])
    await expectFigures()
  }, 120_000)

  it('the best rated movies can be selected without a quote', async () => {
    const session = await sdkSession(server)
    try {
      const rows = await sdkRows(
        session,
        `SELECT movie_title, average_rating, total_ratings FROM ${server.database}.DEV.movie_analysis
          ORDER BY average_rating DESC LIMIT 20`,
      )
      expect(rows).toHaveLength(20)
      expect(new Set(rows.map(([, average]) => average))).toEqual(new Set([5]))
    } finally {
      await session.close()
    }
  })
})
