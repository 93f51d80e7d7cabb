// Shows: unit tests of models with vitest, over the SQL that they compile to and over rows. No warehouse and no files
// are needed: rows are given, and a DuckDB in memory runs the models with their real materializations.
//
// Run it like any other test: `npx vitest run`. Here test/examples/unit-tests.test.ts takes it in.
import { between, notNull } from 'kerros'
import * as movielens from 'kerros/movielens'
import { compileSql, given, runColumnTest, runIncremental, runModel, runSnapshot, runTest } from 'kerros/testing'
import { describe, expect, it } from 'vitest'

const { fct_ratings, genre_ratings, int_movie_genres, int_movie_top_tags, src_movies, src_ratings } = movielens
const { fct_movie_recommendations, movie_recommendations_snapshot, test_movie_recommendation_logic } = movielens

const day = (n: number): Date => new Date(Date.UTC(2024, 0, n))

describe('compiled SQL', () => {
  it('a view renames the columns of its source', () => {
    expect(compileSql(src_ratings, { names: movielens })).toBe(
      'select "r"."userId" as "user_id", "r"."movieId" as "movie_id", "r"."rating", "r"."timestamp" as "rated_at", ' +
        '"r"."_loaded_at" as "loaded_at" from "raw"."raw_ratings" as "r"',
    )
  })

  it('the top tags use QUALIFY on both engines', () => {
    for (const dialect of ['duckdb', 'snowflake'] as const)
      expect(compileSql(int_movie_top_tags, { names: movielens, dialect })).toMatch(/ qualify row_number\(\) over\s*\(/)
  })

  it('only an incremental run compares with what is stored', () => {
    expect(compileSql(fct_ratings, { names: movielens })).not.toContain('max("loaded_at")')
    expect(compileSql(fct_ratings, { names: movielens, incremental: true })).toContain('max("loaded_at")')
  })
})

describe('rows', () => {
  it('genres are split, and a movie without genres has none', async () => {
    const rows = await runModel(int_movie_genres, [
      given(src_movies, [
        { movie_id: 1, genres: 'Drama|War' },
        { movie_id: 2, genres: '(no genres listed)' },
      ]),
    ])
    expect(rows).toEqual([
      { movie_id: 1, genre: 'Drama' },
      { movie_id: 1, genre: 'War' },
    ])
  })

  it('what has no rows is computed from what it reads', async () => {
    const rows = await runModel(genre_ratings, [
      given(src_movies, [{ movie_id: 1, genres: 'Drama|War' }]),
      given(src_ratings, [
        { user_id: 1, movie_id: 1, rating: 5 },
        { user_id: 2, movie_id: 1, rating: 3.5 },
      ]),
    ])
    // Rows are typed: `row.genre` is a string, `row.genres` would be an error.
    expect(rows.map((row) => [row.genre, row.avg_rating, row.high_rating_share])).toEqual([
      ['Drama', 4.25, 0.5],
      ['War', 4.25, 0.5],
    ])
  })
})

describe('runs one after another', () => {
  it('ratings in two loads give the table that a full rebuild gives', async () => {
    const { rows, states, fullRebuild } = await runIncremental(fct_ratings, [
      given(src_ratings, [{ user_id: 1, movie_id: 1, rating: 4, rated_at: day(9), loaded_at: day(10) }]),
      // Rated earlier, loaded later.
      given(src_ratings, [{ user_id: 1, movie_id: 2, rating: 2, rated_at: day(1), loaded_at: day(11) }]),
    ])
    expect(states.map((state) => state.length)).toEqual([1, 2])
    expect(rows).toEqual(fullRebuild)
  })

  it('a snapshot keeps the version before, and says until when it held', async () => {
    const { rows } = await runSnapshot(
      movie_recommendations_snapshot,
      [
        given(fct_movie_recommendations, [{ movie_id: 1, recommendation_category: 'Worth Watching' }]),
        given(fct_movie_recommendations, [{ movie_id: 1, recommendation_category: 'Recommended' }]),
      ],
      { at: [day(1), day(8)] },
    )
    expect(rows.map((row) => [row.recommendation_category, row.valid_from, row.valid_to])).toEqual([
      ['Recommended', day(8), null],
      ['Worth Watching', day(1), day(8)],
    ])
  })
})

describe('data tests', () => {
  it('a test of a column finds the rows that fail', async () => {
    const rows = given(int_movie_top_tags, [{ tag_rank: 1 }, { tag_rank: 6 }, {}])
    expect(await runColumnTest(between(1, 5), { of: int_movie_top_tags, column: 'tag_rank' }, [rows])).toBe(1)
    expect(await runColumnTest(notNull(), { of: int_movie_top_tags, column: 'tag_rank' }, [rows])).toBe(1)
  })

  it('the test of the recommendations finds a movie in too good a category', async () => {
    const movies = given(fct_movie_recommendations, [
      { movie_id: 1, avg_rating: 3.1, rating_count: 5000, recommendation_category: 'Highly Recommended' },
      { movie_id: 2, avg_rating: 4.2, rating_count: 5000, recommendation_category: 'Highly Recommended' },
    ])
    // The seed with the categories has no rows given, so it is read from its file.
    expect(await runTest(test_movie_recommendation_logic, [movies])).toBe(1)
  })
})
