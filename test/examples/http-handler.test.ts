import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { duckdb } from 'kerros/duckdb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { moviesHandler } from '../../examples/http/movies-handler.js'
import { ended, firstLine, startExample } from './example-process.js'

let folder: string
let database: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kerros-example-'))
  database = path.join(folder, 'movielens.duckdb')
  const warehouse = await duckdb({ path: database }).connect({ projectRoot: folder, threads: 1 })
  await warehouse.withSession(async (session) => {
    await session.execute(
      'create table movie_analysis (movie_title varchar, average_rating double, total_ratings bigint, release_year integer, movie_id integer)',
    )
    await session.execute(
      `insert into movie_analysis values ('Heat (1995)', 3.8, 90, 1995, 6), ('Amélie (2001)', 4.1, 70, 2001, 4973), ('Rare', 5, 1, null, 7)`,
    )
  })
  await warehouse.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const AMELIE = { movie_id: 4973, movie_title: 'Amélie (2001)', average_rating: 4.1, total_ratings: 70 }
const HEAT = { movie_id: 6, movie_title: 'Heat (1995)', average_rating: 3.8, total_ratings: 90 }

it('the handler answers with the best movies, and refuses what it does not know', async () => {
  const movies = moviesHandler(duckdb({ path: database }))
  const server = createServer(movies.handle)
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const get = async (route: string) => {
    const response = await fetch(url + route)
    return { status: response.status, body: (await response.json()) as unknown }
  }
  try {
    expect(await get('/movies')).toEqual({ status: 200, body: [AMELIE, HEAT] })
    expect(await get('/movies?min_ratings=80')).toEqual({ status: 200, body: [HEAT] })
    expect(await get('/movies?min_ratings=0&limit=1')).toMatchObject({ body: [{ movie_title: 'Rare' }] })
    expect((await get("/movies?limit=1'")).status).toBe(400)
    expect((await get('/')).status).toBe(404)
  } finally {
    server.close()
    server.closeAllConnections()
    await movies.close()
  }
})

it('the server answers, and ends on request', async () => {
  const child = await startExample('examples/http/serve-movies.ts', { PORT: '0', DATABASE: database })
  const end = ended(child)
  const response = await fetch(`${await firstLine(child)}?limit=1`)
  expect(await response.json()).toEqual([AMELIE])
  child.kill('SIGTERM')
  expect(await end).toMatchObject({ code: 0, stderr: '' })
})
