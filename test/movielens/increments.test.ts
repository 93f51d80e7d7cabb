import path from 'node:path'
import { defineProject } from 'kerros'
import * as movielens from 'kerros/movielens'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateMovieLens } from '../../src/cli/movielens/generate-movielens.js'
import { type OpenProject, openProject } from '../../src/runtime/open/open-project.js'
import { showNode } from '../../src/runtime/show/show-node.js'
import type { ScratchProject } from '../conformance/scratch-project.js'
import { buildMovieLens, complaints, createMovieLensProject, ROOT } from './movielens-project.js'
import { loadRawTables } from './raw-tables.js'

const INCREMENTALS = [
  'int_user_daily_rating',
  'fct_user_behaviour_genres',
  'fct_user_behaviour_genres_concat',
  'dim_movies',
  'fct_ratings',
]
const LOADS = 3

let project: ScratchProject

/** Ratings and tags of the first loads. Rows are dealt by hash, so that each load has ratings of all times and users. */
async function load(loads: number): Promise<void> {
  await project.execute(
    `create or replace table raw.raw_ratings as select * from later.ratings where load <= ${loads}`,
    'alter table raw.raw_ratings drop column load',
  )
}

/** How many rows one relation has that the other lacks, counting repeats. */
async function difference(a: string, b: string): Promise<number> {
  const rows = await project.rows(`select count(*)::int as n from
    ((select * from ${a} except all select * from ${b}) union all (select * from ${b} except all select * from ${a}))`)
  return Number(rows[0]!['n'])
}

beforeAll(async () => {
  project = await createMovieLensProject()
  const csv = path.join(project.folder, 'csv')
  await generateMovieLens({ directory: csv, scale: 0.001 })
  await project.execute(
    ...loadRawTables(csv),
    'create schema later',
    `create table later.ratings as select * replace (_loaded_at + to_hours(load) as _loaded_at) from
      (select *, 1 + (hash("userId", "movieId") % ${LOADS})::int as load from raw.raw_ratings)`,
  )
}, 120_000)

afterAll(async () => project?.remove())

describe('the reference project over generated data', () => {
  it('builds and passes its tests, load by load', async () => {
    for (let loads = 1; loads <= LOADS; loads++) {
      await load(loads)
      expect(complaints(await buildMovieLens(project))).toEqual([])
    }
    const [count] = await project.rows('select count(*)::int as n from fct_ratings')
    expect(count!['n']).toBe(20_000)
  }, 120_000)

  it('its increments equal one full rebuild', async () => {
    await project.execute(
      'create schema kept',
      ...INCREMENTALS.map((name) => `create table kept.${name} as select * from main.${name}`),
    )
    expect(complaints(await buildMovieLens(project, { fullRefresh: true, select: INCREMENTALS }))).toEqual([])
    for (const name of INCREMENTALS) expect([name, await difference(`kept.${name}`, `main.${name}`)]).toEqual([name, 0])
  }, 120_000)

  it('changed titles reach dim_movies, and a load that brings nothing changes nothing', async () => {
    await project.execute(`update raw.raw_movies set title = 'Another (1999)' where "movieId" = 1`)
    expect(complaints(await buildMovieLens(project))).toEqual([])
    const [movie] = await project.rows('select title, release_year from dim_movies where movie_id = 1')
    expect(movie).toEqual({ title: 'Another (1999)', release_year: 1999 })
    for (const name of INCREMENTALS.filter((each) => each !== 'dim_movies'))
      expect([name, await difference(`kept.${name}`, `main.${name}`)]).toEqual([name, 0])
  }, 120_000)

  it('columns have the types that are written down', async () => {
    const rows = await project.rows(`select table_name || '.' || column_name as name, data_type as type
      from information_schema.columns where table_schema = 'main' and
      (column_name in ('rating_sum', 'month', 'release_year', 'rating_date')
        or (table_name, column_name) in (('int_user_daily_rating', 'avg_rating'), ('int_movie_recommendation', 'weighted_rating')))
      and table_name not like '%snapshot%' order by name`)
    expect(Object.fromEntries(rows.map(({ name, type }) => [name, type]))).toMatchInlineSnapshot(`
      {
        "dim_movie_tag_profile.release_year": "INTEGER",
        "dim_movies.release_year": "INTEGER",
        "fct_movie_recommendations.release_year": "INTEGER",
        "int_movie_details.release_year": "INTEGER",
        "int_movie_rating_tag_stats.rating_sum": "DECIMAL(18,1)",
        "int_movie_recommendation.release_year": "INTEGER",
        "int_movie_recommendation.weighted_rating": "DOUBLE",
        "int_user_daily_rating.avg_rating": "DOUBLE",
        "int_user_daily_rating.rating_date": "DATE",
        "int_user_daily_rating.rating_sum": "DECIMAL(18,1)",
        "monthly_ratings.month": "DATE",
        "movie_analysis.release_year": "INTEGER",
        "movie_release_trends.release_year": "INTEGER",
        "src_movies.release_year": "INTEGER",
      }
    `)
  })

  it('a movie in too good a category is found', async () => {
    const worst = 'where category_rank = (select max(category_rank) from fct_movie_recommendations)'
    await project.execute(
      `update fct_movie_recommendations set category_rank = 1, recommendation_category = 'Highly Recommended' ${worst}`,
    )
    const { nodes } = await import('kerros').then(({ test: runTests }) =>
      runTests({ ...opening(), select: ['test_movie_recommendation_logic'] }),
    )
    expect(nodes.map(({ name, status }) => [name, status])).toContainEqual(['test_movie_recommendation_logic', 'fail'])
  })

  it('every analysis can be asked', async () => {
    const opened = await openProject({ ...opening(), vars: { min_ratings: 5 } })
    const analyses = opened.project.nodes.filter((node) => node.resourceType === 'analysis')
    expect(analyses.length).toBeGreaterThan(4)
    for (const { name } of analyses) expect([name, await rowCount(opened, name)]).not.toEqual([name, 0])
  })
})

function opening(): { readonly project: ReturnType<typeof defineProject>; readonly cwd: string } {
  return {
    project: defineProject({ name: 'scratch', models: [movielens], targets: { dev: project.target } }),
    cwd: ROOT,
  }
}

async function rowCount(opened: OpenProject, name: string): Promise<number> {
  return (await showNode(opened, name, 100)).rows.length
}
