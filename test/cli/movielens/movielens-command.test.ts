import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CliProject } from '../cli-project.js'

let project: CliProject
beforeEach(async () => {
  project = await CliProject.create({})
})
afterEach(() => project.remove())

describe('kerros movielens generate', () => {
  it('writes six files and says what they are', async () => {
    const { code, stdout, stderr } = await project.runKept('movielens generate --scale 0.001 --out here')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('here/ratings.csv: 20,000 rows, 442 kB\n')
    expect((await readdir(path.join(project.folder, 'here'))).toSorted()).toEqual([
      'genome-scores.csv',
      'genome-tags.csv',
      'links.csv',
      'movies.csv',
      'ratings.csv',
      'tags.csv',
    ])
  })

  it('replaces nothing without --force, and never mixes layouts', async () => {
    await project.write({ 'data/ratings.csv': 'mine' })
    expect(await project.runKept('movielens generate --scale 0.001')).toMatchObject({
      code: 2,
      stderr: `E_INVALID_OPTION "<project>/data" already has "ratings.csv"\n  → Choose another folder with --out, or replace the files with --force.\n`,
    })
    for (const force of ['', ' --force'])
      expect(await project.runKept(`movielens generate --scale 0.001 --layout kaggle${force}`)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('"<project>/data" has "ratings.csv": files of the layout grouplens\n'),
      })
    expect(await project.read('data/ratings.csv')).toBe('mine')
    expect((await project.runKept('movielens generate --scale 0.001 --force --quiet')).code).toBe(0)
    expect(await project.read('data/ratings.csv')).toMatch(/^userId,movieId,rating,timestamp\n/)
    await rm(path.join(project.folder, 'data'), { recursive: true })
    expect((await project.runKept('movielens generate --scale 0.001 --layout kaggle')).code).toBe(0)
    expect(await project.read('data/rating.csv')).toMatch(/^"userId","movieId","rating","timestamp"\n/)
  })

  it.each(['0', '2', 'x', ''])('a scale of %j is refused', async (scale) => {
    const { code, stderr } = await project.runKept(['movielens', 'generate', '--scale', scale])
    expect([code, stderr]).toEqual([2, expect.stringContaining('It must be a number from 0.001 to 1')])
  })
})

it('kerros movielens run is for the MovieLens project', async () => {
  await project.write({
    'kerros.config.ts': `import { defineProject, integer, source } from 'kerros'
import { duckdb } from 'kerros/duckdb'
const shop = source('raw', { items: { id: integer() } })
export default defineProject({ name: 'shop', models: [{ shop }], targets: { dev: duckdb({ path: 'target/shop.duckdb' }) } })
`,
  })
  expect(await project.runKept('movielens run')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'E_NO_PROJECT project "shop" is not the MovieLens project: it has no top_20_movies\n',
    ),
  })
})
