import { given, unitTest } from 'kerros'
import { int_movie_genres } from './int_movie_genres.js'
import { int_movie_genres_concat } from './int_movie_genres_concat.js'

export const genres_are_joined_in_their_order = unitTest(int_movie_genres_concat, {
  given: [
    given(int_movie_genres, {
      csv: `movie_id,genre
1,War
2,IMAX
1,Drama`,
    }),
  ],
  expect: [
    { movie_id: 1, genres_concat: 'Drama, War', genre_count: 2 },
    { movie_id: 2, genres_concat: 'IMAX', genre_count: 1 },
  ],
})
