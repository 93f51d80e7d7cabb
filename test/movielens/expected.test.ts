import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { defineProject, type LoadRunOptions, load } from 'kerros'
import * as movielens from 'kerros/movielens'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { dealRows, seededRandom } from './csv-deal.js'
import { modelFigures } from './model-figures.js'
import { buildMovieLens, complaints, createMovieLensProject } from './movielens-project.js'
import { DATA, expected, isThere } from './published-data.js'

const CSV = path.join(DATA, 'movielens')

const INCREMENTALS = [
  'int_user_daily_rating',
  'fct_user_behaviour_genres',
  'fct_user_behaviour_genres_concat',
  'dim_movies',
  'fct_ratings',
]
const SNAPSHOTS = [
  { name: 'movie_recommendations_snapshot', key: 'movie_id' },
  { name: 'tags_snapshot', key: 'row_key' },
]

if (!isThere)
  process.stderr.write(`SKIPPED: no MovieLens data in ${DATA}, so no figure is checked. Set KERROS_MOVIELENS_DATA.\n`)

/** Does what `kerros load --data FOLDER` does. */
async function loadFolder(project: ScratchProject, folder: string, options: LoadRunOptions = {}) {
  const config = defineProject({ name: 'scratch', models: [{ ...movielens }], targets: { dev: project.target } })
  return load({ project: config, cwd: project.folder, data: folder, ...options })
}

async function expectFigures(project: ScratchProject): Promise<void> {
  for (const [model, figures] of Object.entries(expected))
    expect([model, await modelFigures(project, model, figures)]).toEqual([model, figures])
}

async function build(project: ScratchProject, options: Parameters<typeof buildMovieLens>[1] = {}): Promise<void> {
  expect(complaints(await buildMovieLens(project, options))).toEqual([])
}

async function keep(project: ScratchProject, names: readonly string[]): Promise<void> {
  await project.execute(
    'create schema if not exists kept',
    ...names.map((name) => `create or replace table kept.${name} as select * from main.${name}`),
  )
}

/** How many rows the kept relation and the one that stands now do not share, repeats counted. */
async function difference(project: ScratchProject, name: string): Promise<unknown> {
  const [row] = await project.rows(`select count(*)::int as n from
    ((select * from kept.${name} except all select * from main.${name}) union all
     (select * from main.${name} except all select * from kept.${name}))`)
  return row?.['n']
}

/** What is wrong with the versions of a snapshot: keys without one current row, ranges that are empty, overlap or gap. */
async function snapshotFaults(project: ScratchProject, name: string, key: string): Promise<unknown> {
  const [faults] = await project.rows(`with versions as (
    select ${key} as key, valid_from, valid_to, lead(valid_from) over (partition by ${key} order by valid_from) as next
    from main.${name})
  select
    (select count(*)::int from (select key from versions group by key having count(*) filter (valid_to is null) <> 1)) as not_one_current,
    (select count(*)::int from versions where valid_to <= valid_from) as empty,
    (select count(*)::int from versions where next is not null and valid_to is distinct from next) as gaps_or_overlaps`)
  return faults
}

/** Puts later times on some tags, and adds ratings of a user who was not there before. */
async function retagAndRate(folder: string, round: number, random: () => number): Promise<void> {
  const tags = path.join(folder, 'tags.csv')
  const [header, ...rows] = (await readFile(tags, 'utf8')).trimEnd().split(/\r?\n/)
  const later = rows.map((row) => {
    if (random() > 0.7) return row
    const comma = row.lastIndexOf(',')
    return `${row.slice(0, comma)},${Number(row.slice(comma + 1)) + 86_400}`
  })
  await writeFile(tags, `${[header, ...later].join('\r\n')}\r\n`)
  const movies = (await readFile(path.join(folder, 'movies.csv'), 'utf8')).trimEnd().split(/\r?\n/).slice(1)
  const ratings = movies
    .map((movie) => movie.split(',', 1)[0]!)
    .filter(() => random() < 0.5)
    .map((movie) => `${100_000 + round},${movie},${(1 + Math.floor(random() * 10)) / 2},${1_500_000_000 + round}`)
  await writeFile(path.join(folder, `ratings.${round}.csv`), `userId,movieId,rating,timestamp\n${ratings.join('\n')}\n`)
}

const SOUND = { not_one_current: 0, empty: 0, gaps_or_overlaps: 0 }

describe.skipIf(!isThere)('MovieLens as GroupLens published it', () => {
  for (const threads of [1, 4]) {
    it(`every figure is met with ${threads} thread(s), on a first and a second run`, async () => {
      const project = await createMovieLensProject()
      try {
        const { tables } = await loadFolder(project, CSV)
        expect(tables.flatMap(({ files }) => files.map(({ warnings }) => warnings)).flat()).toEqual([])
        await build(project, { threads })
        await expectFigures(project)
        const kept = [...INCREMENTALS, 'dim_all_genres', ...SNAPSHOTS.map(({ name }) => name)]
        await keep(project, kept)
        expect((await loadFolder(project, CSV)).loadedAt).toBeUndefined()
        await build(project, { threads })
        await expectFigures(project)
        for (const name of kept) expect([name, await difference(project, name)]).toEqual([name, 0])
      } finally {
        await project.remove()
      }
    }, 120_000)
  }

  describe('ratings and tags in five loads of random rows', () => {
    let project: ScratchProject
    let folders: readonly string[]

    beforeAll(async () => {
      project = await createMovieLensProject()
      folders = [1, 2, 3, 4, 5].map((n) => path.join(project.folder, `load-${n}`))
      const random = seededRandom(20)
      for (const file of ['ratings.csv', 'tags.csv'])
        await dealRows(await readFile(path.join(CSV, file), 'utf8'), file, folders, random)
      for (const file of ['movies.csv', 'links.csv', 'genome-scores.csv', 'genome-tags.csv'])
        await cp(path.join(CSV, file), path.join(folders[0]!, file))
    })
    afterAll(async () => project?.remove())

    it('every load adds its rows, and both snapshots stay valid', async () => {
      for (const folder of folders) {
        await loadFolder(project, folder)
        await build(project)
        for (const { name, key } of SNAPSHOTS)
          expect([name, await snapshotFaults(project, name, key)]).toEqual([name, SOUND])
      }
      const [loads] = await project.rows('select count(distinct _loaded_at)::int as n from raw.raw_ratings')
      expect(loads).toEqual({ n: 5 })
    }, 120_000)

    it('every figure is met', () => expectFigures(project))

    it('movies whose numbers changed have older versions', async () => {
      const [versions] =
        await project.rows(`select count(distinct movie_id)::int as movies, count(*) > count(distinct movie_id) as older,
        max(n)::int as most from (select movie_id, count(*) over (partition by movie_id) as n from main.movie_recommendations_snapshot)`)
      expect(versions).toEqual({ movies: expected['fct_movie_recommendations']!.rows, older: true, most: 5 })
    })

    it('the increments equal one full rebuild, row by row', async () => {
      await keep(project, INCREMENTALS)
      await build(project, { fullRefresh: true, select: INCREMENTALS })
      for (const name of INCREMENTALS) expect([name, await difference(project, name)]).toEqual([name, 0])
    }, 120_000)
  })

  it('three loads of the same files, changed each time, leave movies and tags that change with one current row for each key', async () => {
    const project = await createMovieLensProject()
    const folder = path.join(project.folder, 'csv')
    try {
      await mkdir(folder)
      const files = ['movies.csv', 'links.csv', 'genome-scores.csv', 'genome-tags.csv', 'ratings.csv', 'tags.csv']
      for (const file of files) await cp(path.join(CSV, file), path.join(folder, file))
      const random = seededRandom(7)
      for (let round = 1; round <= 3; round++) {
        if (round > 1) await retagAndRate(folder, round, random)
        await loadFolder(project, folder)
        await build(project)
        for (const { name, key } of SNAPSHOTS)
          expect([round, name, await snapshotFaults(project, name, key)]).toEqual([round, name, SOUND])
      }
      for (const { name, key } of SNAPSHOTS) {
        const [row] = await project.rows(
          `select max(n)::int as versions from (select count(*) as n from main.${name} group by ${key})`,
        )
        expect([name, row]).toEqual([name, { versions: 3 }])
      }
      const [outdated] = await project.rows(`select count(*)::int as n from main.tags_snapshot as s
        where valid_to is null and not exists (select 1 from main.src_tags as t where t.row_key = s.row_key and t.tagged_at = s.tagged_at)`)
      expect(outdated).toEqual({ n: 0 })
    } finally {
      await project.remove()
    }
  }, 120_000)
})
