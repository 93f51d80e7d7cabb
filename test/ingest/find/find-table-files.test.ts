import { expect, it } from 'vitest'
import { findTableFiles, layoutDiagnostics } from '../../../src/ingest/find/find-table-files.js'
import type { LoadableTable } from '../../../src/ingest/find/loadable-table.js'

const table: LoadableTable = {
  name: 'raw.raw_ratings',
  relation: { database: 'd', schema: 'raw', name: 'raw_ratings' },
  columns: {},
  fileNames: ['ratings.csv', 'rating.csv'],
  declaredIn: 'src/sources/movielens.ts',
  existing: undefined,
}

function find(names: readonly string[], loaded: readonly string[] = [], fullRefresh = false) {
  const { layout, ...found } = findTableFiles({ table, names, loaded, fullRefresh, folder: 'data' })
  return layout ? { ...found, diagnostic: layoutDiagnostics([layout])[0] } : found
}

it('finds the file and its parts, in the order of their numbers, and nothing else', () => {
  const names = [
    'ratings.10.csv',
    'ratings.2.csv',
    'ratings.csv',
    'ratings.x.csv',
    'ratings..csv',
    'ratings.2.csv.bak',
    'my-ratings.csv',
    'ratings.2.3.csv',
    'Ratings.csv',
    'movies.csv',
  ]
  expect(find(names)).toEqual({ present: ['ratings.csv', 'ratings.2.csv', 'ratings.10.csv'], gone: [] })
})

it('a folder may hold later parts only', () => {
  expect(find(['ratings.3.csv'], ['ratings.csv'])).toEqual({ present: ['ratings.3.csv'], gone: ['ratings.csv'] })
})

it('finds the other layout by itself', () => {
  expect(find(['rating.csv', 'rating.2.csv']).present).toEqual(['rating.csv', 'rating.2.csv'])
})

it.each([[['ratings.csv', 'rating.csv']], [['ratings.csv', 'rating.2.csv']], [['rating.csv', 'ratings.7.csv']]])(
  'both layouts are an error: %j',
  (names) => {
    expect(find(names).diagnostic?.code).toBe('E_AMBIGUOUS_NAME')
  },
)

it('says the names of both layouts', () => {
  expect(find(['ratings.csv', 'rating.csv']).diagnostic?.message).toBe(
    'data has both "ratings.csv" and "rating.csv" for source "raw.raw_ratings"',
  )
})

it('the same table under its other name would double rows, unless everything is reloaded', () => {
  expect(find(['rating.csv'], ['ratings.csv']).diagnostic).toMatchObject({
    code: 'E_AMBIGUOUS_NAME',
    message: 'source "raw.raw_ratings" was loaded from "ratings.csv", and data has "rating.csv" instead',
    hint: expect.stringContaining('kerros load --full-refresh --select source:raw.raw_ratings'),
  })
  expect(find(['rating.csv'], ['ratings.csv'], true)).toEqual({ present: ['rating.csv'], gone: ['ratings.csv'] })
})

it('no file at all is an error, unless the table is loaded already', () => {
  expect(find(['movies.csv']).diagnostic).toMatchObject({
    code: 'E_FILE_NOT_FOUND',
    message: 'data has no file for source "raw.raw_ratings": no ratings.csv, no rating.csv',
  })
  expect(find([], ['ratings.csv'])).toEqual({ present: [], gone: ['ratings.csv'] })
  expect(find([], ['ratings.csv'], true).diagnostic?.code).toBe('E_FILE_NOT_FOUND')
})

it('the same change of several tables is one diagnostic, with a command for all of them', () => {
  const movies = { ...table, name: 'raw.raw_movies', fileNames: ['movies.csv', 'movie.csv'] }
  const users = { ...table, name: 'raw.raw_users', fileNames: ['users.csv', 'user.csv'] }
  const folder = { names: ['rating.csv', 'movie.csv', 'users.csv', 'user.csv'], fullRefresh: false, folder: 'data' }
  const layouts = [
    findTableFiles({ ...folder, table, loaded: ['ratings.csv'] }),
    findTableFiles({ ...folder, table: users, loaded: [] }),
    findTableFiles({ ...folder, table: movies, loaded: ['movies.csv'] }),
  ].flatMap(({ layout }) => layout ?? [])
  expect(layoutDiagnostics(layouts)).toEqual([
    expect.objectContaining({ names: ['raw.raw_users'], code: 'E_AMBIGUOUS_NAME' }),
    {
      code: 'E_AMBIGUOUS_NAME',
      names: ['raw.raw_ratings', 'raw.raw_movies'],
      message:
        'source "raw.raw_ratings" was loaded from "ratings.csv", and data has "rating.csv" instead; the same is true of one other source',
      hint: 'If it holds the same data, replace what is loaded: kerros load --full-refresh',
      commands: ['kerros load --full-refresh'],
      at: 'src/sources/movielens.ts',
    },
  ])
})
