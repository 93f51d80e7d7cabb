import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import { diffText } from '../../../src/cli/compare/diff-text.js'
import { share } from '../../../src/cli/compare/diff-words.js'
import type { DiffColumn, NodeDiff } from '../../../src/core/compare/node-diff.js'
import { KerrosError } from '../../../src/core/errors/index.js'

/** In CI, text has colors. */
const plainText = (nodes: readonly NodeDiff[]): string => stripVTControlCharacters(diffText(nodes))

const column = (name: string, more: Partial<DiffColumn> = {}): DiffColumn => ({
  name,
  isKey: false,
  here: 'INTEGER',
  there: 'INTEGER',
  isCompared: true,
  changed: 0,
  nullHere: 0,
  nullThere: 0,
  ...more,
})

const wide = Array.from({ length: 12 }, (_, i) => [`a_column_with_a_name_${i}`, i === 3 ? 'x'.repeat(200) : i] as const)

const node: NodeDiff = {
  uniqueId: 'model.shop.fct_daily_movie_ratings',
  name: 'fct_daily_movie_ratings',
  here: { database: 'movielens', schema: 'pull_request_1234_marts', name: 'fct_daily_movie_ratings' },
  there: { database: 'movielens', schema: 'production_marts', name: 'fct_daily_movie_ratings' },
  status: 'different',
  rows: { here: 20_000_263, there: 20_000_258, added: 9, removed: 4, changed: 12_345, same: 19_987_909 },
  key: { columns: ['movie_id', 'day'], from: 'its uniqueKey', nulls: { here: 1, there: 0 } },
  repeated: { here: 2, there: 0, rows: { here: 4, there: 1, added: 3, removed: 0, same: 1 } },
  columns: [
    column('movie_id', { isKey: true }),
    column('day', { isKey: true }),
    column('ratings', { changed: 2, nullHere: 1 }),
    column('average_rating', { changed: 12_344, nullThere: 12_000, here: 'DOUBLE', there: 'DECIMAL(38,2)' }),
    column('place', { here: 'GEOGRAPHY', there: 'GEOGRAPHY', isCompared: false }),
    column('name', { there: 'VARCHAR', isCompared: false }),
    ...wide.map(([name]) => column(name, { there: undefined, isCompared: false })),
    column('gone', { here: undefined, isCompared: false }),
  ],
  samples: [
    {
      kind: 'changed',
      key: { movie_id: 1, day: '2026-01-01' },
      here: { ratings: null, average_rating: 1 },
      there: { ratings: 2, average_rating: 1.5 },
      count: undefined,
    },
    {
      kind: 'changed',
      key: { movie_id: 2, day: '2026-01-01' },
      here: { name: 'x'.repeat(90) },
      there: { name: 'y'.repeat(90) },
      count: undefined,
    },
    {
      kind: 'added',
      key: { movie_id: 3, day: null },
      here: Object.fromEntries(wide),
      there: undefined,
      count: undefined,
    },
    {
      kind: 'repeated',
      key: { movie_id: 4, day: '2026-01-02' },
      here: undefined,
      there: undefined,
      count: { here: 2, there: 1 },
    },
  ],
}

it('says all that is different in lines of 80 columns', () => {
  const text = plainText([node])
  expect(text).toMatchInlineSnapshot(`
    "fct_daily_movie_ratings
      movielens.pull_request_1234_marts.fct_daily_movie_ratings
      against movielens.production_marts.fct_daily_movie_ratings
      rows      20,000,263 here, 20,000,258 there
      key       movie_id, day (its uniqueKey)
      + added              9
      - removed            4
      ~ changed       12,345  of 20,000,254 on both sides (< 0.1 %)
      = same      19,987,909
      changed columns
        average_rating  12,344  (< 0.1 %)  12,000 NULL only there
        ratings              2  (< 0.1 %)  1 NULL only here
      NULL in the key  1 row here, 0 rows there
      repeated keys  2 here in 4 rows, 0 there in 1 row;
        as whole rows: 3 added, 0 removed, 1 same
      columns only here  a_column_with_a_name_0 integer
                         a_column_with_a_name_1 integer
                         a_column_with_a_name_2 integer
                         a_column_with_a_name_3 integer
                         a_column_with_a_name_4 integer
                         a_column_with_a_name_5 integer
                         a_column_with_a_name_6 integer
                         a_column_with_a_name_7 integer
                         a_column_with_a_name_8 integer
                         a_column_with_a_name_9 integer
                         a_column_with_a_name_10 integer
                         a_column_with_a_name_11 integer
      columns only there  gone integer
      retyped  average_rating double here and decimal(38,2) there
               name integer here and varchar there (values not compared)
      not compared  place geography
      ~ changed  first 2 of 12,345
        movie_id 1  day 2026-01-01  ratings  2 → null
                                    average_rating  1.5 → 1
        movie_id 2  day 2026-01-01
          name  yyyyyyyyyyyyyyyyyyyyyyyyyyyyy… → xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
      + added  first 1 of 9
        movie_id 3  day null  a_column_with_a_name_0 0  a_column_with_a_name_1 1
        a_column_with_a_name_2 2
        a_column_with_a_name_3 xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
        a_column_with_a_name_4 4  a_column_with_a_name_5 5  a_column_with_a_name_6 6
        a_column_with_a_name_7 7  a_column_with_a_name_8 8  a_column_with_a_name_9 9
        a_column_with_a_name_10 10  a_column_with_a_name_11 11
      repeated keys  first 1
        movie_id 4  day 2026-01-02  2 here, 1 there"
  `)
  expect(Math.max(...text.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(80)
})

it('lists relations that are the same in a line each, after the others', () => {
  const same: NodeDiff = {
    ...node,
    name: 'dim_movies',
    status: 'same',
    rows: { here: 27_278, there: 27_278, added: 0, removed: 0, changed: 0, same: 27_278 },
    columns: [column('movie_id', { isKey: true }), column('title')],
    key: { columns: ['movie_id'], from: 'its uniqueKey', nulls: { here: 0, there: 0 } },
    repeated: undefined,
    samples: [],
  }
  const failed: NodeDiff = {
    ...node,
    name: 'dim_users',
    status: 'error',
    error: new KerrosError('E_QUERY', '"dim_users" is not built', { hint: 'Build it there first.' }),
  }
  const twice: NodeDiff = {
    ...same,
    name: 'dim_tags',
    repeated: { here: 1, there: 1, rows: { here: 2, there: 2, added: 0, removed: 0, same: 2 } },
  }
  const [first, ...others] = plainText([same, node, failed, twice]).split('\n\n')
  expect(first).toMatch(/^fct_daily_movie_ratings\n/)
  expect(others.join('\n\n')).toMatchInlineSnapshot(`
    "dim_users
      movielens.pull_request_1234_marts.fct_daily_movie_ratings
      against movielens.production_marts.fct_daily_movie_ratings
      E_QUERY "dim_users" is not built
        → Build it there first.

    dim_tags
      movielens.pull_request_1234_marts.fct_daily_movie_ratings
      against movielens.production_marts.fct_daily_movie_ratings
      the same  27,278 rows in 2 columns by movie_id
      repeated keys  1 here in 2 rows, 1 there in 2 rows;
        as whole rows: 0 added, 0 removed, 2 same

    the same
      dim_movies  27,278 rows in 2 columns by movie_id

    4 relations compared: 2 the same, 1 different, 1 could not be compared"
  `)
})

it('never says of a part that it is all, or nothing', () => {
  expect([share(0, 0), share(0, 7), share(1, 10_000), share(1, 3), share(9_999, 10_000), share(7, 7)]).toEqual([
    '0 %',
    '0 %',
    '< 0.1 %',
    '33.3 %',
    '99.9 %',
    '100 %',
  ])
})
