import {
  dataTest,
  defineProject,
  dynamicTable,
  ephemeral,
  fileFormat,
  integer,
  snapshot,
  source,
  stage,
  table,
  view,
} from 'kerros'
import { snowflake } from 'kerros/snowflake'
import { expect, it } from 'vitest'
import { openProject } from '../../src/runtime/open/open-project.js'
import { targetNeeds } from '../../src/runtime/target-needs.js'

const files = stage('files')
const tsv = fileFormat('tsv', { type: 'csv', fieldDelimiter: '\t' })
const raw = source(
  'raw',
  { movies: { id: integer() }, ratings: { id: integer() } },
  { database: 'lake', stage: files, fileFormat: tsv, load: { movies: { files: ['movies.csv'] } } },
)
const stg_movies = view({ m: raw.movies }, (db) => db.selectFrom('m').select('m.id'), { tags: ['staging'] })
const inlined = ephemeral({ m: stg_movies }, (db) => db.selectFrom('m').select('m.id'))
const dim_movies = table({ m: inlined }, (db) => db.selectFrom('m').select('m.id'), {
  snowflakeWarehouse: 'LARGE',
  grants: { select: ['REPORTING'] },
})
const live_movies = dynamicTable({ m: raw.movies }, (db) => db.selectFrom('m').select('m.id'), { targetLag: '1 hour' })
const movies_snapshot = snapshot(dim_movies, { uniqueKey: 'id', strategy: 'check', checkColumns: 'all' })
const no_movie = dataTest({ m: dim_movies }, (db) => db.selectFrom('m').select('m.id'))

it('are what the naming function gives: relations with their kinds, warehouses and grants, and sources', async () => {
  const opened = await openProject({
    project: defineProject({
      name: 'movies',
      models: [{ raw, stg_movies, inlined, dim_movies, live_movies, movies_snapshot, no_movie }],
      targets: { prod: snowflake({ database: 'MOVIELENS', schema: 'DEV', warehouse: 'W' }) },
      naming: ({ tags, resourceType }) =>
        tags.includes('staging') ? { schema: 'STAGING' } : resourceType === 'snapshot' ? { database: 'HISTORY' } : {},
    }),
  })
  const { relations, sources } = targetNeeds(opened)
  expect(
    relations
      .map(({ relation: { database, schema, name }, type, computeWarehouse, grants }) =>
        [`${database}.${schema}.${name} ${type}`, computeWarehouse, grants?.['select']].filter(Boolean).join(' '),
      )
      .sort(),
  ).toEqual([
    'HISTORY.DEV.movies_snapshot table',
    'MOVIELENS.DEV.dim_movies table LARGE REPORTING',
    'MOVIELENS.DEV.live_movies dynamic table',
    'MOVIELENS.STAGING.stg_movies view',
  ])
  expect(sources).toMatchObject([
    { relation: { database: 'lake', schema: 'raw', name: 'movies' }, isLoaded: true, stage: files, fileFormat: tsv },
    { relation: { name: 'ratings' }, isLoaded: false, stage: undefined },
  ])
})
