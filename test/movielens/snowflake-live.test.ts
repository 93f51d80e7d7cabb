import path from 'node:path'
import { load } from 'kerros'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateMovieLens } from '../../src/cli/movielens/generate-movielens.js'
import { ScratchProject } from '../conformance/scratch-project.js'
import { createLiveDatabase, noLiveAccount } from '../servers/live-account.js'
import { type AllRows, allDifferences, allRows, loadAndBuild, opening } from './engine-rows.js'
import { buildMovieLens, complaints, createMovieLensProject } from './movielens-project.js'

const since = new Date()

describe.skipIf(noLiveAccount())('the reference project on a live account, and on DuckDB', () => {
  let live: ScratchProject
  let inDuckDb: ScratchProject
  let folder: string
  let first: AllRows

  beforeAll(async () => {
    const database = await createLiveDatabase()
    live = await ScratchProject.create({
      name: 'a live Snowflake account',
      createTarget: () => database.target,
      dropTarget: () => database.drop(),
    })
    inDuckDb = await createMovieLensProject()
    folder = path.join(inDuckDb.folder, 'csv')
    await generateMovieLens({ directory: folder, scale: 0.001 })
  }, 120_000)
  afterAll(async () => {
    await live?.remove()
    await inDuckDb?.remove()
  }, 60_000)

  it('files go through a stage, and every relation has the same rows', async () => {
    await loadAndBuild([live, inDuckDb], folder)
    first = await allRows(live, since)
    expect(allDifferences(first, await allRows(inDuckDb, since))).toEqual([])
  }, 900_000)

  it('a second load and build change nothing', async () => {
    expect((await load({ ...opening(live), data: folder })).loadedAt).toBeUndefined()
    expect(complaints(await buildMovieLens(live))).toEqual([])
    expect(allDifferences(await allRows(live, since), first)).toEqual([])
  }, 900_000)

  it('a build from nothing gives what increments gave', async () => {
    expect(complaints(await buildMovieLens(live, { fullRefresh: true }))).toEqual([])
    expect(allDifferences(await allRows(live, since), first)).toEqual([])
  }, 900_000)
})
