import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { movieLensShape } from '../../../src/cli/movielens/catalogue/movielens-shape.js'
import { type GeneratedFile, generateMovieLens } from '../../../src/cli/movielens/generate-movielens.js'

const SCALE = 0.004
const GROUPLENS = ['movies.csv', 'links.csv', 'genome-tags.csv', 'tags.csv', 'ratings.csv', 'genome-scores.csv']
const KAGGLE = ['movie.csv', 'link.csv', 'genome_tags.csv', 'tag.csv', 'rating.csv', 'genome_scores.csv']

let root: string
let grouplens: string
let kaggle: string
let files: readonly GeneratedFile[]
const shape = movieLensShape(SCALE)

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kerros-movielens-'))
  grouplens = join(root, 'nested', 'grouplens')
  kaggle = join(root, 'kaggle')
  files = await generateMovieLens({ directory: grouplens, scale: SCALE })
  await generateMovieLens({ directory: kaggle, scale: SCALE, layout: 'kaggle' })
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function rows(directory: string, name: string): Promise<string[][]> {
  return parse(await readFile(join(directory, name)), { from_line: 2, relax_column_count: false })
}

async function hashes(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).sort()
  const contents = await Promise.all(names.map((name) => readFile(join(directory, name))))
  return names.map((name, index) => `${name} ${createHash('sha256').update(contents[index]!).digest('hex')}`)
}

const column = (table: string[][], index: number): string[] => table.map((row) => row[index]!)
const distinct = (values: readonly string[]): number => new Set(values).size

it('scale 1 has the row counts of MovieLens 20M', () => {
  expect(movieLensShape(1)).toEqual({
    movies: 27_278,
    users: 138_493,
    ratings: 20_000_263,
    tags: 465_564,
    taggers: 7_801,
    genomeMovies: 10_381,
    genomeTags: 1_128,
  })
})

it('reports the files it wrote, and writes nothing else into the directory', async () => {
  expect(files.map(({ name, rows }) => [name, rows])).toEqual([
    ['movies.csv', shape.movies],
    ['links.csv', shape.movies],
    ['genome-tags.csv', 1_128],
    ['tags.csv', shape.tags],
    ['ratings.csv', shape.ratings],
    ['genome-scores.csv', shape.genomeMovies * 1_128],
  ])
  expect((await readdir(grouplens)).sort()).toEqual([...GROUPLENS].sort())
  for (const { path, name, rows: count, bytes } of files) {
    expect((await readFile(path)).byteLength).toBe(bytes)
    expect(await rows(grouplens, name)).toHaveLength(count)
  }
})

it('movies: titles and genres have everything a loader can stumble over', async () => {
  const movies = await rows(grouplens, 'movies.csv')
  const titles = column(movies, 1)
  const ids = column(movies, 0).map(Number)
  expect(ids).toEqual([...ids].sort((a, b) => a - b))
  expect(distinct(column(movies, 0))).toBe(shape.movies)
  expect(distinct(titles)).toBe(shape.movies)

  const withYear = titles.filter((title) => /\((19|20)\d\d\)$/.test(title.trim()))
  expect(withYear.length / titles.length).toBeGreaterThan(0.98)
  expect(withYear.length).toBeLessThan(titles.length)
  expect(titles.some((title) => title.endsWith(') '))).toBe(true)
  expect(titles.filter((title) => title.includes(',')).length).toBeGreaterThan(titles.length / 10)
  expect(titles.some((title) => title.startsWith('"'))).toBe(true)
  expect(titles.some((title) => /\p{Script=Han}/u.test(title))).toBe(true)

  const genres = column(movies, 2)
  expect(genres.filter((text) => text === '(no genres listed)').length).toBeGreaterThan(5)
  const names = genres.filter((text) => !text.startsWith('(')).map((text) => text.split('|'))
  expect(distinct(names.flat())).toBe(19)
  expect(names.every((list) => list.join() === [...new Set(list)].sort().join())).toBe(true)
})

it('links: seven-digit ids, unique numbers, some of them missing', async () => {
  const links = await rows(grouplens, 'links.csv')
  expect(column(links, 0)).toEqual(column(await rows(grouplens, 'movies.csv'), 0))
  expect(column(links, 1).every((id) => /^\d{7}$/.test(id))).toBe(true)
  expect(distinct(column(links, 1))).toBe(shape.movies)
  const numbers = column(links, 2).filter((id) => id !== '')
  expect(numbers.length).toBeLessThan(shape.movies)
  expect(numbers.length).toBeGreaterThan(shape.movies * 0.98)
  expect(distinct(numbers)).toBe(numbers.length)
})

describe('ratings', () => {
  let ratings: string[][]
  beforeAll(async () => {
    ratings = await rows(grouplens, 'ratings.csv')
  })

  it('every user has at least 20, of different movies that exist', async () => {
    const counts = new Map<string, number>()
    for (const [user] of ratings) counts.set(user!, (counts.get(user!) ?? 0) + 1)
    expect([...counts.keys()]).toEqual(Array.from({ length: shape.users }, (_, index) => String(index + 1)))
    expect(Math.min(...counts.values())).toBe(20)
    expect(Math.max(...counts.values())).toBeGreaterThan(400)
    expect(distinct(ratings.map(([user, movie]) => `${user} ${movie}`))).toBe(shape.ratings)
    const movies = new Set(column(await rows(grouplens, 'movies.csv'), 0))
    expect(ratings.every(([, movie]) => movies.has(movie!))).toBe(true)
  })

  it('half stars around a plausible mean, from 1995 to 2015', () => {
    const stars = column(ratings, 2)
    const mean = stars.reduce((sum, text) => sum + Number(text), 0) / stars.length
    expect([...new Set(stars)].sort()).toEqual(Array.from({ length: 10 }, (_, index) => ((index + 1) / 2).toFixed(1)))
    expect(mean).toBeGreaterThan(3.3)
    expect(mean).toBeLessThan(3.7)
    const seconds = column(ratings, 3).map(Number)
    expect(seconds.every((second) => second >= 789_652_004 && second <= 1_427_784_002)).toBe(true)
    expect(new Set(seconds.map((second) => new Date(second * 1000).getUTCFullYear())).size).toBeGreaterThan(18)
  })

  it('few movies are very popular, many hardly rated, some never; good ones and bad ones', () => {
    const byMovie = new Map<string, number[]>()
    for (const [, movie, rating] of ratings) byMovie.set(movie!, [...(byMovie.get(movie!) ?? []), Number(rating)])
    const counts = [...byMovie.values()].map((list) => list.length).sort((a, b) => b - a)
    const share = (part: number): number =>
      counts.slice(0, Math.round(shape.movies * part)).reduce((sum, count) => sum + count, 0) / shape.ratings
    expect(counts.length).toBeLessThan(shape.movies)
    expect(share(0.1)).toBeGreaterThan(0.4)
    expect(share(0.5)).toBeGreaterThan(0.85)
    const means = [...byMovie.values()]
      .filter((list) => list.length >= 50)
      .map((list) => list.reduce((sum, rating) => sum + rating, 0) / list.length)
    expect(Math.max(...means)).toBeGreaterThan(4.1)
    expect(Math.min(...means)).toBeLessThan(2.7)
  })
})

it('tags: unique as loaded, fewer when lowered and trimmed', async () => {
  const tags = await rows(grouplens, 'tags.csv')
  const texts = column(tags, 2)
  const raw = tags.map(([user, movie, tag]) => `${user} ${movie} ${tag}`)
  expect(distinct(raw)).toBe(shape.tags)
  expect(distinct(texts.map((tag) => tag.trim().toLowerCase()))).toBeLessThan(distinct(texts) * 0.9)
  expect(distinct(tags.map(([user, movie, tag]) => `${user} ${movie} ${tag!.trim().toLowerCase()}`))).toBeLessThan(
    shape.tags,
  )
  expect(texts.some((tag) => tag.startsWith(' '))).toBe(true)
  expect(texts.some((tag) => tag.includes(','))).toBe(true)
  expect(texts.some((tag) => tag.includes('"'))).toBe(true)
  expect(texts.some((tag) => /[^\x20-\x7e]/.test(tag))).toBe(true)
  expect(texts.some((tag) => tag.trim() === '')).toBe(false)
  expect(tags.every(([user]) => Number(user) <= shape.users)).toBe(true)
})

it('genome: every tag for each of the chosen movies', async () => {
  const genomeTags = await rows(grouplens, 'genome-tags.csv')
  expect(column(genomeTags, 0).map(Number)).toEqual(Array.from({ length: 1_128 }, (_, index) => index + 1))
  expect(distinct(column(genomeTags, 1).map((tag) => tag.toLowerCase()))).toBe(1_128)
  const lines = (await readFile(join(grouplens, 'genome-tags.csv'), 'utf8')).trimEnd().split('\n')
  expect(lines.slice(1).every((line) => /^\d+,".+"$/.test(line))).toBe(true)

  const scores = await rows(grouplens, 'genome-scores.csv')
  expect(distinct(scores.map(([movie, tag]) => `${movie} ${tag}`))).toBe(shape.genomeMovies * 1_128)
  expect(distinct(column(scores, 0))).toBe(shape.genomeMovies)
  expect(column(scores, 2).every((relevance) => /^0\.\d{0,4}[1-9]$/.test(relevance))).toBe(true)
  const share = (least: number): number => column(scores, 2).filter((x) => Number(x) >= least).length / scores.length
  expect(share(0.5)).toBeGreaterThan(0.02)
  expect(share(0.5)).toBeLessThan(0.06)
  expect(share(0.8)).toBeGreaterThan(0.003)
})

it('both layouts hold the same rows', async () => {
  for (const [index, name] of GROUPLENS.entries()) {
    const ours = await rows(grouplens, name)
    const theirs = await rows(kaggle, KAGGLE[index]!)
    if (name === 'ratings.csv' || name === 'tags.csv')
      for (const row of ours) row[3] = new Date(Number(row[3]) * 1000).toISOString().slice(0, 19).replace('T', ' ')
    // One comparison of texts: a deep comparison of a hundred thousand arrays takes seconds.
    expect(JSON.stringify(theirs) === JSON.stringify(ours), name).toBe(true)
  }
  expect((await readFile(join(kaggle, 'rating.csv'), 'utf8')).slice(0, 80)).toMatch(
    /^"userId","movieId","rating","timestamp"\n1,\d+,\d\.\d,"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"\n/,
  )
  expect((await readFile(join(kaggle, 'link.csv'), 'utf8')).split('\n')[12]).toMatch(/^\d+,"\d{7}",$/)
})

it('the same scale and seed give the same bytes, another seed gives others', async () => {
  const [first, again, other] = ['first', 'again', 'other'].map((name) => join(root, name)) as [string, string, string]
  await generateMovieLens({ directory: first, scale: 0.001 })
  await generateMovieLens({ directory: again, scale: 0.001, seed: 20 })
  await generateMovieLens({ directory: other, scale: 0.001, seed: 21 })
  expect(await hashes(again)).toEqual(await hashes(first))
  const known = await hashes(first)
  expect((await hashes(other)).filter((hash) => known.includes(hash))).toEqual([])
  // Fixed, so that a change of the data on any machine or version of Node is noticed.
  expect(known).toMatchInlineSnapshot(`
    [
      "genome-scores.csv 6d6e2019f311e9b4c4591a774dc57734bf99f32aa9abe1b880bb33dcf9287be3",
      "genome-tags.csv 4b8d78fc88605b7521cf80d18f1e53f2413d48e23d46f0f5bdfddfca6d8fbd25",
      "links.csv 74ad991e042e9e0254fc21a21ded319cea2bfe437402e816cfc480e62d21d3cc",
      "movies.csv ec2e2f0944865dd1aa7f4e76326452191c957e2652216b0a3100e571e40fb68b",
      "ratings.csv 2243986e204a3f6661bea67315aec41551a7a27e397c744d94958cc91ee73957",
      "tags.csv b46503ad3ac49cdfd64bfad383ee35fa28c1fc898e81c92833ad838048ca4f43",
    ]
  `)
})

it('an interrupted run leaves the files as they were', async () => {
  const directory = join(root, 'interrupted')
  await generateMovieLens({ directory, scale: 0.001 })
  const before = await hashes(directory)
  const controller = new AbortController()
  const run = generateMovieLens({
    directory,
    scale: SCALE,
    signal: controller.signal,
    onProgress: (file) => file === 'tags.csv' && controller.abort(),
  })
  await expect(run).rejects.toMatchObject({ name: 'KerrosError', code: 'E_CANCELLED' })
  expect(await hashes(directory)).toEqual(before)
})

it('progress counts the rows of each file', async () => {
  const seen = new Map<string, number>()
  await generateMovieLens({ directory: join(root, 'progress'), scale: 0.001, onProgress: (f, n) => seen.set(f, n) })
  expect(seen.get('ratings.csv')).toBe(movieLensShape(0.001).ratings)
  expect([...seen.keys()]).toEqual(GROUPLENS)
})

it.each([0, -1, 1.5, Number.NaN])('scale %s is refused', async (scale) => {
  const run = generateMovieLens({ directory: join(root, 'never'), scale })
  await expect(run).rejects.toMatchObject({ name: 'KerrosError', code: 'E_INVALID_OPTION' })
  await expect(readdir(join(root, 'never'))).rejects.toThrow('ENOENT')
})

it('an unknown layout and a bad seed are refused', async () => {
  const options = { directory: join(root, 'never'), scale: 0.001 }
  await expect(generateMovieLens({ ...options, layout: 'toString' as 'kaggle' })).rejects.toMatchObject({
    code: 'E_INVALID_OPTION',
    hint: 'Use one of: grouplens, kaggle.',
  })
  await expect(generateMovieLens({ ...options, seed: 0.5 })).rejects.toMatchObject({ code: 'E_INVALID_OPTION' })
})

it('a directory that cannot be written is named', async () => {
  const file = join(root, 'a-file')
  await writeFile(file, '')
  await expect(generateMovieLens({ directory: join(file, 'data'), scale: 0.001 })).rejects.toMatchObject({
    name: 'KerrosError',
    code: 'E_NOT_PERMITTED',
    message: `cannot write "${join(file, 'data')}": a part of the path is a file, not a directory`,
  })
})
