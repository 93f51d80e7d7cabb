import { given, unitTest } from 'kerros'
import { int_movie_genres } from '../../intermediate/audience/int_movie_genres.js'
import { dim_all_genres } from './dim_all_genres.js'

export const a_genre_that_is_gone_stays_and_is_marked = unitTest(dim_all_genres, {
  runs: [
    {
      given: [
        given(int_movie_genres, [
          { movie_id: 1, genre: 'Drama' },
          { movie_id: 1, genre: 'War' },
        ]),
      ],
    },
    {
      given: [
        given(int_movie_genres, [
          { movie_id: 1, genre: 'Drama' },
          { movie_id: 2, genre: 'Drama' },
        ]),
      ],
    },
  ],
  expect: [
    { genre: 'Drama', movie_count: 2, is_deleted: false },
    { genre: 'War', movie_count: 1, is_deleted: true },
  ],
})
