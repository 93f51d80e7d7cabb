import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { defineProject, load } from 'kerros'
import { duckdb } from 'kerros/duckdb'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { generateMovieLens } from '../../../../src/cli/movielens/generate-movielens.js'
import type { Target } from '../../../../src/core/ports/target.js'
import { s3Server } from '../../../servers/s3-server.js'
import { snowflakeServer } from '../../../servers/snowflake-server.js'
import { LoadScene } from './load-scene.js'

const { skipReason } = await snowflakeServer()
await s3Server()

/** Figures in which a lost, doubled or misread row would show. */
const FIGURES: { readonly [table: string]: string } = {
  raw_movies: 'sum(movieId) as a, sum(length(title)) as b, sum(length(genres)) as c',
  raw_ratings:
    'sum(userId) as a, sum(movieId) as b, sum(cast(rating * 10 as integer)) as c, min("timestamp") as d, max("timestamp") as e',
  raw_tags:
    'sum(userId) as a, sum(length(tag)) as b, min("timestamp") as c, max("timestamp") as d, count(distinct tag) as e',
  raw_links: 'sum(movieId) as a, sum(length(imdbId)) as b, sum(tmdbId) as c, count(tmdbId) as d',
  raw_genome_scores: 'sum(movieId) as a, sum(tagId) as b, sum(cast(round(relevance * 100000) as integer)) as c',
  raw_genome_tags: 'sum(tagId) as a, sum(length(tag)) as b',
}

let folder: string
let scene: LoadScene
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kerros-movielens-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function figures(target: Target, upper: boolean): Promise<unknown> {
  const warehouse = await target.connect({ projectRoot: folder, threads: 1 })
  try {
    return await warehouse.withSession(async (session) => {
      const found: unknown[] = []
      for (const [table, columns] of Object.entries(FIGURES)) {
        const sql = `select count(*) as n, ${upper ? columns.replaceAll('"timestamp"', '"TIMESTAMP"') : columns} from raw.${table}`
        const [row] = (await session.execute(sql)).rows
        found.push({ table, ...Object.fromEntries(Object.entries(row!).map(([k, v]) => [k, comparable(v)])) })
      }
      return found
    })
  } finally {
    await warehouse.close()
  }
}

function comparable(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : Number(value)
}

describe.skipIf(skipReason)('all files of MovieLens', () => {
  it.each(['grouplens', 'kaggle'] as const)(
    'in the layout of %s are the same rows in Snowflake and DuckDB',
    async (layout) => {
      scene = await LoadScene.open()
      vi.resetModules()
      process.env['MOVIELENS_STAGE_URL'] = `s3://${scene.bucket}/movielens`
      const { raw } = await import('../../../../src/sources/movielens.js')
      const data = path.join(folder, layout)
      await generateMovieLens({ directory: data, scale: 0.001, layout })
      const local = duckdb({ path: `${layout}.duckdb` })
      const project = defineProject({
        name: 'scratch',
        models: [{ raw }],
        targets: { dev: local, prod: scene.target },
      })
      const inDuckDb = await load({ project, cwd: folder, data, target: 'dev' })
      const inSnowflake = await load({ project, cwd: folder, data, target: 'prod' })
      const rowsOf = (result: typeof inDuckDb) =>
        result.tables.map(({ files }) => files.map(({ file, rows }) => [file, rows]))
      expect(rowsOf(inSnowflake)).toEqual(rowsOf(inDuckDb))
      expect(inSnowflake.tables.flatMap(({ files }) => files).length).toBe(6)
      expect(await figures(scene.target, true)).toEqual(await figures(local, false))
      const again = await load({ project, cwd: folder, data, target: 'prod' })
      expect(again.loadedAt).toBeUndefined()
      scene.remove()
    },
  )
})
