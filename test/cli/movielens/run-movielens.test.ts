import { cp, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CliProject } from '../cli-project.js'
import { jsonLines } from '../json-lines.js'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const FOLDERS = ['sources', 'seeds', 'staging', 'intermediate', 'marts', 'snapshots', 'analyses']

let project: CliProject
beforeAll(async () => {
  // The project's package, as in the repository: its seed lies in it.
  project = await CliProject.create({ 'package.json': '{ "name": "kerros", "type": "module" }' })
  await cp(path.join(ROOT, 'kerros.config.ts'), path.join(project.folder, 'kerros.config.ts'))
  for (const folder of FOLDERS)
    await cp(path.join(ROOT, 'src', folder), path.join(project.folder, 'src', folder), { recursive: true })
}, 60_000)
afterAll(() => project.remove())

it('makes sample data, loads it, builds everything and shows the top 20', async () => {
  const { code, stdout, stderr } = await project.runKept('movielens run --scale 0.001')
  expect([code, stderr]).toEqual([0, ''])
  for (const text of [
    'Loading target/sample-data\n',
    'new       raw.raw_ratings from ratings.csv ',
    '[20,000 rows in <time>]',
    'Building models, tests and snapshots\n',
    ' WARN=0 ERROR=0 SKIP=0 ',
    ' movie_title ',
    'The results are in target/movielens_sample.duckdb, ',
    'The report is target/report/index.html: open it in a browser.\n',
  ])
    expect(stdout).toContain(text)
  const report = await readFile(path.join(project.folder, 'target/report/index.html'), 'utf8')
  expect([...report.matchAll(/<figure id="(\w+)">/g)].map(([, name]) => name)).toEqual([
    'average_rating_by_movie',
    'total_ratings_by_movie',
    'ratings_by_genre',
    'engagement_of_users',
    'releases_over_time',
    'relevance_of_top_tags',
    'best_movies_of_genre',
    'ratings_over_time',
  ])
  expect(report).toContain('Top 20 movies')
  for (const text of ['raw.raw_ratings', 'marts', 'not_null', 'test_movie_recommendation_logic'])
    expect(report).toContain(`<td>${text}</td>`)
  // `kerros docs generate` shows what the last run said of each test.
  const { results, args } = JSON.parse(await readFile(path.join(project.folder, 'target/run_results.json'), 'utf8'))
  expect(args.which).toBe('build')
  expect(results.length).toBeGreaterThan(200)
}, 120_000)

it('loads nothing when it runs again', async () => {
  const { code, stdout } = await project.runKept('movielens run --scale 0.001 --json')
  const events = jsonLines(stdout)
  expect(code).toBe(0)
  expect(events.find(({ event }) => event === 'load_end')).not.toHaveProperty('loadedAt')
  expect(events.at(-2)).toEqual({ event: 'report_written', file: 'target/report/index.html' })
  expect(events.at(-1)).toMatchObject({ event: 'top_movies', rows: expect.arrayContaining([]) })
  expect(events.at(-1).rows).toHaveLength(20)
}, 120_000)

it('replaces what is there by other data, also when the build was stopped at first', async () => {
  await project.runKept('movielens generate --scale 0.002 --out other')
  expect((await project.runKept('movielens run --data target/sample-data --quiet')).code).toBe(0)
  const first = project.start('movielens run --data other')
  await first.until(/Building models, tests and snapshots, everything from scratch[\s\S]*OK {4}/)
  first.child.kill('SIGKILL')
  await first.ended
  const { code, stdout } = await project.runKept('movielens run --data other')
  expect(code).toBe(0)
  expect(stdout).toContain('unchanged raw.raw_ratings from ratings.csv')
  expect(stdout).toContain('Building models, tests and snapshots, everything from scratch\n')
  const shown = await project.runKept('show monthly_ratings --limit 1000 --json')
  const months = jsonLines(shown.stdout)
  expect(months.reduce((sum, { rating_count }) => sum + Number(rating_count), 0)).toBe(40_001)
  expect((await project.runKept('movielens run --data other')).stdout).toContain(
    'Building models, tests and snapshots\n',
  )
}, 180_000)

it('refuses the other layout without --full-refresh', async () => {
  await project.runKept('movielens generate --scale 0.001 --out kaggle --layout kaggle')
  const { code, stderr } = await project.runKept('movielens run --data kaggle')
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(
      /was loaded from "[\w-]+\.csv", and kaggle has "\w+\.csv" instead; the same is true of 5 other sources/,
    ),
  ])
  expect((await project.runKept('movielens run --data kaggle --full-refresh --quiet')).code).toBe(0)
}, 120_000)
