import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Dialect, validate } from '@polyglot-sql/sdk'
import { connect, load } from 'kerros'
import * as movielens from 'kerros/movielens'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateMovieLens } from '../../src/cli/movielens/generate-movielens.js'
import { openProject } from '../../src/runtime/open/open-project.js'
import { showNode } from '../../src/runtime/show/show-node.js'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { asTable, withOneNotNull } from '../dialects/snowflake/warehouse/planned-statements.js'
import { sdkRows, sdkSession } from '../servers/sdk-rows.js'
import { snowflakeServer } from '../servers/snowflake-server.js'
import { dealRows, seededRandom } from './csv-deal.js'
import { type AllRows, allDifferences, allRows, loadAndBuild, opening } from './engine-rows.js'
import { buildMovieLens, complaints, createMovieLensProject } from './movielens-project.js'
import { createSnowflakeProject } from './snowflake-project.js'

const server = await snowflakeServer()
const since = new Date()

let folder: string
let inSnowflake: ScratchProject
let inDuckDb: ScratchProject

const both = () => [inSnowflake, inDuckDb]

/** New ratings, tags that come later or are gone, and a movie with another title. */
async function changeFiles(later: string): Promise<void> {
  const tags = path.join(folder, 'tags.csv')
  const [header, ...rows] = (await readFile(tags, 'utf8')).trimEnd().split('\n')
  const changed = rows.slice(3).map((row, i) => {
    const comma = row.lastIndexOf(',')
    return i % 5 === 0 ? `${row.slice(0, comma)},${Number(row.slice(comma + 1)) + 86_400}` : row
  })
  await writeFile(tags, `${[header, ...changed].join('\n')}\n`)
  const movies = path.join(folder, 'movies.csv')
  await writeFile(movies, (await readFile(movies, 'utf8')).replace(/^1,.*$/m, '1,Another (1999),Drama|War'))
  await writeFile(path.join(folder, 'ratings.2.csv'), await readFile(path.join(later, 'ratings.2.csv')))
}

describe.skipIf(server.skipReason)('the reference project over generated data, on Snowflake and on DuckDB', () => {
  let later: string
  let first: AllRows

  beforeAll(async () => {
    inSnowflake = await createSnowflakeProject(server)
    inDuckDb = await createMovieLensProject()
    folder = path.join(inDuckDb.folder, 'csv')
    later = path.join(inDuckDb.folder, 'later')
    await generateMovieLens({ directory: folder, scale: 0.001 })
    const ratings = await readFile(path.join(folder, 'ratings.csv'), 'utf8')
    await dealRows(ratings, 'ratings.csv', [folder, later], seededRandom(4))
  }, 60_000)
  afterAll(async () => {
    await inSnowflake?.remove()
    await inDuckDb?.remove()
  })

  it('a first build passes with all its tests, and every relation has the same rows', async () => {
    await loadAndBuild(both(), folder)
    first = await allRows(inSnowflake, since)
    expect(allDifferences(first, await allRows(inDuckDb, since))).toEqual([])
    expect(first.size).toBeGreaterThan(50)
  }, 180_000)

  it('a second build changes nothing', async () => {
    expect((await load({ ...opening(inSnowflake), data: folder })).loadedAt).toBeUndefined()
    expect(complaints(await buildMovieLens(inSnowflake))).toEqual([])
    expect(allDifferences(await allRows(inSnowflake, since), first)).toEqual([])
  }, 180_000)

  it('an increment adds what is new, and both engines still have the same rows', async () => {
    await changeFiles(later)
    await loadAndBuild(both(), folder)
    const rows = await allRows(inSnowflake, since)
    expect(allDifferences(rows, await allRows(inDuckDb, since))).toEqual([])
    expect([...rows].filter(([, { length }]) => length === 0).map(([name]) => name)).toEqual([])
    expect(rows.get('fct_ratings')).toHaveLength(20_000)
    // Three tags are gone; versions of the others ended when the later ones began.
    const ended = rows.get('tags_snapshot')!.filter(({ valid_to }) => valid_to !== null)
    expect(ended.filter(({ valid_to }) => valid_to === 'moment 1')).toHaveLength(3)
    expect(ended.length).toBeGreaterThan(50)
  }, 180_000)

  it('kerros show spells columns as they are declared', async () => {
    const [movie] = (await showNode(await openProject(opening(inSnowflake)), 'raw.raw_movies', 1)).rows
    expect(Object.keys(movie!)).toEqual(['movieId', 'title', 'genres', '_loaded_at', '_file'])
  })

  it('can be asked by any program, without a quote in its SQL', async () => {
    const session = await sdkSession(server)
    try {
      const rows = await sdkRows(
        session,
        `SELECT movie_title, average_rating, total_ratings FROM ${server.database}.DEV.movie_analysis
          ORDER BY average_rating DESC LIMIT 20`,
      )
      const movies = await connect(inDuckDb.target, { movie_analysis: movielens.movie_analysis })
        .selectFrom('movie_analysis')
        .selectAll()
        .orderBy('average_rating', 'desc')
        .execute()
      expect(rows.map(([, average]) => average)).toEqual(movies.slice(0, 20).map((movie) => movie.average_rating))
      const known = new Set(movies.map((m) => JSON.stringify([m.movie_title, m.average_rating, m.total_ratings])))
      expect(rows.filter((row) => !known.has(JSON.stringify(row)))).toEqual([])
    } finally {
      await session.close()
    }
  })

  it('an application asks with types', async () => {
    const { movie_analysis, src_ratings } = movielens
    const asked = [inSnowflake, inDuckDb].map(async ({ target, folder: root }) => {
      const db = connect(target, { movie_analysis, src_ratings }, { root })
      try {
        return await db
          .selectFrom('movie_analysis as m')
          .innerJoin('src_ratings as r', 'r.movie_id', 'm.movie_id')
          .select((eb) => ['m.movie_title', eb.fn.max('r.rated_at').as('last_rated_at')])
          .where('m.total_ratings', '>=', 3)
          .groupBy(['m.movie_title', 'm.movie_id'])
          .orderBy('m.movie_id')
          .limit(10)
          .execute()
      } finally {
        await db.destroy()
      }
    })
    const [fromSnowflake, fromDuckDb] = await Promise.all(asked)
    expect(fromSnowflake).toEqual(fromDuckDb)
    expect(fromSnowflake![0]).toEqual({ movie_title: expect.any(String), last_rated_at: expect.any(Date) })
  })

  it('two parsers understand every statement that was sent', async () => {
    // Those that differ by a run's id or a time alone are one.
    const sent = (await server.statements()).map((sql) => [sql.replace(/[0-9a-f]{8}|\d+/gi, ''), sql] as const)
    const statements = [...new Map(sent).values()]
    expect(statements.length).toBeGreaterThan(100)
    const faults = statements.flatMap((sql) =>
      validate(asTable(sql), Dialect.Snowflake).errors.map(({ message }) => [message, sql]),
    )
    expect(faults).toEqual([])
    const answers = await server.parse(statements.map(withOneNotNull))
    expect(statements.filter((_, i) => answers[i] !== null).map((sql, i) => [answers[i], sql])).toEqual([])
  })
})
