import { test as testProject } from 'kerros'
import {
  fct_movie_recommendations,
  int_movie_details,
  int_movie_genres,
  int_movie_genres_concat,
  int_movie_rating_tag_stats,
  int_movie_recommendation,
  int_movie_tag_relevance,
  int_tag_movie_link,
  movie_release_trends,
  src_links,
  src_movies,
} from 'kerros/movielens'
import { given, runModel } from 'kerros/testing'
import { expect, it } from 'vitest'
import { ROOT } from './movielens-project.js'

it('kerros test --unit finds the unit tests of the reference project, and they pass', async () => {
  const { nodes } = await testProject({ project: 'kerros.config.ts', cwd: ROOT, select: ['test_type:unit'] })
  expect(nodes.map(({ name, status }) => `${name}: ${status}`).toSorted()).toEqual([
    'a_genre_that_is_gone_stays_and_is_marked: pass',
    'a_late_rating_computes_its_day_again: pass',
    'a_movie_has_the_best_category_that_its_numbers_allow: pass',
    'a_rating_counts_for_the_category_of_its_time: pass',
    'genres_are_joined_in_their_order: pass',
  ])
})

it('int_movie_genres_concat joins genres in their order, for any order of the rows', async () => {
  const rows = await runModel(int_movie_genres_concat, [
    given(int_movie_genres, [
      { movie_id: 1, genre: 'War' },
      { movie_id: 2, genre: 'IMAX' },
      { movie_id: 1, genre: 'Drama' },
    ]),
  ])
  expect(rows).toEqual([
    { movie_id: 1, genres_concat: 'Drama, War', genre_count: 2 },
    { movie_id: 2, genres_concat: 'IMAX', genre_count: 1 },
  ])
})

it('int_movie_details keeps movies without genres and links', async () => {
  const rows = await runModel(int_movie_details, [
    given(src_movies, [{ movie_id: 1, title: 'Nameless', release_year: null, genres: '(no genres listed)' }]),
    given(src_links, []),
  ])
  const unknown = { release_year: null, imdb_id: null, tmdb_id: null }
  expect(rows).toEqual([{ movie_id: 1, title: 'Nameless', genres_concat: 'None', genre_count: 0, ...unknown }])
})

it('int_tag_movie_link leaves out tags that do not match and movies without ratings', async () => {
  const tag = { tag_id: 7, tag: 'twist', relevance_range: 'medium' } as const
  const rows = await runModel(int_tag_movie_link, [
    given(int_movie_tag_relevance, [
      { ...tag, movie_id: 1, relevance: 0.5 },
      { ...tag, movie_id: 2, relevance: 0.49999, relevance_range: 'low' },
      { ...tag, movie_id: 3, relevance: 0.6 },
    ]),
    given(int_movie_rating_tag_stats, [
      { movie_id: 1, rating_count: 3, rating_sum: '10.0', avg_rating: 3.3333 },
      { movie_id: 2, rating_count: 3, rating_sum: '10.0', avg_rating: 3.3333 },
      { movie_id: 3, rating_count: 0, rating_sum: '0.0', avg_rating: null },
    ]),
  ])
  expect(rows).toEqual([
    { ...tag, movie_id: 1, relevance: 0.5, rating_count: 3, rating_sum: '10.0', avg_rating: 3.3333 },
  ])
})

it('fct_movie_recommendations gives the best category that average and number allow', async () => {
  const movie = { release_year: 1999, genres_concat: 'Drama', weighted_rating: 3.5 }
  const cases = [
    [4, 1000, 'Highly Recommended'],
    [4, 999, 'Recommended'],
    [3.4999, 5000, 'Worth Watching'],
    [5, 49, 'Not Recommended'],
  ] as const
  const rows = await runModel(fct_movie_recommendations, [
    given(
      int_movie_recommendation,
      cases.map(([avg_rating, rating_count], i) => ({
        ...movie,
        movie_id: i,
        title: `${i}`,
        avg_rating,
        rating_count,
      })),
    ),
  ])
  expect(rows.map((row) => row.recommendation_category)).toEqual(cases.map(([, , category]) => category))
})

it('movie_release_trends averages over the rows that are there', async () => {
  const years = [1990, 1991, 1993, 1995, 1996, 1997, 1997]
  const rows = await runModel(movie_release_trends, [
    given(src_movies, [{ release_year: null }, ...years.map((release_year) => ({ release_year }))]),
  ])
  expect(rows.map(({ release_year, moving_avg_5y }) => [release_year, moving_avg_5y])).toEqual([
    [1990, 1],
    [1991, 1],
    [1993, 1],
    [1995, 1],
    [1996, 1],
    [1997, 1.2],
  ])
})
